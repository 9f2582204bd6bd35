"""Written off past its day, given back to the donor, put to another purpose by consent. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from contracts.charity.gifts import GiftExpired, GiftPurposeChanged, GiftRefunded
from services.charity.gifts.books import Short
from services.charity.gifts.gift import (
    Change,
    Gift,
    PurposeChange,
    amount_of,
    done,
    once,
    told,
)
from services.charity.gifts.refusals import NotExpired, OverAllocated
from services.charity.gifts.restriction import Restriction


def expire(gift: Gift, receipt_number: str, attempt: str, today: date) -> Change:
    """What is in hand of a batch past its day is written off (NotExpired)."""
    asked = f"expire {receipt_number}"
    if once(gift, attempt, asked):
        return gift, []
    receipt = next((r for r in gift.receipts if r.number == receipt_number), None)
    held = gift.books.lots("received").get(receipt_number)
    if receipt is None or held is None or receipt.use_by is None or receipt.use_by >= today:
        raise NotExpired(until=(receipt and receipt.use_by) or "—")
    books, moved = gift.books.transfer(
        "received", "expired", gift.size(held), lots=[receipt_number]
    )
    event = told(GiftExpired, gift, amount_of(moved), today, receipt_number=receipt_number)
    return done(replace(gift, books=books), attempt, asked, event)


def refund(gift: Gift, wanted: int, reason: str, attempt: str, today: date) -> Change:
    """Give back to the donor of what is in hand (OverAllocated with what is left)."""
    asked = f"refund {wanted}"
    if once(gift, attempt, asked):
        return gift, []
    try:
        books, moved = gift.books.transfer("received", "returned", wanted)
    except Short as short:
        raise OverAllocated(left=short.left, unit=gift.counted_in) from None
    event = told(GiftRefunded, gift, amount_of(moved), today, reason=reason)
    return done(replace(gift, books=books), attempt, asked, event)


def change_purpose(
    gift: Gift, wanted: Restriction, consent: str, attempt: str, today: date
) -> Change:
    """Only with the donor's consent (`consent`: SHA-256 of the paper), and only for what has not
    been allocated: parts under way keep what they were promised for.

    Charity Law 慈善法 (2016 numbering), art. 55: another use than the gift agreement's needs the
    donor's consent.
    """
    asked = f"purpose {consent}"
    if once(gift, attempt, asked):
        return gift, []
    was = gift.restriction
    change = PurposeChange(on=today, was=was, consent=consent)
    after = replace(gift, restriction=wanted, purposes=(*gift.purposes, change))
    event = told(
        GiftPurposeChanged,
        gift,
        gift.books.of_kind("received"),
        today,
        was_domain=was.domain,
        was_target_group=was.target_group,
        was_item=was.item,
        domain=wanted.domain,
        target_group=wanted.target_group,
        consent=consent,
    )
    return done(after, attempt, asked, event)
