"""On its way, signed for, attested, sent back, lost, reported to the donor. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from contracts.charity.gifts import (
    GiftDispatched,
    GiftLost,
    GiftReceiptConfirmed,
    GiftReported,
    GiftSentBack,
    GiftWitnessed,
)
from services.charity.gifts.amounts import NOTHING, total
from services.charity.gifts.books import Books, Moved, Short
from services.charity.gifts.gift import (
    Allocation,
    Change,
    Gift,
    Signature,
    amount_of,
    done,
    once,
    told,
    told_of,
)
from services.charity.gifts.refusals import (
    AlreadyConfirmed,
    DateInFuture,
    EvidenceMissing,
    NotDelivered,
    NotThere,
    SamePerson,
    WitnessNotDue,
)

WITNESS_FROM_FEN = 500_000
"""From this value on a second person attests a delivery: 5,000 yuan, a setting of ours."""


def dispatch(
    gift: Gift, allocation_id: str, wanted: int, due_on: date, attempt: str, today: date
) -> Change:
    """A part leaves, or is paid out, and should be there by a day (NotFound, NotThere)."""
    asked = f"dispatch {allocation_id} {wanted}"
    if once(gift, attempt, asked):
        return gift, []
    part = gift.allocation(allocation_id)
    books, moved = _moved(gift, f"allocated/{part.id}", f"in_transit/{part.id}", wanted)
    after = replace(gift, books=books).with_allocation(replace(part, due_on=due_on))
    event = told_of(GiftDispatched, gift, part, amount_of(moved), today, due_on=due_on)
    return done(after, attempt, asked, event)


def sign(
    gift: Gift,
    allocation_id: str,
    wanted: int | None,
    attempt: str,
    by: str,
    today: date,
    evidence: tuple[str, ...] = (),
) -> Change:
    """The receiver signs for what arrived: all that is on its way, else all that was allocated
    and is handed over at once, or `wanted` of it.

    Raises NotFound, AlreadyConfirmed, NotThere (with what is on its way), EvidenceMissing.
    """
    asked = f"sign {allocation_id} {wanted}"
    if once(gift, attempt, asked):
        return gift, []
    part = gift.allocation(allocation_id)
    was = "in_transit" if gift.part("in_transit", part.id) != NOTHING else "allocated"
    left = gift.size(gift.part(was, part.id))
    if not left:
        raise AlreadyConfirmed(on=part.signatures[-1].on if part.signatures else today)
    books, moved = _moved(gift, f"{was}/{part.id}", f"delivered/{part.id}", wanted or left)
    amount = amount_of(moved)
    large = amount.fen >= WITNESS_FROM_FEN
    if large and not evidence:
        raise EvidenceMissing(yuan=WITNESS_FROM_FEN // 100, pointer="/evidence")
    signature = Signature(amount=amount, on=today, by=by, evidence=evidence, witness_due=large)
    signed = replace(part, signatures=(*part.signatures, signature))
    event = told_of(
        GiftReceiptConfirmed,
        gift,
        part,
        amount,
        today,
        was=was,
        evidence=evidence,
        witness_due=large,
    )
    return done(replace(gift, books=books).with_allocation(signed), attempt, asked, event)


def witness(gift: Gift, allocation_id: str, by: str, attempt: str, today: date) -> Change:
    """A second person attests every large delivery still unattested.

    Raises NotFound, WitnessNotDue, SamePerson.
    """
    asked = f"witness {allocation_id}"
    if once(gift, attempt, asked):
        return gift, []
    part = gift.allocation(allocation_id)
    due = [s for s in part.signatures if s.witness_due]
    if not due:
        raise WitnessNotDue()
    if any(s.by == by for s in due):
        raise SamePerson()
    attested = tuple(
        replace(s, witness_due=False, witness=by) if s.witness_due else s for s in part.signatures
    )
    after = gift.with_allocation(replace(part, signatures=attested))
    event = told_of(GiftWitnessed, gift, part, total(s.amount for s in due), today)
    return done(after, attempt, asked, event)


def send_back(
    gift: Gift, allocation_id: str, wanted: int, was: str, reason: str, attempt: str, today: date
) -> Change:
    """The receiver gives a part back, from `in_transit` or `delivered`: it is in hand again, as
    the batch it was (NotFound, NotThere)."""
    asked = f"send_back {allocation_id} {wanted} {was}"
    if once(gift, attempt, asked):
        return gift, []
    part = gift.allocation(allocation_id)
    books, moved = _moved(gift, f"{was}/{part.id}", "received", wanted)
    event = told_of(GiftSentBack, gift, part, amount_of(moved), today, was=was, reason=reason)
    return done(replace(gift, books=books), attempt, asked, event)


def lose(
    gift: Gift, allocation_id: str, wanted: int, was: str, reason: str, attempt: str, today: date
) -> Change:
    """A part is lost or damaged: of an allocation on its way or delivered, or, without an
    allocation, of what was in hand (NotFound, NotThere)."""
    asked = f"lose {allocation_id} {wanted} {was}"
    if once(gift, attempt, asked):
        return gift, []
    if not allocation_id:
        books, moved = _moved(gift, "received", "lost", wanted)
        lost = told(
            GiftLost,
            gift,
            amount_of(moved),
            today,
            allocation_id="",
            station_id="",
            was=was,
            reason=reason,
        )
        return done(replace(gift, books=books), attempt, asked, lost)
    part = gift.allocation(allocation_id)
    books, moved = _moved(gift, f"{was}/{part.id}", f"lost/{part.id}", wanted)
    event = told_of(GiftLost, gift, part, amount_of(moved), today, was=was, reason=reason)
    return done(replace(gift, books=books), attempt, asked, event)


def report(
    gift: Gift, allocation_id: str, persons: int, on: date, attempt: str, today: date
) -> Change:
    """Tell the donor what became of a delivered part: how many it served, never whom.

    Raises NotFound, NotDelivered, DateInFuture.
    """
    asked = f"report {allocation_id} {persons}"
    if once(gift, attempt, asked):
        return gift, []
    part = gift.allocation(allocation_id)
    amount = gift.part("delivered", part.id)
    if amount == NOTHING:
        raise NotDelivered()
    if on > today:
        raise DateInFuture(given=on, today=today, pointer="/on")
    reported: Allocation = replace(part, reported_on=on, persons=persons)
    event = told_of(GiftReported, gift, part, amount, on, persons=persons)
    return done(gift.with_allocation(reported), attempt, asked, event)


def _moved(gift: Gift, source: str, target: str, wanted: int) -> tuple[Books, list[Moved]]:
    try:
        return gift.books.transfer(source, target, wanted)
    except Short as short:
        raise NotThere(left=short.left, unit=gift.counted_in) from None
