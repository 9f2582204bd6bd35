"""From a person's action to a figure on a screen, through the one public door."""

from __future__ import annotations

import time
from uuid import uuid4

import pytest

from contracts import regions
from tests.e2e.conftest import Caller, Suite
from tests.eventually import wait_until

pytestmark = pytest.mark.engines

Station = dict[str, object]
LEVELS = ("532501", "532500", "530000")


def entry(station: Station, **changes: object) -> dict[str, object]:
    plain = {
        "station_id": station["id"],
        "occurred_on": "2026-11-02",
        "domain": "elderly",
        "activity": "household_visit",
        "target_group": "left_behind_elderly",
        "person_times": 12,
        "households": 9,
    }
    return {**plain, **changes}


def test_the_demonstration_has_a_signed_station_for_every_township(province: Caller) -> None:
    townships = [region for region in regions.all() if region.level == "township"]
    wait_until(lambda: province.figure("stations", "530000", "2022H1") == len(townships), within=30)
    asked = {"indicator": "stations", "region": "530000", "period": "2022H1", "by": "region"}
    rows = province.get("metrics/figures", params=asked).json()["rows"]
    assert len(rows) == 16
    assert sum(row["value"] for row in rows) == len(townships)


def test_the_published_reports_contradict_each_other_in_the_open(province: Caller) -> None:
    found = province.get("metrics/conflicts", params={"region": "532500", "limit": 100}).json()
    parts = [c for c in found["items"] if c["kind"] == "parts" and c["indicator"] == "stations"]
    assert [value["value"] for value in parts[0]["values"]] == [135, 131, 10]
    money = [c for c in found["items"] if c["kind"] == "stated_stated"]
    assert [v["value"] for v in money[0]["values"]] == [345_500_000, 416_000_000], "fen"
    recorded = [c for c in found["items"] if c["kind"] == "recorded" and not c["dimensions"]]
    assert {value["basis"] for value in recorded[0]["values"]} == {"stated", "recorded"}


def test_an_entry_shows_up_in_every_figure_above_it_within_a_second(
    county: Caller, province: Caller, station: Station
) -> None:
    before = {code: province.figure("service_person_times", code) for code in LEVELS}
    county.done("registry/service-entries", entry(station, person_times=7))
    posted = time.monotonic()
    for code in LEVELS:
        wait_until(
            lambda code=code: (  # type: ignore[misc]
                province.figure("service_person_times", code) == before[code] + 7
            ),
            within=20,
            every=0.02,
        )
    print(f"visible in all levels after {time.monotonic() - posted:.3f} s")


def test_a_figure_opens_down_to_its_events(county: Caller, station: Station) -> None:
    made = county.done("registry/service-entries", entry(station, occurred_on="2026-10-08"))
    asked = {"indicator": "household_visits", "region": "532501", "period": "2026-10"}
    wait_until(lambda: county.figure("household_visits", "532501", "2026-10") == 9, within=20)
    (delta,) = county.get("metrics/figures/trace", params=asked).json()["items"]
    assert (delta["subject"], delta["delta"]) == (made["id"], 9)
    assert (delta["type"], delta["day"]) == ("registry.service.recorded.v1", "2026-10-08")


def test_a_correction_and_a_voiding_move_every_total(county: Caller, station: Station) -> None:
    made = county.done("registry/service-entries", entry(station, occurred_on="2026-09-01"))
    path = f"registry/service-entries/{made['id']}"

    def total() -> int:
        return county.figure("service_person_times", "532501", "2026-09")

    wait_until(lambda: total() == 12, within=20)
    county.done(f"{path}/correct", entry(station, occurred_on="2026-09-01", person_times=30))
    wait_until(lambda: total() == 30, within=20)
    county.done(f"{path}/void", {"reason": "duplicate"})
    wait_until(lambda: total() == 0, within=20)
    trace = county.get(
        "metrics/figures/trace",
        params={"indicator": "service_person_times", "region": "532501", "period": "2026-09"},
    ).json()
    assert [item["delta"] for item in trace["items"]] == [12, -12, 30, -30]


def test_a_repeat_with_the_same_key_gives_the_first_answer_and_counts_once(
    county: Caller, station: Station
) -> None:
    key, body = str(uuid4()), entry(station, occurred_on="2026-08-03")
    answers = [county.command("registry/service-entries", body, key=key) for _ in range(3)]
    assert len({answer.text for answer in answers}) == 1
    other = county.command("registry/service-entries", entry(station, households=1), key=key)
    assert other.json()["code"] == "idempotency_key_reused"
    wait_until(lambda: county.figure("household_visits", "532501", "2026-08") == 9, within=20)


def test_what_lies_outside_the_callers_area_does_not_exist(
    suite: Suite, county: Caller, station: Station
) -> None:
    neighbour = suite.client("county_officer", "532502")
    made = county.done("registry/service-entries", entry(station))
    for path in (f"stations/{station['id']}", f"service-entries/{made['id']}"):
        answer = neighbour.get(f"registry/{path}")
        absent = neighbour.get(f"registry/{path.split('/')[0]}/{uuid4()}")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
        assert answer.json()["detail"] == absent.json()["detail"]
    assert neighbour.command("registry/service-entries", entry(station)).status_code == 404
    void = f"registry/service-entries/{made['id']}/void"
    assert neighbour.command(void, {"reason": "duplicate"}).status_code == 404
    ids = {item["id"] for item in neighbour.get("registry/stations").json()["items"]}
    assert station["id"] not in ids
    refused = neighbour.get("metrics/figures", params={"indicator": "stations", "region": "532501"})
    assert (refused.status_code, refused.json()["code"]) == (403, "region_out_of_scope")
    outside = {"name": "甲站", "kind": "subdistrict", "region": "532501002"}
    assert neighbour.command("registry/stations", outside).json()["code"] == "region_out_of_scope"


def test_the_feed_gives_every_event_once_from_any_point(suite: Suite) -> None:
    reader = suite.client("integrator", "532501")
    seen: list[str] = []
    after: str | None = None
    while True:
        asked = {"after": after} if after else {}
        page = reader.get("registry/feed", params=asked).json()
        if after == page["next"]:
            break
        seen += [item["id"] for item in page["items"]]
        assert all(item["data"]["region"].startswith("532501") for item in page["items"])
        after = page["next"]
    assert len(seen) == len(set(seen)) > 0
