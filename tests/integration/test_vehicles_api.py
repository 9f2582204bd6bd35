"""Shops, auctions, sponsorships and co-funding over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from cli.engines import Engine
from servicekit.app import Service
from servicekit.clock import Clock
from tests.integration.giving import (
    DONORS,
    FUNDS,
    NEIGHBOUR,
    OFFICER,
    PARTNER,
    PHOTO,
    SIGNED,
    WORKER,
    charity,
    done,
    in_hand,
    money,
    told,
)
from tests.integration.web import Web

pytestmark = pytest.mark.engines

SHOPS, AUCTIONS = "/api/charity/shops", "/api/charity/auctions"
SPONSORED = "/api/charity/sponsorships"
COATS = {"item": "winter_clothes", "unit": "件"}


@pytest.fixture
async def served(store: Engine, tmp_path: Path) -> AsyncIterator[tuple[Web, Service]]:
    async with charity(store, tmp_path) as running:
        yield running


@pytest.fixture
def web(served: tuple[Web, Service]) -> Web:
    return served[0]


async def a_donor(web: Web) -> str:
    donor = {"kind": "company", "name": "某公司"}
    return str((await done(web, DONORS, donor, by=OFFICER))["id"])


async def test_a_shop_hands_out_what_was_delivered_to_its_station(web: Web):
    path = await in_hand(web)
    part = await done(web, f"{path}/allocate", {"station_id": SIGNED, "quantity": 30}, by=OFFICER)
    await done(web, f"{path}/allocations/{part['id']}/confirm", {"evidence": [PHOTO]}, by=WORKER)
    shop = await done(web, SHOPS, {"station_id": SIGNED, "name": "爱心超市"}, by=WORKER)
    here = f"{SHOPS}/{shop['id']}"
    from_gift = {"gift_id": path.rpartition("/")[2], "allocation_id": part["id"], "quantity": 31}
    more = await web.post(f"{here}/stock", from_gift, by=WORKER)
    assert (told(more), more.json()["left"]) == ((409, "amount_exceeded"), 30)
    await done(web, f"{here}/stock", from_gift | {"quantity": 30}, by=WORKER)
    out = COATS | {"quantity": 25, "target_group": "orphan", "persons": 25}
    left = await done(web, f"{here}/hand-out", out, by=WORKER)
    assert (left["shelves"][0]["quantity"], left["low"]) == (5, ["winter_clothes/件"])
    assert told(await web.post(f"{here}/hand-out", out, by=WORKER)) == (409, "amount_exceeded")
    assert (await web.post(f"{here}/hand-out", out, by=NEIGHBOUR)).status_code == 404
    assert len((await web.get(f"{SHOPS}?low=true", by=OFFICER)).json()["items"]) == 1


async def test_a_lot_is_sold_to_the_highest_and_becomes_one_pledge(
    served: tuple[Web, Service], monkeypatch: pytest.MonkeyPatch
):
    web, service = served
    clock: Clock = service.provides[Clock]  # type: ignore[assignment,type-abstract]
    today, donor = clock.today(), await a_donor(web)
    fund = await done(
        web, FUNDS, {"kind": "special", "name": "基金", "statement": "试"}, by=OFFICER
    )
    lot = {"fund_id": fund["id"], "title": "唐卡", "reserve_fen": 10_000}
    sold = await done(web, AUCTIONS, lot | {"closes_on": today.isoformat()}, by=OFFICER)
    here = f"{AUCTIONS}/{sold['id']}"
    low = await web.post(f"{here}/bid", {"donor_id": donor, "amount_fen": 1}, by=PARTNER)
    assert told(low) == (409, "bid_too_low")
    await done(web, f"{here}/bid", {"donor_id": donor, "amount_fen": 12_000}, by=PARTNER)
    stranger = await web.post(
        f"{here}/bid", {"donor_id": str(uuid4()), "amount_fen": 99_000}, by=PARTNER
    )
    assert stranger.status_code == 404
    assert told(await web.post(f"{here}/close", by=OFFICER)) == (409, "auction_open")
    monkeypatch.setattr(type(clock), "today", lambda _: today + timedelta(days=1))
    first = await done(web, f"{here}/close", by=OFFICER)
    again = await done(web, f"{here}/close", by=OFFICER)
    assert first["gift_id"] == again["gift_id"]
    gift = (await web.get(f"/api/charity/pledges/{first['gift_id']}", by=OFFICER)).json()
    assert (gift["pledged"]["amount_fen"], gift["fund_id"], gift["vehicle"]) == (
        12_000,
        fund["id"],
        "auction",
    )


async def test_a_sponsor_sees_instalments_and_news_and_never_the_child(web: Web):
    donor = await a_donor(web)
    agreed = {
        "station_id": SIGNED,
        "donor_id": donor,
        "child": "C-17",
        "instalments": [{"due_on": "2026-01-01", "amount_fen": 100_000}],
    }
    named = await web.post(SPONSORED, agreed | {"child": "小明"}, by=WORKER)
    assert named.status_code == 422
    made = await done(web, SPONSORED, agreed, by=WORKER)
    here = f"{SPONSORED}/{made['id']}"
    (shown,) = (await web.get(f"{SPONSORED}?overdue=true", by=PARTNER)).json()["items"]
    assert (shown["child"], shown["station_id"], shown["county"]) == (None, None, "533401")
    other = (await in_hand(web, **money(100_000))).rpartition("/")[2]
    refused = await web.post(f"{here}/pay", {"gift_id": other}, by=OFFICER)
    assert told(refused) == (409, "gift_unfit")
    gift = (await in_hand(web, **money(100_000, donor_id=donor))).rpartition("/")[2]
    paid = await done(web, f"{here}/pay", {"gift_id": gift}, by=OFFICER)
    assert (paid["instalments"][0]["paid"], paid["overdue"]) == (True, False)
    told_ = await done(web, f"{here}/progress", {"kind": "school"}, by=WORKER)
    assert told_["news"][0]["kind"] == "school"


async def test_a_project_shows_who_funds_it_beside_whom(web: Web):
    project, donor = str(uuid4()), await a_donor(web)
    for changes in ({"donor_id": donor}, {"regrant": True}):
        path = await in_hand(web, **money(50_000, **changes))
        part = {"station_id": SIGNED, "project_id": project, "amount_fen": 50_000}
        await done(web, f"{path}/allocate", part, by=OFFICER)
    shown = (await web.get(f"/api/charity/projects/{project}/funding", by=OFFICER)).json()
    assert shown["total"]["amount_fen"] == 50_000
    assert {one["donor_kind"]: one["held"]["amount_fen"] for one in shown["sources"]} == {
        "company": 50_000,
        "other": 50_000,
    }
