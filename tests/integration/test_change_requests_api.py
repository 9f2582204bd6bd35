"""Change requests over HTTP, on the real store: asked, decided above, applied once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from cli.engines import Engine
from servicekit.aggregate import Aggregates, Command
from servicekit.app import Service
from servicekit.journal import Journal
from servicekit.mirror import Mirror
from services.registry import main
from services.registry.approvals.applying import Applying
from services.registry.approvals.domain import ChangeRequest, Person, State, approve
from services.registry.approvals.targets import EVERYWHERE
from services.registry.checks.domain import StationCheck, check_id
from services.registry.checks.following import Following
from services.registry.stations.domain import Station
from tests.eventually import eventually
from tests.integration.test_standards_api import CHECKS, done, shown, signed, told
from tests.integration.web import Web, serving

pytestmark = pytest.mark.engines

CLERK = {"role": "county_officer", "region": "532501", "sub": "clerk"}
COLLEAGUE = {"role": "county_officer", "region": "532501", "sub": "colleague"}
CHIEF = {"role": "prefecture_officer", "region": "532500", "sub": "chief"}
NEIGHBOUR = {"role": "prefecture_officer", "region": "532600", "sub": "neighbour"}
REQUESTS = "/api/registry/change-requests"
TODAY = date.today()


@pytest.fixture
async def served(store: Engine, tmp_path: Path) -> AsyncIterator[tuple[Web, Service]]:
    async with serving(main.build, store, tmp_path) as served:
        yield served


@pytest.fixture
def web(served: tuple[Web, Service]) -> Web:
    return served[0]


def closing(station: str) -> dict[str, Any]:
    change = {"kind": "close_station", "on": "2022-06-20", "reason": "no_staff"}
    return {"station_id": station, "change": change, "note": "人员已调走"}


async def asked(web: Web, body: dict[str, Any]) -> str:
    return str((await done(web, REQUESTS, body, by=CLERK))["id"])


async def stage(web: Web, station: str) -> str:
    return str((await shown(web, f"/api/registry/stations/{station}", CLERK))["stage"])


async def told_of(service: Service, type_: str) -> int:
    """How many events of a type the journal has."""
    journal: Journal = service.provides[Journal]  # type: ignore[assignment]
    found = 0
    for topic, partitions in (("registry.standards", 1), ("registry.stations", 3)):
        for n in range(partitions):
            entries = await journal.read(f"{topic}/{n}", 0, 1000)
            found += sum(entry.envelope.type == type_ for entry in entries)
    return found


async def test_a_closure_is_asked_for_approved_above_and_done(web: Web):
    station = await signed(web)
    here = f"{REQUESTS}/{await asked(web, closing(station))}"
    assert await stage(web, station) == "signed"
    assert told(await web.post(f"{here}/approve", by=CLERK)) == (403, "self_approval")
    assert told(await web.post(f"{here}/approve", by=COLLEAGUE)) == (403, "approval_level")
    assert told(await web.post(f"{here}/approve", by=NEIGHBOUR)) == (404, "not_found")
    assert (await shown(web, here, CHIEF))["decidable"]
    assert not (await shown(web, here, COLLEAGUE))["decidable"]
    key = uuid4().hex
    approved = await done(web, f"{here}/approve", by=CHIEF, key=key)
    assert approved["state"] == "applied"
    assert (await done(web, f"{here}/approve", by=CHIEF, key=key))["state"] == "applied"
    assert await stage(web, station) == "closed"
    listed = await shown(web, f"{REQUESTS}?state=applied&kind=close_station", COLLEAGUE)
    assert [item["station_id"] for item in listed["items"]] == [station]
    assert (await shown(web, REQUESTS, NEIGHBOUR))["items"] == []


async def test_a_refused_or_withdrawn_request_changes_nothing(web: Web):
    station = await signed(web)
    first, second = await asked(web, closing(station)), await asked(web, closing(station))
    refusal = {"reason": "evidence_missing"}
    assert (await done(web, f"{REQUESTS}/{first}/refuse", refusal, by=CHIEF))["state"] == "refused"
    answer = await web.post(f"{REQUESTS}/{first}/approve", by=CHIEF)
    assert told(answer) == (409, "change_request_state")
    answer = await web.post(f"{REQUESTS}/{second}/withdraw", by=CHIEF)
    assert told(answer) == (403, "change_request_not_yours")
    await done(web, f"{REQUESTS}/{second}/withdraw", by=CLERK)
    assert await stage(web, station) == "signed"


async def test_an_old_answer_is_corrected_by_approval(web: Web):
    station = await signed(web)
    old = (TODAY - timedelta(days=60)).isoformat()
    answers = [{"item": "desk", "amount": 4}]
    check = {"station_id": station, "on": old, "answers": answers}
    await done(web, CHECKS, check, by=CLERK)
    change = {"kind": "correct_answer", "on": old, "item": "desk", "amount": 0}
    body = {"station_id": station, "change": change}
    never = body | {"change": change | {"item": "printer"}}
    assert told(await web.post(REQUESTS, never, by=CLERK)) == (422, "answer_absent")
    here = f"{REQUESTS}/{await asked(web, body)}"
    assert (await done(web, f"{here}/approve", by=CHIEF))["state"] == "applied"
    card = await shown(web, f"{CHECKS}/{station}", CLERK)
    assert {a["item"]: a["amount"] for a in card["answers"]} == {"desk": 0}
    assert "desk" in {g["measure"] for g in card["gaps"]}


async def test_a_station_moves_to_another_area_by_approval(web: Web):
    station = await signed(web)
    change = {"kind": "move_station", "on": "2022-06-20", "region": "532502002"}
    here = f"{REQUESTS}/{await asked(web, {'station_id': station, 'change': change})}"
    moved = await done(web, f"{here}/approve", by=CHIEF)
    assert moved["state"] == "applied", moved
    there = await shown(web, f"/api/registry/stations/{station}", CHIEF)
    assert there["region"] == "532502002"


async def test_what_cannot_be_done_by_then_fails_and_says_why(web: Web):
    station = await signed(web)
    first, second = await asked(web, closing(station)), await asked(web, closing(station))
    change = {"kind": "close_station", "on": "2022-06-21", "reason": "merged"}
    third = await asked(web, {"station_id": station, "change": change})
    for id_ in (first, second):  # the same closure asked for twice is done once
        assert (await done(web, f"{REQUESTS}/{id_}/approve", by=CHIEF))["state"] == "applied"
    failed = await done(web, f"{REQUESTS}/{third}/approve", by=CHIEF)
    assert (failed["state"], failed["problem"]) == ("failed", "station_stage")
    assert told(await web.post(REQUESTS, closing(station), by=CLERK)) == (409, "already_so")


async def test_what_was_approved_just_before_a_kill_is_done_afterwards_and_once(served):
    web, service = served
    station = await signed(web)
    id_ = await asked(web, closing(station))
    requests: Aggregates[ChangeRequest] = service.provides[Aggregates[ChangeRequest]]
    chief = Person("chief", "532500")
    await requests.change(  # the write that decides, and then the process was gone
        id_, EVERYWHERE, Command("k", "f"), lambda request: approve(request, chief, TODAY)
    )
    known: Mirror[ChangeRequest] = service.provides[Mirror[ChangeRequest]]
    await eventually(lambda: known.get(id_).state.state is State.APPLIED)
    assert await stage(web, station) == "closed"
    applying: Applying = service.provides[Applying]
    half_way = await requests.load(id_, EVERYWHERE)
    for _ in range(12):  # done, but never told so: tried again, past any key that is remembered
        await applying.targets.apply(id_, half_way.state, TODAY)

    async def closed_once() -> bool:
        return await told_of(service, "registry.station.closed.v1") == 1

    await eventually(closed_once)
    assert await told_of(service, "registry.change-request.applied.v1") == 1


async def test_of_many_approvals_at_once_one_decides(web: Web):
    station = await signed(web)
    here = f"{REQUESTS}/{await asked(web, closing(station))}/approve"
    answers = await asyncio.gather(*(web.post(here, by=CHIEF) for _ in range(10)))
    assert sorted(a.status_code for a in answers) == [200] + [409] * 9


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"kind": "paint_station"}, 422),
        ({"kind": "close_station", "on": "2022-06-20"}, 422),
        ({"kind": "close_station", "on": "2099-01-01", "reason": "merged"}, 422),
        ({"kind": "correct_answer", "on": "2022-06-20", "item": "sofa", "amount": 1}, 422),
        ({"kind": "correct_answer", "on": "2022-06-20", "item": "desk", "amount": 1}, 422),
    ],
)
async def test_what_makes_no_sense_is_not_even_asked_for(web, change, status):
    body = {"station_id": await signed(web), "change": change}
    assert (await web.post(REQUESTS, body, by=CLERK)).status_code == status


async def test_what_a_check_found_follows_its_station_out_of_the_stocks_once(served):
    web, service = served
    station = await signed(web)
    answers = [{"item": "office_area", "amount": 25}]
    check = {"station_id": station, "on": "2022-06-10", "answers": answers}
    await done(web, CHECKS, check, by=CLERK)
    here = f"{REQUESTS}/{await asked(web, closing(station))}"
    await done(web, f"{here}/approve", by=CHIEF)
    gone = "registry.station.check-moved.v1"

    async def followed() -> bool:
        return await told_of(service, gone) == 1

    await eventually(followed)
    checks: Aggregates[StationCheck] = service.provides[Aggregates[StationCheck]]
    before = await checks.load(check_id(station), EVERYWHERE)
    following = next(c for c in service.components if isinstance(c, Following))
    await following.follow(service.provides[Mirror[Station]].get(station))
    assert await checks.load(check_id(station), EVERYWHERE) == before
    assert before.state.retired
