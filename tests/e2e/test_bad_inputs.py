"""Wrong input at the door: a clear answer in both languages, and nothing changed."""

from __future__ import annotations

import httpx
import pytest

from tests.e2e.conftest import Caller, Suite

pytestmark = pytest.mark.engines

ENTRIES = "registry/service-entries"


@pytest.mark.parametrize(
    ("change", "code", "pointer"),
    [
        ({"domain": "eldery"}, "code_unknown", "/domain"),
        ({"occurred_on": "2099-01-01"}, "date_in_future", ""),
        ({"occurred_on": "2025-02-29"}, "date_invalid", "/occurred_on"),
        ({"occurred_on": 20220630}, "date_invalid", "/occurred_on"),
        ({"person_times": -1}, "number_out_of_range", "/person_times"),
        ({"person_times": "12,000"}, "type_error", "/person_times"),
        ({"person_times": 1.5}, "type_error", "/person_times"),
        ({"person_time": 1}, "unknown_field", "/person_time"),
        ({"region": "532501002"}, "field_not_writable", "/region"),
        ({"person_times": None, "households": None}, "nothing_counted", ""),
        ({"persons": 13}, "person_times_below_persons", ""),
        ({"station_id": {"$ne": None}}, "type_error", "/station_id"),
    ],
)
def test_a_wrong_entry_names_the_field_and_the_cure(
    county: Caller, station: dict[str, object], change: dict[str, object], code: str, pointer: str
) -> None:
    body = {
        "station_id": station["id"],
        "occurred_on": "2026-11-02",
        "domain": "elderly",
        "activity": "household_visit",
        "target_group": "general",
        "person_times": 12,
        "households": 9,
    }
    before = county.get(ENTRIES, params={"limit": 100}).json()
    answer = county.command(ENTRIES, {**body, **change})
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, problem["code"]) == (422, code)
    if pointer:
        assert problem["errors"][0]["pointer"] == pointer
    assert county.get(ENTRIES, params={"limit": 100}).json() == before
    english = county.command(ENTRIES, {**body, **change}, **{"Accept-Language": "en"}).json()
    assert english["detail"] != problem["detail"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "malformed_json"),
        (b'{"a":1,"a":2}', 400, "duplicate_key"),
        (b"[" * 10_000, 400, "json_too_deep"),
        (b'{"person_times": NaN}', 400, "invalid_number"),
        (b'{"note": "\\ud800"}', 422, "invalid_text"),
        (b'{"note": "' + b"x" * 1_200_000 + b'"}', 413, "body_too_large"),
    ],
)
def test_a_body_that_is_no_plain_json_is_refused_at_the_door(
    county: Caller, body: bytes, status: int, code: str
) -> None:
    headers = {"Content-Type": "application/json", "Idempotency-Key": "k"}
    answer = county.post(ENTRIES, content=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_no_token_a_forged_role_and_a_wrong_role(suite: Suite, county: Caller) -> None:
    bare = httpx.get(f"{suite.base}/api/registry/stations")
    assert (bare.status_code, bare.json()["code"]) == (401, "unauthenticated")
    forged = httpx.get(
        f"{suite.base}/api/registry/stations", headers={"X-User-Role": "province_admin"}
    )
    assert forged.status_code == 401
    auditor = suite.client("auditor", "530000")
    denied = auditor.command("registry/stations", {})
    assert (denied.status_code, denied.json()["code"]) == (403, "permission_denied")


def test_a_post_without_a_key_and_a_change_without_a_version(
    county: Caller, station: dict[str, object]
) -> None:
    assert county.post(ENTRIES, json={}).json()["code"] == "idempotency_key_required"
    path = f"registry/stations/{station['id']}/open"
    keyed = {"Idempotency-Key": "k"}
    assert county.post(path, json={}, headers=keyed).json()["code"] == "precondition_required"
    stale = county.post(path, json={}, headers={**keyed, "If-Match": "999"})
    assert (stale.status_code, stale.json()["version"]) == (412, station["version"])


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("indicator=stationz", "indicator_unknown"),
        ("indicator=stations&region=999999", "region_unknown"),
        ("indicator=stations&region=532331", "region_retired"),
        ("indicator=stations&period=2022-13", "period_invalid"),
        ("indicator=stations&by=colour", "dimension_unknown"),
        ("indicator=stations&indicater=x", "unknown_field"),
    ],
)
def test_a_question_that_cannot_be_meant_says_what_exists(
    province: Caller, query: str, code: str
) -> None:
    problem = province.get(f"metrics/figures?{query}").json()
    assert problem["code"] == code


def test_a_wrong_row_names_row_column_and_cure_and_nothing_of_the_file_is_applied(
    province: Caller,
) -> None:
    header = "region,indicator,dimensions,period,value,unit,qualifier,source\n"
    good = "530100,agencies,,2023H1,5,家,exact,prefecture_report\n"
    bad = (
        "539999,agencies,,2023H1,5,家,exact,prefecture_report\n"
        "530100,agencies,,2023H1,5,公斤,exact,prefecture_report\n"
        "530100,agencys,,2023H1,5,家,exact,prefecture_report\n"
    )
    answer = province.post(
        "registry/stated-figures",
        files={"file": ("figures.csv", (header + good + bad).encode(), "text/csv")},
        headers={"Idempotency-Key": "bad-file"},
    )
    assert answer.status_code == 422, answer.text
    codes = {error["code"] for error in answer.json()["errors"]}
    assert codes == {"region_unknown", "unit_unknown", "indicator_unknown"}
    asked = {"indicator": "agencies", "region": "530100", "period": "2023H1", "basis": "stated"}
    assert province.get("metrics/figures", params=asked).json()["rows"] == []
