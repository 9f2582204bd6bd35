"""Monthly forms and likely duplicates over HTTP, on the real store."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from cli.engines import Engine
from services.registry import main
from tests.integration.web import Web, serving

pytestmark = pytest.mark.engines

OFFICER = {"role": "county_officer", "region": "532501"}
PREFECTURE = {"role": "prefecture_officer", "region": "532500"}
PROVINCE = {"role": "province_admin", "region": "530000"}
WORKER = {"role": "station_worker", "region": "532501002"}
NEIGHBOUR = {"role": "county_officer", "region": "532502"}
FORMS, ENTRIES = "/api/registry/monthly-forms", "/api/registry/service-entries"
STATIONS = (
    "name,kind,region,signed_on,operating_mode\n"
    "甲站,township,532501002,2022-01-05,own_staff\n"
    "乙站,township,532501003,2022-01-05,own_staff\n"
)
SERVED = {
    "occurred_on": "2022-06-07",
    "domain": "elderly",
    "activity": "household_visit",
    "target_group": "left_behind_elderly",
    "person_times": 4,
}


@pytest.fixture
async def web(store: Engine, tmp_path: Path) -> AsyncIterator[Web]:
    async with serving(main.build, store, tmp_path) as (web, _):
        await done(web.upload("/api/registry/stations/import", STATIONS.encode(), by=OFFICER))
        yield web


async def done(asked: Any) -> dict[str, Any]:
    answer = await asked
    assert answer.is_success, answer.text
    return dict(answer.json())


def told(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def station(web: Web, region: str = "532501002") -> str:
    found = await done(web.get(f"/api/registry/stations?region={region}", by=OFFICER))
    return str(found["items"][0]["id"])


async def log(web: Web, *served: dict[str, Any]) -> list[str]:
    body = {"station_id": await station(web), "month": "2022-06", "entries": list(served)}
    return list((await done(web.post(f"{ENTRIES}/batch", body, by=WORKER)))["ids"])


async def submitted(web: Web, value: int = 9) -> dict[str, Any]:
    stated = [{"indicator": "service_person_times", "value": value}]
    body = {"station_id": await station(web), "month": "2022-06", "stated": stated}
    return await done(web.post(FORMS, body, by=WORKER))


def line(form: dict[str, Any], indicator: str) -> dict[str, Any]:
    return next(x for x in form["lines"] if x["indicator"] == indicator and not x["dimensions"])


async def test_a_month_is_recorded_drafted_handed_in_and_sent_up(web: Web):
    await log(web, SERVED, {**SERVED, "person_times": 3})
    draft = await done(
        web.get(f"{FORMS}/draft?station_id={await station(web)}&month=2022-06", by=WORKER)
    )
    assert line(draft, "service_person_times")["recorded"] == 7
    assert [(a["domain"], a["activity"], a["entries"]) for a in draft["log"]] == [
        ("elderly", "household_visit", 2)
    ]
    form = await submitted(web)
    stated = line(form, "service_person_times")
    assert (stated["stated"], stated["recorded"], stated["difference"]) == (9, 7, 2)
    for by, then in ((OFFICER, "prefecture"), (PREFECTURE, "province"), (PROVINCE, "accepted")):
        form = await done(web.post(f"{FORMS}/{form['id']}/check", by=by))
        assert form["waiting"] == then


async def test_a_form_keeps_what_the_log_held_when_it_was_handed_in(web: Web):
    (id_,) = await log(web, SERVED)
    form = await submitted(web)
    await done(web.post(f"{ENTRIES}/{id_}/void", {"reason": "not_happened"}, by=WORKER))
    seen = await done(web.get(f"{FORMS}/{form['id']}", by=OFFICER))
    times = line(seen, "service_person_times")
    assert (times["recorded"], times["recorded_now"]) == (4, 0)


async def test_a_form_is_returned_and_handed_in_again(web: Web):
    form = await submitted(web)
    path = f"{FORMS}/{form['id']}"
    assert told(await web.post(f"{path}/check", by=PREFECTURE)) == (409, "form_not_waiting")
    reason = {"reason": "differs_from_log", "note": "与台账不符"}
    returned = await done(web.post(f"{path}/return", reason, by=OFFICER))
    assert (returned["waiting"], returned["steps"][-1]["note"]) == ("station", "与台账不符")
    stated = {"stated": [{"indicator": "service_person_times", "value": 7}]}
    again = await done(web.post(f"{path}/resubmit", stated, by=WORKER))
    assert (again["waiting"], again["round"]) == ("county", 2)
    assert told(await web.post(f"{path}/check", by=WORKER)) == (403, "permission_denied")


async def test_a_station_has_one_form_a_month(web: Web):
    first = await submitted(web)
    stated = [{"indicator": "service_person_times", "value": 9}]
    body = {"station_id": await station(web), "month": "2022-06", "stated": stated}
    answer = await web.post(FORMS, body, by=WORKER)
    assert told(answer) == (409, "form_exists")
    assert answer.json()["id"] == first["id"]
    once = await done(web.post(FORMS, {**body, "month": "2022-05"}, by=WORKER, key="may"))
    assert await done(web.post(FORMS, {**body, "month": "2022-05"}, by=WORKER, key="may")) == once


async def test_a_form_elsewhere_is_not_there(web: Web):
    form = await submitted(web)
    path = f"{FORMS}/{form['id']}"
    assert told(await web.get(path, by=NEIGHBOUR)) == (404, "not_found")
    assert told(await web.post(f"{path}/check", by=NEIGHBOUR)) == (404, "not_found")
    assert (await done(web.get(FORMS, by=NEIGHBOUR)))["items"] == []
    assert told(await web.get(f"{FORMS}?region=532502", by=OFFICER)) == (403, "region_out_of_scope")


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"month": "2022Q2"}, "/month"),
        ({"stated": []}, "/stated"),
        ({"stated": [{"indicator": "stations", "value": 1}]}, "/stated/0"),
        (
            {"stated": [{"indicator": "group_sessions", "domain": "elderly", "value": 1}]},
            "/stated/0",
        ),
        ({"stated": [{"indicator": "group_sessions", "value": -1}]}, "/stated/0/value"),
        ({"stated": [{"indicator": "group_sessions", "value": 1}] * 2}, "/stated"),
    ],
)
async def test_a_wrong_form_is_refused_where_it_is_wrong(web: Web, change: dict, pointer: str):
    stated = [{"indicator": "service_person_times", "value": 9}]
    body = {"station_id": await station(web), "month": "2022-06", "stated": stated}
    answer = await web.post(FORMS, {**body, **change}, by=WORKER)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer


async def test_an_area_sees_how_complete_its_month_is_and_who_is_missing(web: Web):
    form = await submitted(web)
    area = await done(web.get(f"{FORMS}/completeness?month=2022-06", by=OFFICER))
    whole = area["rows"][0]
    assert (area["due_on"], whole["region"]) == ("2022-07-05", "532501")
    assert (whole["expected"], whole["submitted"], whole["late"], whole["overdue"]) == (2, 1, 1, 1)
    missing = await done(web.get(f"{FORMS}/missing?month=2022-06", by=OFFICER))
    assert [(m["name"], m["overdue"]) for m in missing["items"]] == [("乙站", True)]
    waiting = await done(web.get(f"{FORMS}?month=2022-06&waiting=county", by=OFFICER))
    assert [found["id"] for found in waiting["items"]] == [form["id"]]


async def test_duplicates_are_listed_told_apart_or_voided(web: Web):
    first, second, third = await log(web, SERVED, SERVED, {**SERVED, "person_times": 1})
    path = f"{ENTRIES}/duplicates?month=2022-06"

    async def listed(query: str = "") -> list[list[str]]:
        found = await done(web.get(path + query, by=OFFICER))
        return [alike["entries"] for alike in found["items"]]

    pair = sorted([first, second])
    assert await listed() == [pair]
    assert await listed("&region=532501003") == []
    other = {"other_id": third}
    assert told(await web.post(f"{ENTRIES}/{first}/distinct", other, by=WORKER)) == (
        422,
        "entries_differ",
    )
    await done(web.post(f"{ENTRIES}/{first}/distinct", {"other_id": second}, by=WORKER))
    assert await listed() == []
    (fourth,) = await log(web, SERVED)
    assert await listed() == [sorted([first, second, fourth])]
    await done(web.post(f"{ENTRIES}/{fourth}/void", {"reason": "duplicate"}, by=WORKER))
    assert await listed() == []
    assert (await done(web.get(f"{ENTRIES}/{fourth}", by=WORKER)))["void_reason"] == "duplicate"


async def test_duplicates_come_in_pages(web: Web):
    await log(web, *({**SERVED, "person_times": n} for n in range(1, 6) for _ in range(2)))
    seen: list[str] = []
    query = f"{ENTRIES}/duplicates?month=2022-06&limit=2"
    page = await done(web.get(query, by=OFFICER))
    while True:
        seen += [alike["person_times"] for alike in page["items"]]
        if page["next"] is None:
            break
        page = await done(web.get(f"{query}&after={page['next']}", by=OFFICER))
    assert sorted(seen) == [1, 2, 3, 4, 5]


async def test_a_note_alone_may_be_corrected(web: Web):
    (id_,) = await log(web, SERVED)
    body = {**SERVED, "station_id": await station(web), "note": "补记"}
    corrected = await done(web.post(f"{ENTRIES}/{id_}/correct", body, by=WORKER))
    assert (corrected["note"], corrected["corrections"]) == ("补记", 1)


async def test_an_area_sets_until_when_its_forms_are_on_time(web: Web) -> None:
    month = datetime.now(ZoneInfo("Asia/Shanghai")).strftime("%Y-%m")
    path = "/api/registry/monthly-forms"
    body = {"region": "532501", "from_month": month, "day": 9}
    answer = await web.post(f"{path}/deadlines", body, by=OFFICER)
    assert answer.status_code == 200, answer.text
    for region, day in (("532501002", "09"), ("532501", "09")):
        shown = await web.get(f"{path}/deadline?region={region}&month={month}", by=OFFICER)
        assert shown.json()["due_on"][-2:] == day
    past = body | {"from_month": "2022-06"}
    refused = await web.post(f"{path}/deadlines", past, by=OFFICER)
    assert (refused.status_code, refused.json()["code"]) == (422, "form_deadline_past")
    elsewhere = await web.post(f"{path}/deadlines", body | {"region": "530102"}, by=OFFICER)
    assert elsewhere.status_code == 403
