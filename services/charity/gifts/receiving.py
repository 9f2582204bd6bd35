"""A promise is made, withdrawn, or kept: promised → lapsed, promised → received. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from contracts.charity.gifts import GiftLapsed, GiftPledged, GiftReceived
from services.charity.gifts.books import Books, Short
from services.charity.gifts.gift import Change, Gift, Receipt, amount_of, done, once, told
from services.charity.gifts.refusals import (
    BatchExpired,
    DateInFuture,
    ExpiryPassed,
    PledgeExceeded,
    PledgeExpired,
)


def pledge(gift: Gift, today: date) -> Change:
    """Raises ExpiryPassed."""
    if gift.expires_on is not None and gift.expires_on < today:
        raise ExpiryPassed(given=gift.expires_on, today=today, pointer="/expires_on")
    opened = replace(gift, books=Books.opened(gift.pledged, goods=gift.goods))
    event = told(GiftPledged, gift, gift.pledged, today, valuation=gift.valuation)
    return opened, [event]


def receive(
    gift: Gift,
    wanted: int,
    number: str,
    attempt: str,
    on: date,
    today: date,
    *,
    batch: str = "",
    use_by: date | None = None,
) -> Change:
    """So many fen, or items, of what was promised have come in.

    Raises PledgeExceeded (with what is still promised), PledgeExpired, BatchExpired,
    DateInFuture, KeyReused.
    """
    asked = f"receive {wanted}"
    if once(gift, attempt, asked):
        return gift, []
    _require_in_time(gift, on, today, use_by)
    try:
        books, moved = gift.books.transfer("promised", "received", wanted, lot=number)
    except Short as short:
        raise PledgeExceeded(left=short.left, unit=gift.counted_in) from None
    amount = amount_of(moved)
    receipt = Receipt(number=number, amount=amount, received_on=on, batch=batch, use_by=use_by)
    after = replace(gift, books=books, receipts=(*gift.receipts, receipt))
    event = told(GiftReceived, gift, amount, on, receipt_number=number, use_by=use_by)
    return done(after, attempt, asked, event)


def lapse(gift: Gift, reason: str, attempt: str, today: date) -> Change:
    """What is still promised will not come: `withdrawn` by the donor, or `expired`.

    Raises PledgeExceeded when nothing is promised any more.
    """
    if once(gift, attempt, "lapse"):
        return gift, []
    left = gift.size(gift.books.balance("promised"))
    if not left:
        raise PledgeExceeded(left=0, unit=gift.counted_in)
    books, moved = gift.books.transfer("promised", "lapsed", left)
    event = told(GiftLapsed, gift, amount_of(moved), today, reason=reason)
    return done(replace(gift, books=books), attempt, "lapse", event)


def _require_in_time(gift: Gift, on: date, today: date, use_by: date | None) -> None:
    if on > today:
        raise DateInFuture(given=on, today=today, pointer="/received_on")
    if gift.expires_on is not None and on > gift.expires_on:
        raise PledgeExpired(on=gift.expires_on)
    if use_by is not None and use_by < on:
        raise BatchExpired(on=use_by, left=0, unit=gift.counted_in, pointer="/use_by")
