"""Gifts over HTTP, on the real store."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest

from cli.engines import Engine
from tests.integration.giving import (
    CLOSED,
    COATS,
    ELSEWHERE,
    GIFTS,
    MERGED,
    NEIGHBOUR,
    OFFICER,
    PARTNER,
    PHOTO,
    PLANNED,
    PLEDGES,
    PROVINCE,
    SIGNED,
    WORKER,
    accounts,
    charity,
    done,
    in_hand,
    told,
)
from tests.integration.web import Web

pytestmark = pytest.mark.engines


@pytest.fixture
async def web(store: Engine, tmp_path: Path) -> AsyncIterator[Web]:
    async with charity(store, tmp_path) as (web, _service):
        yield web


async def test_coats_go_from_promise_to_signature_and_each_is_in_one_place(web: Web):
    path = await in_hand(web)
    part = {"station_id": SIGNED, "quantity": 100, "target_group": "orphan"}
    allocation = await done(web, f"{path}/allocate", part, by=OFFICER)
    purpose = {name: value for name, value in allocation["purpose"].items() if value}
    assert purpose == {"region": "533400", "domain": "children", "target_group": "orphan"}
    here = f"{path}/allocations/{allocation['id']}"
    assert (await web.get(here, by=WORKER)).json()["amount"]["quantity"] == 100
    unproved = await web.post(f"{here}/confirm", by=WORKER)
    assert told(unproved) == (422, "evidence_required"), "coats worth 20,000 yuan"
    signed = await done(web, f"{here}/confirm", {"evidence": [PHOTO]}, by=WORKER)
    assert signed["confirmed_on"]
    assert await accounts(web, path) == {"received": 50, "delivered": 100}
    assert told(await web.post(f"{here}/confirm", by=WORKER)) == (409, "already_confirmed")


async def test_of_many_allocations_at_once_exactly_as_many_succeed_as_there_are_shares(web: Web):
    path = await in_hand(web, quantity=20)
    one = {"station_id": SIGNED, "quantity": 1}
    answers = await asyncio.gather(
        *(web.post(f"{path}/allocate", one, by=OFFICER) for _ in range(120))
    )
    assert Counter(a.status_code for a in answers) == {201: 20, 409: 100}
    shown = (await web.get(path, by=OFFICER)).json()
    assert sum(part["amount"]["amount_fen"] for part in shown["allocations"]) == 3_000_001
    assert shown["accounts"]["received"] == {"amount_fen": 0, "quantity": 0}


async def test_a_repeat_moves_nothing_however_late(web: Web):
    path, key = await in_hand(web), uuid4().hex
    part = {"station_id": SIGNED, "quantity": 5}
    first = await done(web, f"{path}/allocate", part, by=OFFICER, key=key)
    for _ in range(10):  # more changes than the gift remembers keys
        await done(web, f"{path}/allocate", part, by=OFFICER)
    again = await done(web, f"{path}/allocate", part, by=OFFICER, key=key)
    assert again["id"] == first["id"]
    assert (await accounts(web, path))["allocated"] == 55
    other = await web.post(f"{path}/allocate", part | {"quantity": 6}, by=OFFICER, key=key)
    assert told(other) == (422, "idempotency_key_reused")


async def test_a_refused_allocation_says_what_is_left_or_allowed(web: Web):
    path = await in_hand(web)
    too_many = await web.post(
        f"{path}/allocate", {"station_id": SIGNED, "quantity": 151}, by=OFFICER
    )
    assert told(too_many) == (409, "over_allocated")
    assert (too_many.json()["left"], too_many.json()["unit"]) == (150, "件")
    elderly = {"station_id": SIGNED, "quantity": 1, "domain": "elderly"}
    wrong = await web.post(f"{path}/allocate", elderly, by=OFFICER)
    assert told(wrong) == (409, "outside_restriction")
    assert wrong.json()["allowed"] == "children"
    away = {"station_id": ELSEWHERE, "quantity": 1}
    assert told(await web.post(f"{path}/allocate", away, by=PROVINCE)) == (
        409,
        "outside_restriction",
    )


@pytest.mark.parametrize(
    ("station", "answer"),
    [
        (PLANNED, (409, "station_stage")),
        (CLOSED, (409, "station_stage")),
        (MERGED, (409, "station_merged")),
        (ELSEWHERE, (422, "station_unknown")),  # out of the officer's area
        (str(uuid4()), (422, "station_unknown")),
    ],
)
async def test_only_a_working_station_of_ones_own_area_takes_gifts(web, station, answer):
    path = await in_hand(web)
    body = {"station_id": station, "quantity": 1}
    assert told(await web.post(f"{path}/allocate", body, by=OFFICER)) == answer


async def test_only_the_stations_own_people_sign_for_it(web: Web):
    path = await in_hand(web)
    allocation = await done(
        web, f"{path}/allocate", {"station_id": SIGNED, "quantity": 1}, by=OFFICER
    )
    here = f"{path}/allocations/{allocation['id']}/confirm"
    assert told(await web.post(here, by=NEIGHBOUR)) == (404, "not_found")
    colleague = WORKER | {"station": str(uuid4())}
    assert told(await web.post(here, by=colleague)) == (404, "not_found")
    assert (await web.get(path, by=WORKER)).status_code == 404  # the whole gift is not theirs
    assert (await web.post(here, by=WORKER | {"station": SIGNED})).status_code == 200


async def test_a_partner_pledges_only_where_they_may(web: Web):
    answer = await web.post(PLEDGES, COATS | {"region": "532501"}, by=PARTNER)
    assert told(answer) == (403, "region_out_of_scope")


@pytest.mark.parametrize("amount", [-1, 0, 0.001, "12,000", "5", True, 10**15, None])
async def test_an_amount_is_a_whole_number_of_fen(web, amount):
    answer = await web.post(PLEDGES, {"resource": "money", "amount_fen": amount}, by=PARTNER)
    assert told(answer) == (422, "amount_invalid")
    assert answer.json()["errors"][0]["pointer"] == "/amount_fen"


@pytest.mark.parametrize(
    ("change", "pointer"),
    [({"item": None}, "/item"), ({"unit": None}, "/unit"), ({"resource": "money"}, "/item")],
)
async def test_goods_are_described_and_money_is_not(web, change, pointer):
    answer = await web.post(PLEDGES, COATS | change, by=PARTNER)
    assert told(answer) == (422, "goods_incomplete")
    assert answer.json()["errors"][0]["pointer"] == pointer


async def test_goods_are_counted_in_items_and_money_in_fen(web: Web):
    gift = await done(web, PLEDGES, COATS, by=PARTNER)
    answer = await web.post(f"{GIFTS}/{gift['id']}/receive", {"amount_fen": 5}, by=OFFICER)
    assert told(answer) == (422, "measure_invalid")
