from dataclasses import replace
from datetime import date, timedelta

import pytest

from contracts.charity.gifts import GiftAllocated, GiftPledged, GiftReceiptConfirmed, GiftReceived
from servicekit.errors import KeyReused, NotFound
from services.charity.gifts.allocating import allocate
from services.charity.gifts.amounts import Amount
from services.charity.gifts.books import Books
from services.charity.gifts.delivering import sign
from services.charity.gifts.gift import require_balance
from services.charity.gifts.receiving import pledge, receive
from services.charity.gifts.refusals import (
    AlreadyConfirmed,
    DateInFuture,
    ExpiryPassed,
    OutsideRestriction,
    OverAllocated,
    PledgeExceeded,
    PledgeExpired,
    Unbalanced,
)
from services.charity.gifts.restriction import Restriction
from tests.unit.charity.mothers import (
    DIQING,
    GEJIU,
    SHANGRI_LA_TOWNSHIP,
    TODAY,
    allocated,
    coats,
    money,
    received,
    station,
)

COATS = {"resource": "goods", "vehicle": "direct", "item": "winter_clothes", "unit": "件"}
PHOTO = "a" * 64
OF_TODAY = {"occurred_on": TODAY, **COATS}


def test_a_pledge_tells_what_is_promised_and_for_where():
    _, events = pledge(coats(), TODAY)
    assert events == [
        GiftPledged(region=DIQING, amount_fen=3_000_001, quantity=150, **OF_TODAY),
    ]


def test_a_gift_may_come_in_parts_each_with_its_receipt():
    part, events = receive(coats(), 50, "R-1", "first", TODAY, TODAY)
    whole, _ = receive(part, 100, "R-2", "second", TODAY, TODAY)
    assert events == [
        GiftReceived(
            region=DIQING, amount_fen=1_000_000, quantity=50, receipt_number="R-1", **OF_TODAY
        ),
    ]
    assert whole.accounts()["promised"] == Amount()
    assert whole.accounts()["received"] == Amount(3_000_001, 150)
    assert [r.number for r in whole.receipts] == ["R-1", "R-2"]


def test_no_more_is_received_than_was_promised_and_the_refusal_names_what_is_left():
    with pytest.raises(PledgeExceeded) as refusal:
        received(received(coats(), 100), 51, "more")
    assert refusal.value.members == {"left": 50, "unit": "件"}


def test_a_repeated_receipt_counts_once_and_its_key_serves_no_other():
    gift = received(coats(), 100)
    assert receive(gift, 100, "R-9", "in", TODAY, TODAY) == (gift, [])
    with pytest.raises(KeyReused):
        receive(gift, 50, "R-9", "in", TODAY, TODAY)


def test_an_expired_pledge_is_not_received_and_one_is_not_made_for_yesterday():
    until_today = money(expires_on=TODAY)
    assert received(until_today, 1).accounts()["received"] == Amount(1)
    tomorrow = TODAY + timedelta(days=1)
    with pytest.raises(PledgeExpired):
        receive(until_today, 1, "R", "in", tomorrow, tomorrow)
    with pytest.raises(ExpiryPassed):
        pledge(money(expires_on=date(2026, 11, 23)), TODAY)


def test_only_what_has_happened_is_received():
    with pytest.raises(DateInFuture):
        receive(money(), 1, "R", "in", TODAY + timedelta(days=1), TODAY)


def test_an_allocation_tells_the_station_and_its_share_of_the_value():
    gift = received(coats(), 150)
    _, events = allocate(gift, 1, "a", station("station"), Restriction(domain="children"), TODAY)
    assert events == [
        GiftAllocated(
            region=SHANGRI_LA_TOWNSHIP,
            amount_fen=20_000,
            quantity=1,
            allocation_id="a",
            station_id="station",
            payee_region=SHANGRI_LA_TOWNSHIP,
            **OF_TODAY,
        ),
    ]


def test_never_more_is_allocated_than_was_received_and_the_refusal_names_what_is_left():
    gift = allocated(received(money(1_000), 600), 400)
    with pytest.raises(OverAllocated) as refusal:
        allocated(gift, 201, "b")
    assert refusal.value.members == {"left": 200, "unit": "分"}
    assert allocated(gift, 200, "b").accounts()["received"] == Amount()


def test_a_gift_restricted_to_children_cannot_be_allocated_to_an_elderly_need():
    gift = received(coats(), 150)
    with pytest.raises(OutsideRestriction) as refusal:
        allocated(gift, 1, purpose=Restriction(domain="elderly"))
    assert refusal.value.members == {"allowed": "children"}


def test_a_gift_restricted_to_a_target_group_serves_no_other():
    gift = received(money(restriction=Restriction(target_group="disabled")), 100)
    with pytest.raises(OutsideRestriction):
        allocated(gift, 1, purpose=Restriction(target_group="veteran"))
    assert allocated(gift, 1).allocation("a").purpose.target_group == "disabled"


def test_a_gift_for_diqing_never_leaves_it():
    gift = received(money(), 100)
    with pytest.raises(OutsideRestriction):
        allocate(gift, 1, "a", station("s", GEJIU), Restriction(), TODAY)


def test_the_restriction_travels_with_every_part_and_is_only_ever_narrowed():
    gift = allocated(received(coats(), 150), 5, purpose=Restriction(target_group="orphan"))
    assert gift.allocation("a").purpose == Restriction(
        region=DIQING, domain="children", target_group="orphan"
    )


def test_a_repeated_allocation_counts_once_and_its_key_serves_no_other():
    gift = allocated(received(money(1_000), 1_000), 400)
    assert allocated(gift, 400) == gift
    with pytest.raises(KeyReused):
        allocated(gift, 300)


def test_the_station_signs_once_for_what_it_got():
    gift = allocated(received(coats(), 150), 150)
    signed, events = sign(gift, "a", None, "attempt", "worker", TODAY, (PHOTO,))
    assert events == [
        GiftReceiptConfirmed(
            region=SHANGRI_LA_TOWNSHIP,
            amount_fen=3_000_001,
            quantity=150,
            allocation_id="a",
            station_id="station-a",
            payee_region=SHANGRI_LA_TOWNSHIP,
            evidence=(PHOTO,),
            witness_due=True,
            **OF_TODAY,
        ),
    ]
    assert signed.accounts()["delivered"] == Amount(3_000_001, 150)
    assert sign(signed, "a", None, "attempt", "worker", TODAY) == (signed, [])
    with pytest.raises(AlreadyConfirmed):
        sign(signed, "a", None, "another", "worker", TODAY)
    with pytest.raises(NotFound):
        sign(signed, "b", None, "a third", "worker", TODAY)


@pytest.mark.parametrize(
    "books",
    [
        Books(entries={"promised": {"": Amount(17_999_999)}}),
        Books(entries={"promised": {"": Amount(18_000_000)}, "received": {"R": Amount(1)}}),
        Books(entries={"promised": {"": Amount(18_000_001)}, "lost": {"R": Amount(-1)}}),
    ],
)
def test_books_that_do_not_balance_are_never_saved(books):
    with pytest.raises(Unbalanced):
        require_balance(replace(money(), books=books))
