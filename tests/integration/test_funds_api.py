"""Funds, drawing on many gifts, statements, and what happens to a part after it left."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from cli.engines import Engine
from servicekit.app import Service
from services.charity.statements.posting import Posting
from tests.eventually import eventually
from tests.integration.giving import (
    COATS,
    DONORS,
    FUNDS,
    GIFTS,
    OFFICER,
    PARTNER,
    PHOTO,
    PLEDGES,
    SIGNED,
    WORKER,
    accounts,
    charity,
    done,
    in_hand,
    money,
    told,
)
from tests.integration.web import Web

pytestmark = pytest.mark.engines

FUND = {"kind": "special", "name": "暖冬专项基金", "statement": "为困境儿童过冬"}
TO_STATION = {"station_id": SIGNED}


@pytest.fixture
async def served(store: Engine, tmp_path: Path) -> AsyncIterator[tuple[Web, Service]]:
    async with charity(store, tmp_path) as running:
        yield running


@pytest.fixture
def web(served: tuple[Web, Service]) -> Web:
    return served[0]


@pytest.fixture
def posting(served: tuple[Web, Service]) -> Posting:
    return served[1].provides[Posting]  # type: ignore[return-value]


async def a_fund(web: Web, *amounts: int, **changes: Any) -> str:
    """A fund with a gift of money of each amount in hand; its id."""
    fund = await done(web, FUNDS, FUND | changes, by=OFFICER)
    for fen in amounts:
        await in_hand(web, **money(fen, fund_id=fund["id"]))
    return str(fund["id"])


async def of_money(web: Web, fund: str) -> dict[str, int]:
    (balance,) = (await web.get(f"{FUNDS}/{fund}", by=OFFICER)).json()["balances"]
    return {k: v["amount_fen"] for k, v in balance["accounts"].items() if v["amount_fen"]}


async def test_one_use_is_drawn_from_many_gifts_and_the_fund_is_the_sum_of_them(web: Web):
    fund = await a_fund(web, 100, 200, 300)
    parts = await done(
        web, f"{FUNDS}/{fund}/allocate", TO_STATION | {"amount_fen": 450}, by=OFFICER
    )
    assert sum(part["amount"]["amount_fen"] for part in parts) == 450
    assert len({part["gift_id"] for part in parts}) in (2, 3)
    assert await of_money(web, fund) == {"received": 150, "allocated": 450}


async def test_a_draw_beyond_what_is_left_takes_nothing_and_names_it(web: Web):
    fund = await a_fund(web, 100, 200)
    path = f"{FUNDS}/{fund}/allocate"
    refused = await web.post(path, TO_STATION | {"amount_fen": 301}, by=OFFICER)
    assert told(refused) == (409, "over_allocated")
    assert refused.json()["left"] == 300
    assert await of_money(web, fund) == {"received": 300}


async def test_a_draw_sent_again_takes_nothing_twice(web: Web):
    fund, key = await a_fund(web, 100, 200), uuid4().hex
    path, body = f"{FUNDS}/{fund}/allocate", TO_STATION | {"amount_fen": 250}
    first = await done(web, path, body, by=OFFICER, key=key)
    again = await done(web, path, body, by=OFFICER, key=key)
    assert {p["id"] for p in first} == {p["id"] for p in again}
    assert await of_money(web, fund) == {"received": 50, "allocated": 250}


async def test_many_draws_at_once_never_take_more_than_the_fund_has(web: Web):
    fund = await a_fund(web, 7, 7, 6)
    path = f"{FUNDS}/{fund}/allocate"
    answers = await asyncio.gather(
        *(web.post(path, TO_STATION | {"amount_fen": 1}, by=OFFICER) for _ in range(80))
    )
    assert Counter(a.status_code for a in answers) == {201: 20, 409: 60}
    assert await of_money(web, fund) == {"allocated": 20}


async def test_a_fund_adds_its_purpose_to_the_donors_and_never_the_reverse(web: Web):
    fund = await a_fund(web, target_group="orphan+left_behind_children")
    gift = await done(
        web, PLEDGES, COATS | {"fund_id": fund, "target_group": "orphan+disabled"}, by=PARTNER
    )
    assert gift["restriction"]["target_group"] == "orphan"
    assert gift["restriction"]["domain"] == "children"
    clash = await web.post(
        PLEDGES, COATS | {"fund_id": fund, "target_group": "veteran"}, by=PARTNER
    )
    assert told(clash) == (409, "outside_restriction")
    unknown = await web.post(PLEDGES, COATS | {"fund_id": str(uuid4())}, by=PARTNER)
    assert told(unknown) == (422, "fund_unknown")


async def test_a_fund_is_closed_only_when_all_is_placed_and_takes_nothing_after(web: Web):
    fund = await a_fund(web, 100)
    path = f"{FUNDS}/{fund}/close"
    refused = await web.post(path, {"reason": "purpose_met"}, by=OFFICER)
    assert told(refused) == (409, "fund_not_empty")
    (part,) = await done(
        web, f"{FUNDS}/{fund}/allocate", TO_STATION | {"amount_fen": 100}, by=OFFICER
    )
    await done(web, f"{GIFTS}/{part['gift_id']}/allocations/{part['id']}/confirm", by=WORKER)
    await done(web, path, {"reason": "purpose_met"}, by=OFFICER)
    late = await web.post(PLEDGES, COATS | money(5, fund_id=fund), by=PARTNER)
    assert told(late) == (409, "fund_closed")


async def test_the_statement_says_every_movement_once_and_agrees_with_the_books(
    web: Web, posting: Posting
):
    donor = await done(web, DONORS, {"kind": "company", "name": "某服装厂"}, by=OFFICER)
    fund = await a_fund(web)
    path = await in_hand(web, fund_id=fund, donor_id=donor["id"])
    part = await done(web, f"{path}/allocate", TO_STATION | {"quantity": 40}, by=OFFICER)
    here = f"{path}/allocations/{part['id']}"
    await done(web, f"{here}/dispatch", {"quantity": 30, "due_on": "2026-12-01"}, by=OFFICER)
    await done(web, f"{here}/confirm", {"quantity": 25, "evidence": [PHOTO]}, by=WORKER)
    await done(
        web, f"{here}/send-back", {"quantity": 3, "was": "delivered", "reason": "wrong_item"},
        by=WORKER,
    )  # fmt: skip
    await done(web, f"{here}/lose", {"quantity": 5, "reason": "damaged"}, by=WORKER)
    expected = {"received": 113, "allocated": 10, "delivered": 22, "lost": 5}
    assert await accounts(web, path) == expected

    async def posted() -> bool:
        await posting.catch_up()  # again and again: a line is never posted twice
        shown = await web.get(f"{FUNDS}/{fund}/statement", by=OFFICER)
        return bool(shown.json()["total"] >= 7)

    await eventually(posted)
    for book in (f"{FUNDS}/{fund}", f"{DONORS}/{donor['id']}"):
        shown = (await web.get(f"{book}/statement?limit=4", by=OFFICER)).json()
        rest = (await web.get(f"{book}/statement?after={shown['next']}", by=OFFICER)).json()
        assert [line["no"] for line in shown["items"] + rest["items"]] == [7, 6, 5, 4, 3, 2, 1]
        assert (shown["total"], rest["next"]) == (7, None)
        balances = shown["balances"]["winter_clothes/件"]
        held = {k: v["quantity"] for k, v in balances.items() if v["quantity"]}
        assert held == expected
        assert sum(v["amount_fen"] for v in balances.values()) == 3_000_001
        moves = [(line["from_account"], line["to_account"]) for line in rest["items"][::-1]]
        assert moves == [(None, "promised"), ("promised", "received"), ("received", "allocated")]


async def test_an_expired_batch_is_refused_and_names_what_can_be_used(web: Web):
    gift = await done(web, PLEDGES, COATS, by=PARTNER)
    path = f"{GIFTS}/{gift['id']}"
    stale = {"quantity": 100, "batch": "2025-1", "received_on": "2026-01-05"}
    await done(web, f"{path}/receive", stale | {"use_by": "2026-02-01"}, by=OFFICER)
    await done(web, f"{path}/receive", {"quantity": 50}, by=OFFICER)
    refused = await web.post(f"{path}/allocate", TO_STATION | {"quantity": 51}, by=OFFICER)
    assert told(refused) == (409, "batch_expired")
    assert refused.json()["left"] == 50
    (old, _) = (await web.get(path, by=OFFICER)).json()["receipts"]
    number = {"receipt_number": old["receipt_number"]}
    await done(web, f"{path}/write-off", number, by=OFFICER)
    assert await accounts(web, path) == {"received": 50, "expired": 100}


async def test_a_second_witness_is_another_person(web: Web):
    path = await in_hand(web)
    part = await done(web, f"{path}/allocate", TO_STATION | {"quantity": 100}, by=OFFICER)
    here = f"{path}/allocations/{part['id']}"
    signed = await done(web, f"{here}/confirm", {"evidence": [PHOTO]}, by=WORKER)
    assert signed["witness_due"] is True
    assert told(await web.post(f"{here}/witness", by=WORKER)) == (409, "witness_same_person")
    attested = await done(web, f"{here}/witness", by=WORKER | {"sub": "colleague"})
    assert attested["witness_due"] is False
    assert told(await web.post(f"{here}/witness", by=OFFICER)) == (409, "witness_not_due")


async def test_another_purpose_needs_the_donors_consent_and_leaves_what_is_allocated(web: Web):
    path = await in_hand(web)
    part = await done(web, f"{path}/allocate", TO_STATION | {"quantity": 10}, by=OFFICER)
    change = {"domain": "elderly", "region": "533400"}
    assert (await web.post(f"{path}/purpose", change, by=OFFICER)).status_code == 422
    await done(web, f"{path}/purpose", change | {"consent": PHOTO}, by=OFFICER)
    kept = (await web.get(f"{path}/allocations/{part['id']}", by=WORKER)).json()
    assert kept["purpose"]["domain"] == "children"
    other = await done(web, f"{path}/allocate", TO_STATION | {"quantity": 10}, by=OFFICER)
    assert other["purpose"]["domain"] == "elderly"


async def test_a_reservation_keeps_its_part_for_the_need_until_released(web: Web):
    path = await in_hand(web)
    body = {"quantity": 140, "region": "533401100", "until": "2099-01-01"}
    kept = await done(web, f"{path}/reserve", body, by=OFFICER)
    refused = await web.post(f"{path}/allocate", TO_STATION | {"quantity": 11}, by=OFFICER)
    assert (told(refused), refused.json()["left"]) == ((409, "over_allocated"), 10)
    from_it = TO_STATION | {"quantity": 100, "reservation_id": kept["id"]}
    await done(web, f"{path}/allocate", from_it, by=OFFICER)
    await done(web, f"{path}/reservations/{kept['id']}/release", by=OFFICER)
    assert await accounts(web, path) == {"received": 50, "allocated": 100}


async def test_a_partner_sees_their_own_gifts_and_nobody_elses(web: Web):
    path = await in_hand(web)
    stranger = PARTNER | {"sub": "another-partner"}
    assert (await web.get(path, by=PARTNER)).status_code == 200
    assert (await web.get(path, by=stranger)).status_code == 404
    assert (await web.get(PLEDGES, by=stranger)).json()["items"] == []
    withdraw = path.replace("gifts", "pledges") + "/withdraw"
    assert (await web.post(withdraw, by=stranger)).status_code == 404


async def test_time_and_premises_are_promised_in_their_own_units(web: Web):
    hours = {"resource": "service_time", "quantity": 40, "unit": "小时", "region": "533400"}
    assert (await done(web, PLEDGES, hours, by=PARTNER))["pledged"]["quantity"] == 40
    wrong = await web.post(PLEDGES, hours | {"unit": "件"}, by=PARTNER)
    assert told(wrong) == (422, "goods_incomplete")
