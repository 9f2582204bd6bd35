"""Shops, auctions, sponsorships and co-funding: nothing counted twice, nobody shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.aggregate import Stored
from services.charity.auctions import auction as auctions
from services.charity.auctions.auction import Auction
from services.charity.cofunding.funding import sources
from services.charity.gifts.allocating import allocate
from services.charity.gifts.refusals import NotThere
from services.charity.gifts.restriction import Restriction
from services.charity.shops import shop as shops
from services.charity.shops.shop import Shop
from services.charity.sponsorships import sponsorship as sponsoring
from services.charity.sponsorships.sponsorship import Instalment, Sponsorship
from tests.unit.charity.mothers import DIQING, SHANGRI_LA_TOWNSHIP, TODAY, money, received, station

RICE = "food/袋"


def shop() -> Shop:
    return Shop(region=SHANGRI_LA_TOWNSHIP, station_id="s", name="爱心超市")


def stocked(quantity: int = 20, delivered: int = 50) -> Shop:
    return shops.stock(shop(), "a", RICE, quantity, delivered, "in", TODAY)[0]


def test_a_shop_shelves_only_what_was_signed_for_and_each_part_once():
    full = shops.stock(stocked(20), "a", RICE, 30, 50, "more", TODAY)[0]
    assert full.shelves[RICE] == 50
    with pytest.raises(shops.MoreThanDelivered) as refusal:
        shops.stock(full, "a", RICE, 1, 50, "again", TODAY)
    assert refusal.value.members["left"] == 0


def test_a_shelf_never_goes_below_zero_and_is_low_before_that():
    left = shops.hand_out(stocked(), RICE, 15, "low_income", 15, "out", TODAY)[0]
    assert left.low() == [RICE]
    with pytest.raises(NotThere) as refusal:
        shops.hand_out(left, RICE, 6, "low_income", 6, "more", TODAY)
    assert refusal.value.members == {"left": 5, "unit": "袋"}
    with pytest.raises(NotThere):
        shops.write_off(left, "masks/只", 1, "expired", "w", TODAY)


def test_a_move_of_stock_sent_again_moves_nothing():
    again = shops.stock(stocked(), "a", RICE, 20, 50, "in", TODAY)
    assert again == (stocked(), [])


@given(st.lists(st.tuples(st.sampled_from(["in", "out", "off"]), st.integers(1, 9)), max_size=30))
def test_what_came_is_what_is_there_and_what_went(moves):
    found, came, went = shop(), 0, 0
    for n, (kind, size) in enumerate(moves):
        try:
            if kind == "in":
                found = shops.stock(found, "a", RICE, size, 60, f"m{n}", TODAY)[0]
                came += size
            elif kind == "out":
                found = shops.hand_out(found, RICE, size, "orphan", 1, f"m{n}", TODAY)[0]
                went += size
            else:
                found = shops.write_off(found, RICE, size, "damaged", f"m{n}", TODAY)[0]
                went += size
        except (shops.MoreThanDelivered, NotThere):
            continue
    assert found.shelves.get(RICE, 0) == came - went >= 0
    assert came <= 60


def lot() -> Auction:
    return Auction(
        region=DIQING, fund_id="f", title="唐卡", reserve_fen=10_000,
        closes_on=TODAY + timedelta(days=7),
    )  # fmt: skip


def test_bids_begin_at_the_reserve_and_only_go_up():
    with pytest.raises(auctions.BidTooLow):
        auctions.bid(lot(), "d", 9_999, TODAY)
    once = auctions.bid(lot(), "d", 10_000, TODAY)[0]
    with pytest.raises(auctions.BidTooLow):
        auctions.bid(once, "e", 10_000, TODAY)
    assert auctions.bid(once, "e", 10_001, TODAY)[0].least == 10_002


def test_a_lot_is_sold_after_its_last_day_to_the_highest_and_once():
    once = auctions.bid(lot(), "d", 10_000, TODAY)[0]
    with pytest.raises(auctions.StillBidding):
        auctions.close(once, "gift", lot().closes_on)
    after = lot().closes_on + timedelta(days=1)
    sold, (told,) = auctions.close(once, "gift", after)
    assert (told.amount_fen, told.donor_id, sold.gift_id) == (10_000, "d", "gift")
    assert auctions.close(sold, "gift", after) == (sold, [])
    with pytest.raises(auctions.AuctionOver):
        auctions.bid(sold, "e", 99_999, after)


def test_a_lot_nobody_wanted_is_no_pledge():
    unsold, (told,) = auctions.close(lot(), "gift", lot().closes_on + timedelta(days=1))
    assert (unsold.gift_id, told.gift_id) == ("", "")


def sponsored() -> Sponsorship:
    due = (Instalment(due_on=TODAY, amount_fen=100), Instalment(due_on=TODAY, amount_fen=200))
    return Sponsorship(
        region=SHANGRI_LA_TOWNSHIP, station_id="s", child="c-17", donor_id="d", instalments=due,
        agreed_on=TODAY,
    )  # fmt: skip


def test_no_event_of_a_sponsorship_shows_the_child_or_a_place_nearer_than_the_county():
    found, told = sponsored(), []
    for change in (
        lambda s: sponsoring.agree(s, TODAY),
        lambda s: sponsoring.pay(s, "g", 100, TODAY),
        lambda s: sponsoring.tell_progress(s, "school", TODAY),
        lambda s: sponsoring.end(s, "grown_up", TODAY),
    ):
        found, events = change(found)
        told += events
    assert len(told) == 4
    assert {event.region for event in told} == {"533401"}
    assert "c-17" not in str(told)


def test_an_instalment_is_paid_by_a_gift_that_is_large_enough_and_pays_no_other():
    with pytest.raises(sponsoring.GiftUnfit):
        sponsoring.pay(sponsored(), "g", 99, TODAY)
    once = sponsoring.pay(sponsored(), "g", 100, TODAY)[0]
    with pytest.raises(sponsoring.GiftUnfit):
        sponsoring.pay(once, "g", 500, TODAY)
    twice = sponsoring.pay(once, "h", 200, TODAY)[0]
    with pytest.raises(sponsoring.NothingDue):
        sponsoring.pay(twice, "i", 200, TODAY)
    assert not twice.overdue(date(2099, 1, 1))
    assert once.overdue(TODAY + timedelta(days=1))


def test_an_ended_sponsorship_is_over():
    ended = sponsoring.end(sponsored(), "donor_asked", TODAY)[0]
    with pytest.raises(sponsoring.SponsorshipOver):
        sponsoring.pay(ended, "g", 100, TODAY)
    assert not ended.overdue(date(2099, 1, 1))


def for_project(id_: str, fen: int, donor: str, **changes: object) -> Stored:
    held = received(money(fen, donor_id=donor, **changes), fen)
    to = replace(station("s"), project_id="p")
    return Stored(id_, 1, DIQING, allocate(held, fen, "a", to, Restriction(), TODAY)[0])


def test_every_yuan_of_a_project_counts_once_and_a_regrant_apart():
    gifts = [
        for_project("1", 100, "foundation"),
        for_project("2", 50, "government"),
        for_project("3", 30, "foundation", regrant=True),
    ]
    kinds = {"foundation": "foundation", "government": "public_unit"}
    found = {one.kind: one for one in sources(gifts, "p", kinds)}
    assert (found["foundation"].held.fen, found["foundation"].own.fen) == (130, 100)
    assert found["public_unit"].own.fen == 50
    assert sources(gifts, "another", kinds) == []
