"""From an accepted place to credited hours over HTTP, on the real store."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from cli.engines import Engine
from servicekit.clock import SHANGHAI
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


def at(minutes: int) -> str:
    instant = datetime.now(UTC) + timedelta(minutes=minutes)
    return instant.isoformat(timespec="seconds")


async def accepted(web: Web) -> tuple[str, str]:
    """A need that begins in five minutes, and who is coming."""
    need = {
        "title": "课业辅导",
        "region": "532501",
        "domain": "children",
        "target_group": "left_behind_children",
        "places": 2,
        "starts_at": at(5),
        "ends_at": at(125),
    }
    days = [{"weekday": day, "from": "00:00", "to": "24:00"} for day in range(1, 8)]
    person = {"region": "532501", "skills": [], "languages": [], "availability": days}
    need_id = (await web.post(NEEDS, need, by=COORDINATOR)).json()["id"]
    who = (await web.post(PEOPLE, person, by=COORDINATOR)).json()["id"]
    answer = await web.post(f"{NEEDS}/{need_id}/accept", {"volunteer_id": who}, by=COORDINATOR)
    assert answer.status_code == 200, answer.text
    return need_id, who


async def told(web: Web, need: str, who: str) -> httpx.Response:
    body = {"volunteer_id": who, "came_at": at(-50), "left_at": at(-1)}
    return await web.post(f"{NEEDS}/{need}/presences", body, by=COORDINATOR)


def outcome(answer: httpx.Response) -> tuple[int, Any]:
    return answer.status_code, answer.json().get("code")


async def test_presence_becomes_hours_once_and_can_be_taken_back(web: Web) -> None:
    need, who = await accepted(web)
    one = {"volunteer_id": who}
    assert (await told(web, need, who)).status_code == 200
    first = await web.post(f"{NEEDS}/{need}/credits", one, by=COORDINATOR, key="c")
    assert (first.json()["service_hours"], first.json()["training_hours"]) == (1, 0)
    again = await web.post(f"{NEEDS}/{need}/credits", one, by=COORDINATOR, key="c")
    assert again.json() == first.json()
    other = await web.post(f"{NEEDS}/{need}/credits", one, by=COORDINATOR)
    assert outcome(other) == (409, "already_credited")

    rated = await web.post(f"{NEEDS}/{need}/ratings", {**one, "stars": 5}, by=COORDINATOR)
    assert rated.json()["credits"][0]["stars"] == 5
    back = {**one, "reason": "not_happened"}
    reversed_ = await web.post(f"{NEEDS}/{need}/reversals", back, by=COORDINATOR)
    assert reversed_.json()["service_hours"] == 0
    assert reversed_.json()["credits"][0]["reversed_on"]


async def test_a_volunteer_checks_themselves_in_and_out_and_nobody_else(web: Web) -> None:
    need, who = await accepted(web)
    self_ = {"role": "volunteer", "region": "532501", "sub": who}
    other = {"role": "volunteer", "region": "532501", "sub": "somebody"}
    one = {"volunteer_id": who}
    assert outcome(await web.post(f"{NEEDS}/{need}/check-in", one, by=other)) == (
        403,
        "not_yourself",
    )
    assert (await web.post(f"{NEEDS}/{need}/check-in", one, by=self_)).status_code == 200
    gone = await web.post(f"{NEEDS}/{need}/check-out", one, by=self_)
    assert gone.json()["presences"][0]["told_by"] == "self"
    assert outcome(await web.post(f"{NEEDS}/{need}/credits", one, by=self_))[0] == 403
    assert outcome(await web.post(f"{NEEDS}/{need}/credits", one, by=COORDINATOR)) == (
        422,
        "presence_too_short",
    )


async def test_only_who_was_accepted_can_have_been_there(web: Web) -> None:
    need, _ = await accepted(web)
    person = {"region": "532501", "skills": [], "languages": [], "availability": []}
    stranger = (await web.post(PEOPLE, person, by=COORDINATOR)).json()["id"]
    assert outcome(await told(web, need, stranger)) == (409, "no_place")


async def test_hours_of_another_county_are_not_there(web: Web) -> None:
    need, who = await accepted(web)
    await told(web, need, who)
    body = {"volunteer_id": who}
    assert outcome(await web.post(f"{NEEDS}/{need}/credits", body, by=NEIGHBOUR))[0] == 404
    assert (await web.get(f"{PEOPLE}/{who}/hours", by=NEIGHBOUR)).status_code == 404
    assert (await web.get(f"{PEOPLE}/{who}/hours", by=COORDINATOR)).status_code == 200


async def test_anybody_verifies_a_certificate_and_sees_when_it_holds_no_more(web: Web) -> None:
    need, who = await accepted(web)
    one = {"volunteer_id": who}
    today = datetime.now(SHANGHAI).date().isoformat()
    span = {"first": today[:4] + "-01-01", "last": today}
    nothing = await web.post(f"{PEOPLE}/{who}/certificates", span, by=COORDINATOR)
    assert outcome(nothing) == (409, "no_hours")
    await told(web, need, who)
    await web.post(f"{NEEDS}/{need}/credits", one, by=COORDINATOR)
    certificate = (await web.post(f"{PEOPLE}/{who}/certificates", span, by=COORDINATOR)).json()
    public = f"/api/volunteers/public/certificates/{certificate['number']}"
    shown = await web.anonymous(public)
    assert (shown.json()["service_hours"], shown.json()["holds"]) == (1, True)
    assert who not in shown.text
    miswritten = public[:-1] + ("0" if public[-1] != "0" else "1")
    assert outcome(await web.anonymous(miswritten)) == (422, "number_invalid")
    back = {**one, "reason": "not_happened"}
    await web.post(f"{NEEDS}/{need}/reversals", back, by=COORDINATOR)
    after = (await web.anonymous(public)).json()
    assert (after["service_hours"], after["holds"]) == (1, False)
    here = f"/api/volunteers/certificates/{certificate['id']}/withdraw"
    assert (await web.post(here, {"reason": "not_happened"}, by=NEIGHBOUR)).status_code == 404
    gone = await web.post(here, {"reason": "not_happened"}, by=COORDINATOR)
    assert gone.json()["withdrawn_on"] == today


async def test_a_volunteer_away_paused_or_out_of_reach_is_no_candidate(web: Web) -> None:
    _, who = await accepted(web)
    today = datetime.now(SHANGHAI).date()
    days = [{"weekday": day, "from": "00:00", "to": "24:00"} for day in range(1, 8)]
    profile = {"skills": ["driving"], "languages": [], "availability": days}
    path = f"{PEOPLE}/{who}/profile"
    wrong = await web.post(path, {**profile, "levels": {"tutoring": 1}}, by=COORDINATOR)
    assert outcome(wrong) == (422, "level_without_skill")
    away = [{"first": today.isoformat(), "last": (today + timedelta(days=2)).isoformat()}]
    changed = await web.post(path, {**profile, "levels": {"driving": 1}}, by=COORDINATOR)
    assert changed.json()["levels"] == {"driving": 1}
    assert changed.json()["bookings"] == 1
    other = (await web.post(NEEDS, _another(), by=COORDINATOR)).json()["id"]
    shown = f"{NEEDS}/{other}/candidates"

    async def candidates() -> list[str]:
        items = (await web.get(shown, by=COORDINATOR)).json()["items"]
        return [item["volunteer_id"] for item in items]

    await eventually(lambda: _is(candidates, [who]))
    await web.post(path, {**profile, "away": away}, by=COORDINATOR)
    await eventually(lambda: _is(candidates, []))
    await web.post(path, profile, by=COORDINATOR)
    await eventually(lambda: _is(candidates, [who]))
    status = f"{PEOPLE}/{who}/status"
    assert outcome(await web.post(status, {"status": "left"}, by=COORDINATOR)) == (
        409,
        "volunteer_has_bookings",
    )
    await web.post(status, {"status": "paused"}, by=COORDINATOR)
    await eventually(lambda: _is(candidates, []))


def _another() -> dict[str, Any]:
    """Three hours after the other, today or tomorrow."""
    return {
        "title": "送餐",
        "region": "532501",
        "domain": "elderly",
        "target_group": "left_behind_elderly",
        "places": 1,
        "starts_at": at(300),
        "ends_at": at(360),
    }


async def _is(found: Callable[[], Awaitable[list[str]]], wanted: list[str]) -> bool:
    return await found() == wanted
