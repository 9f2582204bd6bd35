"""A need from a resident's order to both sides' word over HTTP, on the real store."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cli.engines import Engine
from services.volunteers import main
from tests.eventually import eventually
from tests.integration.web import Web, serving

pytestmark = pytest.mark.engines

COORDINATOR = {"role": "volunteer_coordinator", "region": "532501"}
NEIGHBOUR = {"role": "volunteer_coordinator", "region": "532503"}
NEEDS, PEOPLE = "/api/volunteers/needs", "/api/volunteers/people"


@pytest.fixture
async def web(store: Engine, tmp_path: Path) -> AsyncIterator[Web]:
    async with serving(main.build, store, tmp_path) as (web, _):
        yield web


def at(**ahead: float) -> str:
    return (datetime.now(UTC) + timedelta(**ahead)).isoformat(timespec="seconds")


async def posted(web: Web, **changes: Any) -> str:
    body = {
        "title": "陪护",
        "region": "532501",
        "domain": "elderly",
        "target_group": "left_behind_elderly",
        "places": 1,
        "starts_at": at(days=1),
        "ends_at": at(days=1, hours=2),
        **changes,
    }
    answer = await web.post(NEEDS, body, by=COORDINATOR)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def registered(web: Web) -> str:
    days = [{"weekday": day, "from": "00:00", "to": "24:00"} for day in range(1, 8)]
    body = {"region": "532501", "skills": [], "languages": [], "availability": days}
    return str((await web.post(PEOPLE, body, by=COORDINATOR)).json()["id"])


async def step(web: Web, need: str, verb: str, **body: Any) -> Any:
    return await web.post(f"{NEEDS}/{need}/{verb}", body, by=COORDINATOR)


async def stage(web: Web, need: str) -> str:
    return str((await web.get(f"{NEEDS}/{need}", by=COORDINATOR)).json()["stage"])


async def test_an_order_is_checked_before_anybody_can_come(web: Web) -> None:
    need, who = await posted(web, source="ordered"), await registered(web)
    early = await step(web, need, "accept", volunteer_id=who)
    assert (early.status_code, early.json()["code"]) == (409, "need_closed")
    assert (await step(web, need, "check")).json()["stage"] == "open"
    assert (await step(web, need, "accept", volunteer_id=who)).status_code == 200
    late = await step(web, need, "refuse", reason="duplicate")
    assert (late.status_code, late.json()["code"]) == (409, "need_stage")


async def test_the_best_are_asked_and_a_no_asks_the_next(web: Web) -> None:
    need = await posted(web)
    people = {await registered(web) for _ in range(3)}
    asked = (await step(web, need, "invite")).json()
    (first,) = asked["items"]
    assert asked["in_line"] == 2
    assert first["volunteer_id"] in people
    me = {"role": "volunteer", "region": "532501", "sub": first["volunteer_id"]}
    other = {**me, "sub": "somebody"}
    no = {"volunteer_id": first["volunteer_id"]}
    assert (await web.post(f"{NEEDS}/{need}/decline", no, by=other)).status_code == 403
    assert (await web.post(f"{NEEDS}/{need}/decline", no, by=me)).status_code == 204
    shown = (await web.get(f"{NEEDS}/{need}/invitations", by=COORDINATOR)).json()
    assert [i["answer"] for i in shown["items"]] == ["declined", "open"]


async def test_a_cancelled_need_gives_everybody_their_time_back(web: Web) -> None:
    need, who = await posted(web), await registered(web)
    await step(web, need, "accept", volunteer_id=who)
    assert (await step(web, need, "cancel", reason="not_needed")).json()["stage"] == "withdrawn"
    assert (await web.get(f"{PEOPLE}/{who}", by=COORDINATOR)).json()["bookings"] == 0
    other = await posted(web)
    assert (await step(web, other, "accept", volunteer_id=who)).status_code == 200


async def test_a_need_nobody_came_to_expires_by_itself(web: Web) -> None:
    need = await posted(web, starts_at=at(seconds=1), ends_at=at(seconds=2))

    async def expired() -> bool:
        return await stage(web, need) == "expired"

    await eventually(expired, within=20)


async def test_both_sides_confirm_what_was_done(web: Web) -> None:
    need, who = await posted(web, starts_at=at(seconds=3)), await registered(web)
    assert (await step(web, need, "accept", volunteer_id=who)).status_code == 200

    async def confirmed() -> bool:
        answer = await step(web, need, "confirm", side="provider", parties=["volunteer"])
        return bool(answer.status_code == 200)

    await eventually(confirmed, within=20)
    met = await step(web, need, "confirm", side="receiver", parties=["community"], stars=5)
    assert (met.json()["stage"], met.json()["parties"]) == ("met", ["community", "volunteer"])


async def test_a_neighbour_can_do_nothing_with_it(web: Web) -> None:
    need = await posted(web)
    for verb, body in {
        "check": {},
        "cancel": {"reason": "other"},
        "invite": {},
        "confirm": {"side": "provider"},
    }.items():
        answer = await web.post(f"{NEEDS}/{need}/{verb}", body, by=NEIGHBOUR)
        assert answer.status_code == 404, verb
