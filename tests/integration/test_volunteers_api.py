"""Needs and volunteers over HTTP, on the real store."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from cli.engines import Engine
from services.volunteers import main
from tests.integration.web import Web, serving

pytestmark = pytest.mark.engines

COORDINATOR = {"role": "volunteer_coordinator", "region": "532501"}
NEIGHBOUR = {"role": "volunteer_coordinator", "region": "532503"}
PEOPLE, NEEDS = "/api/volunteers/people", "/api/volunteers/needs"
NEED = {
    "title": "课业辅导",
    "region": "532501",
    "domain": "children",
    "target_group": "left_behind_children",
    "places": 2,
    "starts_at": "2027-03-01T09:00:00+08:00",
    "ends_at": "2027-03-01T11:00:00+08:00",
}
VOLUNTEER = {
    "region": "532501",
    "skills": ["tutoring"],
    "languages": ["yi"],
    "availability": [{"weekday": 1, "part": "morning"}],
}


@pytest.fixture
async def web(store: Engine, tmp_path: Path) -> AsyncIterator[Web]:
    async with serving(main.build, store, tmp_path) as (web, _):
        yield web


async def posted(web: Web, **changes: Any) -> str:
    answer = await web.post(NEEDS, NEED | changes, by=COORDINATOR)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def registered(web: Web, **changes: Any) -> str:
    answer = await web.post(PEOPLE, VOLUNTEER | changes, by=COORDINATOR)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def accept(web: Web, need: str, who: str, key: str = "") -> tuple[int, str | None]:
    body = {"volunteer_id": who}
    answer = await web.post(f"{NEEDS}/{need}/accept", body, by=COORDINATOR, key=key)
    return answer.status_code, answer.json().get("code")


async def test_of_a_crowd_exactly_as_many_are_accepted_as_there_are_places(web: Web):
    need = await posted(web, places=10)
    crowd = await asyncio.gather(*(registered(web) for _ in range(120)))
    answers = Counter(await asyncio.gather(*(accept(web, need, who) for who in crowd)))
    assert answers == {(200, None): 10, (409, "shift_full"): 110}
    shown = (await web.get(f"{NEEDS}/{need}", by=COORDINATOR)).json()
    assert (shown["accepted"], shown["places_left"]) == (10, 0)


async def test_one_volunteer_wanted_at_once_by_overlapping_needs_goes_to_one(web: Web):
    who = await registered(web)
    needs = [await posted(web) for _ in range(6)]
    answers = Counter(await asyncio.gather(*(accept(web, need, who) for need in needs)))
    assert answers == {(200, None): 1, (409, "double_booked"): 5}


async def test_a_repeat_gets_the_same_place_and_another_request_is_refused(web: Web):
    need, who, key = await posted(web, places=20), await registered(web), uuid4().hex
    assert await accept(web, need, who, key) == (200, None)
    for _ in range(6):  # more changes than the need remembers keys
        assert await accept(web, need, await registered(web)) == (200, None)
    assert await accept(web, need, who, key) == (200, None)
    assert await accept(web, need, who) == (409, "already_registered")
    places = (await web.get(f"{NEEDS}/{need}/places", by=COORDINATOR)).json()["items"]
    assert [place["volunteer_id"] for place in places].count(who) == 1
    other = await registered(web)
    assert await accept(web, need, other, key) == (422, "idempotency_key_reused")


async def test_whoever_withdraws_is_free_again(web: Web):
    first, second, who = await posted(web), await posted(web), await registered(web)
    assert await accept(web, first, who) == (200, None)
    body = {"volunteer_id": who}
    answer = await web.post(f"{NEEDS}/{first}/withdraw", body, by=COORDINATOR)
    assert answer.status_code == 204, answer.text
    assert await accept(web, second, who) == (200, None)


async def test_candidates_come_with_reasons_and_the_others_with_what_stood_in_the_way(web: Web):
    need = await posted(web, skills=["tutoring"], minors=True)
    fit = await registered(web, screened_until="2027-12-31")
    await registered(web)
    await registered(web, skills=[], screened_until="2027-12-31")
    shown = (await web.get(f"{NEEDS}/{need}/candidates", by=COORDINATOR)).json()
    (candidate,) = shown["items"]
    assert (candidate["volunteer_id"], candidate["region"]) == (fit, "532501")
    assert candidate["score"] == sum(candidate["parts"].values()) > 800
    assert (candidate["parts"]["distance"], candidate["parts"]["newcomer"]) == (300, 50)
    assert (shown["considered"], shown["eligible"]) == (3, 1)
    told = [(r["rule"], r["count"], r["only"]) for r in shown["refused"]]
    assert told == [("screening", 1, 1), ("skills", 1, 1)]


async def test_nobody_sees_or_changes_needs_of_another_county(web: Web):
    need, who = await posted(web), await registered(web)
    assert (await web.get(f"{NEEDS}/{need}", by=NEIGHBOUR)).status_code == 404
    assert (await web.get(f"{NEEDS}/{need}/candidates", by=NEIGHBOUR)).status_code == 404
    body = {"volunteer_id": who}
    assert (await web.post(f"{NEEDS}/{need}/accept", body, by=NEIGHBOUR)).status_code == 404
    assert (await web.get(NEEDS, by=NEIGHBOUR)).json()["items"] == []
    answer = await web.post(NEEDS, NEED, by=NEIGHBOUR)
    assert (answer.status_code, answer.json()["code"]) == (403, "region_out_of_scope")


async def test_a_volunteer_takes_a_place_for_nobody_else(web: Web):
    need, who, other = await posted(web), await registered(web), await registered(web)
    myself = {"role": "volunteer", "region": "532501", "sub": who}
    path = f"{NEEDS}/{need}/accept"
    refused = await web.post(path, {"volunteer_id": other}, by=myself)
    assert (refused.status_code, refused.json()["code"]) == (403, "not_yourself")
    assert (await web.post(path, {"volunteer_id": who}, by=myself)).status_code == 200


@pytest.mark.parametrize(
    ("change", "code", "pointer"),
    [
        ({"ends_at": "2027-03-01T09:00:00+08:00"}, "time_range", "/ends_at"),
        ({"starts_at": "2027-03-01T09:00:00"}, "timezone_required", "/starts_at"),
        ({"starts_at": "2027-02-29T09:00:00+08:00"}, "date_invalid", "/starts_at"),
        ({"starts_at": 1}, "date_invalid", "/starts_at"),
        ({"places": 0}, "number_out_of_range", "/places"),
        ({"places": 501}, "number_out_of_range", "/places"),
        ({"places": "2"}, "type_error", "/places"),
        ({"domain": "childen"}, "code_unknown", "/domain"),
        ({"region": "999999"}, "region_unknown", "/region"),
        ({"title": " "}, "name_invalid", "/title"),
        ({"phone": "1"}, "unknown_field", "/phone"),
    ],
)
async def test_a_need_that_makes_no_sense_is_refused_at_the_field(web, change, code, pointer):
    answer = await web.post(NEEDS, NEED | change, by=COORDINATOR)
    told = answer.json()
    assert (answer.status_code, told["code"], told["errors"][0]["pointer"]) == (422, code, pointer)


@pytest.mark.parametrize(
    "slot",
    [
        {"weekday": 1},
        {"weekday": 1, "part": "morning", "from": "09:00", "to": "10:00"},
        {"weekday": 1, "from": "10:00"},
        {"weekday": 1, "from": "10:00", "to": "09:00"},
    ],
)
async def test_a_slot_is_said_in_one_way(web, slot):
    answer = await web.post(PEOPLE, VOLUNTEER | {"availability": [slot]}, by=COORDINATOR)
    assert (answer.status_code, answer.json()["code"]) == (422, "slot_invalid")
