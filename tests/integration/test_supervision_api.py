"""Supervision plans and findings over HTTP, certificates that end by themselves, on the real
store."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from cli.engines import Engine
from servicekit.aggregate import Aggregates, Command
from servicekit.app import Service
from servicekit.scope import Scope
from services.registry import main
from services.registry.staff.counting import StaffCounting
from services.registry.staff.domain import Person, unassign
from services.registry.staff.expiring import CertificateExpiry
from tests.integration.web import Web, serving

pytestmark = pytest.mark.engines

OFFICER = {"role": "county_officer", "region": "532501"}
NEIGHBOUR = {"role": "county_officer", "region": "532503"}
PREFECTURE = {"role": "prefecture_officer", "region": "532500"}
WORKER = {"role": "station_worker", "region": "532501002"}
API = "/api/registry"
PLANS, FINDINGS = f"{API}/supervision-plans", f"{API}/supervision-findings"
TODAY = date.today()
MONTH = f"{TODAY:%Y-%m}"


@pytest.fixture
async def served(store: Engine, tmp_path: Path) -> AsyncIterator[tuple[Web, Service]]:
    async with serving(main.build, store, tmp_path) as both:
        yield both


@pytest.fixture
def web(served: tuple[Web, Service]) -> Web:
    return served[0]


async def made(
    web: Web, path: str, body: dict[str, Any], by: dict[str, str] = OFFICER
) -> dict[str, Any]:
    answer = await web.post(f"{API}/{path}", body, by=by)
    assert answer.is_success, answer.text
    return dict(answer.json())


async def station(web: Web, name: str = "大屯站", region: str = "532501002") -> str:
    by = {"role": "county_officer", "region": region[:6]}
    body = {"name": name, "kind": "room", "region": region}
    id_ = str((await made(web, "stations", body, by))["id"])
    await made(web, f"stations/{id_}/sign", {"on": "2022-01-01"}, by)
    return id_


def code(answer: httpx.Response) -> tuple[int, str]:
    body = answer.json()
    errors = body.get("errors") or [{}]
    return answer.status_code, errors[0].get("code") or body["code"]


def planned(*visits: tuple[str, str], month: str = MONTH) -> dict[str, Any]:
    listed = [{"station_id": station_id, "kind": kind} for station_id, kind in visits]
    return {"region": "532501", "month": month, "visits": listed}


async def test_a_plan_shows_what_of_it_is_done_and_what_is_open(web: Web) -> None:
    one, two = await station(web), await station(web, "第二站")
    first = await made(web, "supervision-plans", planned((one, "professional")))
    both = planned((one, "professional"), (two, "financial"))
    again = await made(web, "supervision-plans", both)
    assert (again["id"], again["version"]) == (first["id"], 2)
    visit = {"station_id": one, "kind": "professional", "on": TODAY.isoformat()}
    await made(web, "supervision-visits", visit)
    shown = (await web.get(f"{PLANS}/{first['id']}/progress", by=OFFICER)).json()
    assert (shown["planned"], shown["made"], shown["rate"]) == (2, 1, 0.5)
    assert shown["open"] == [{"station_id": two, "kind": "financial"}]
    listed = (await web.get(f"{PLANS}?month={MONTH}", by=OFFICER)).json()["items"]
    assert [plan["id"] for plan in listed] == [first["id"]]


async def test_a_plan_is_made_once_however_often_it_is_sent(web: Web) -> None:
    body = planned((await station(web), "technical"))
    answers = [await web.post(PLANS, body, by=OFFICER, key="same") for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    other = await web.post(PLANS, planned(), by=OFFICER, key="same")
    assert code(other) == (422, "idempotency_key_reused")


async def test_a_plan_stays_within_its_area(web: Web) -> None:
    here, there = await station(web), await station(web, "邻县站", "532503001")
    elsewhere = await web.post(PLANS, planned((there, "financial")), by=PREFECTURE)
    assert code(elsewhere) == (422, "station_elsewhere")
    assert code(await web.post(PLANS, planned(), by=NEIGHBOUR)) == (403, "region_out_of_scope")
    plan = (await made(web, "supervision-plans", planned((here, "financial"))))["id"]
    for path in (f"{PLANS}/{plan}/progress", f"{PLANS}/{uuid4()}/progress"):
        assert code(await web.get(path, by=NEIGHBOUR)) == (404, "not_found")
    assert (await web.get(PLANS, by=NEIGHBOUR)).json()["items"] == []


async def test_a_bad_plan_says_what_is_wrong_with_it(web: Web) -> None:
    here = await station(web)
    wrong = {
        "month_over": planned((here, "financial"), month="2022-06"),
        "planned_twice": planned((here, "financial"), (here, "financial")),
        "code_unknown": planned((here, "finance")),
        "unknown_field": {**planned(), "regin": "532501"},
    }
    for expected, body in wrong.items():
        assert code(await web.post(PLANS, body, by=OFFICER)) == (422, expected)
    assert (await web.post(PLANS, planned(), by=WORKER)).status_code == 403


async def test_findings_are_listed_the_first_due_first_page_by_page(web: Web) -> None:
    where = await station(web)
    days = ["2022-05-01", (TODAY + timedelta(days=30)).isoformat(), "2022-04-01"]
    found = [{"aspect": "files", "due_on": day, "note": "缺台账"} for day in days]
    visit = {"station_id": where, "kind": "financial", "on": "2022-03-15", "findings": found}
    id_ = (await made(web, "supervision-visits", visit))["id"]
    overdue = (await web.get(f"{FINDINGS}?state=overdue&limit=1", by=OFFICER)).json()
    assert [row["due_on"] for row in overdue["items"]] == ["2022-04-01"]
    rest = await web.get(f"{FINDINGS}?state=overdue&limit=1&after={overdue['next']}", by=OFFICER)
    assert [row["due_on"] for row in rest.json()["items"]] == ["2022-05-01"]
    assert rest.json()["next"] is None
    await made(web, f"supervision-visits/{id_}/findings/3/close", {"evidence": "a" * 64})
    rows = {
        state: [
            r["number"]
            for r in (await web.get(f"{FINDINGS}?state={state}", by=OFFICER)).json()["items"]
        ]
        for state in ("open", "overdue", "closed")
    }
    assert rows == {"open": [1, 2], "overdue": [1], "closed": [3]}
    assert (await web.get(FINDINGS, by=NEIGHBOUR)).json()["items"] == []
    assert code(await web.get(f"{FINDINGS}?aspect=x", by=OFFICER)) == (422, "code_unknown")


async def test_an_expired_certificate_ends_and_the_stations_count_follows(
    served: tuple[Web, Service],
) -> None:
    web, service = served
    where = await station(web)
    entered = {"name": "张三", "region": "532501", "entered_on": "2020-01-01"}
    who = (await made(web, "staff", entered))["id"]
    held = {"level": "assistant", "since": "2021-06-01", "valid_until": "2023-06-01"}
    await made(web, f"staff/{who}/certificates", held)
    post = {"station_id": where, "post": "head", "employment": "full_time"}
    await made(web, f"staff/{who}/post", post)
    await service.provides[CertificateExpiry].sweep()  # type: ignore[attr-defined]
    await service.provides[StaffCounting].sweep()  # type: ignore[attr-defined]
    shown = (await web.get(f"{API}/staff/{who}", by=OFFICER)).json()["certificates"]
    assert [c["ended_on"] for c in shown] == ["2023-06-02"]
    counts = (await web.get(f"{API}/stations/{where}", by=OFFICER)).json()["staff"]
    assert counts == {"by_employment": {"full_time": 1}, "certified_by_level": {}}


async def test_staff_recorded_by_person_is_not_counted_by_hand_as_well(web: Web) -> None:
    where, path = await station(web), f"{API}/stations"
    by_hand = {"by_employment": {"part_time": 3}}
    await made(web, f"stations/{where}/staff", by_hand)
    entered = {"name": "张三", "region": "532501", "entered_on": "2020-01-01"}
    who = (await made(web, "staff", entered))["id"]
    post = {"station_id": where, "post": "head", "employment": "full_time"}
    await made(web, f"staff/{who}/post", post)
    shown = (await web.get(f"{path}/{where}", by=OFFICER)).json()["staff"]["by_employment"]
    assert shown == {"full_time": 1}
    await made(web, f"staff/{who}/unpost", {"station_id": where, "reason": "resigned"})
    answer = await web.post(f"{path}/{where}/staff", by_hand, by=OFFICER)
    assert code(answer) == (409, "staff_recorded_by_person")


async def test_a_count_a_kill_left_behind_is_put_right_also_when_the_last_has_left(
    served: tuple[Web, Service],
) -> None:
    web, service = served
    where = await station(web)
    entered = {"name": "张三", "region": "532501", "entered_on": "2020-01-01"}
    who = (await made(web, "staff", entered))["id"]
    post = {"station_id": where, "post": "head", "employment": "full_time"}
    await made(web, f"staff/{who}/post", post)
    key = uuid4().hex
    people: Any = service.provides[Aggregates[Person]]  # type: ignore[index]
    await people.change(
        who,
        Scope.of("530000"),
        Command(key=key, fingerprint=key),
        lambda person: unassign(person, where, TODAY, "resigned", TODAY),
    )
    await service.provides[StaffCounting].sweep()  # type: ignore[attr-defined]
    shown = (await web.get(f"{API}/stations/{where}", by=OFFICER)).json()["staff"]
    assert shown["by_employment"] == {}


async def test_an_exam_is_not_counted_in_a_county_and_again_in_its_prefecture(web: Web) -> None:
    levels = {"assistant": {"applied": 5, "paid": 4}}
    await made(web, "exams", {"region": "532501", "year": 2022, "levels": levels})
    above = {"region": "532500", "year": 2022, "levels": levels}
    answer = await web.post(f"{API}/exams", above, by=PREFECTURE)
    assert code(answer) == (409, "exam_counted_elsewhere")
    await made(web, "exams", {"region": "532501", "year": 2022, "levels": {}})
    await made(web, "exams", above, PREFECTURE)


async def test_stations_without_anybody_certified_are_listed(web: Web) -> None:
    one, two, empty = await station(web), await station(web, "第二站"), await station(web, "空站")
    held = {"by_employment": {"full_time": 1}, "certified_by_level": {"senior": 1}}
    await made(web, f"stations/{one}/staff", held)
    await made(web, f"stations/{two}/staff", {"by_employment": {"part_time": 3}})
    rates = f"{API}/certified-rates"
    rows = (await web.get(f"{rates}/stations", by=OFFICER)).json()["items"]
    assert {r["station_id"]: r["rate"] for r in rows} == {one: 1.0, two: 0.0, empty: None}
    rows = (await web.get(f"{rates}/stations?none_certified=true", by=OFFICER)).json()["items"]
    assert [row["station_id"] for row in rows] == [two]
    area = (await web.get(rates, by=OFFICER)).json()
    assert (area["staff"], area["certified"], area["rate"]) == (4, 1, 0.25)
    assert (area["stations_with_staff"], area["stations_without"]) == (2, 1)
    assert (await web.get(f"{rates}/stations", by=NEIGHBOUR)).json()["items"] == []
    assert (await web.get(f"{rates}/stations?region=532503", by=OFFICER)).status_code == 403
