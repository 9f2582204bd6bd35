"""What is in hand is reserved, allocated, and taken back as long as it has not left. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from contracts.charity.gifts import (
    GiftAllocated,
    GiftAllocationWithdrawn,
    GiftReleased,
    GiftReserved,
)
from services.charity.gifts.books import Books, Moved, Short
from services.charity.gifts.gift import (
    Allocation,
    Change,
    Gift,
    Receiver,
    Reservation,
    amount_of,
    done,
    once,
    told,
    told_of,
)
from services.charity.gifts.refusals import BatchExpired, OverAllocated, ReservationOver
from services.charity.gifts.restriction import Restriction


def usable(gift: Gift, today: date, until: date | None = None) -> list[str]:
    """Lots in hand that are still good, the first to expire first."""
    good = [r for r in gift.receipts if r.use_by is None or r.use_by >= (until or today)]
    good.sort(key=lambda r: (r.use_by or date.max, r.received_on, r.number))
    return [receipt.number for receipt in good]


def in_hand(gift: Gift, today: date) -> int:
    """How many fen, or items, could be allocated today."""
    held = gift.books.lots("received")
    return sum(gift.size(held[lot]) for lot in usable(gift, today) if lot in held)


def reserve(
    gift: Gift,
    wanted: int,
    id_: str,
    region: str,
    purpose: Restriction,
    until: date,
    today: date,
    need_id: str = "",
) -> Change:
    """Keep so much for a need. Raises OverAllocated, OutsideRestriction, ReservationOver."""
    asked = f"reserve {wanted} {region} {until} {need_id}"
    if once(gift, id_, asked):
        return gift, []
    narrowed = gift.restriction.narrowed(purpose, region, today)
    if until < today:
        raise ReservationOver(until=until, pointer="/until")
    books, moved = _taken(gift, "received", f"reserved/{id_}", wanted, usable(gift, today, until))
    kept = Reservation(id=id_, region=region, purpose=narrowed, until=until, need_id=need_id)
    after = replace(gift, books=books, reservations=(*gift.reservations, kept))
    event = told(
        GiftReserved,
        gift,
        amount_of(moved),
        today,
        region=region,
        reservation_id=id_,
        need_id=need_id,
        until=until,
    )
    return done(after, id_, asked, event)


def release(gift: Gift, reservation_id: str, attempt: str, today: date) -> Change:
    """Give back what is left of a reservation (NotFound, ReservationOver when nothing is)."""
    asked = f"release {reservation_id}"
    if once(gift, attempt, asked):
        return gift, []
    kept = gift.reservation(reservation_id)
    left = gift.size(gift.part("reserved", reservation_id))
    if not left:
        raise ReservationOver(until=kept.until)
    books, moved = gift.books.transfer(f"reserved/{reservation_id}", "received", left)
    event = told(
        GiftReleased,
        gift,
        amount_of(moved),
        today,
        region=kept.region,
        reservation_id=reservation_id,
    )
    return done(replace(gift, books=books), attempt, asked, event)


def allocate(
    gift: Gift,
    wanted: int,
    allocation_id: str,
    to: Receiver,
    purpose: Restriction,
    today: date,
    *,
    reservation_id: str = "",
) -> Change:
    """Set so many fen, or items, aside for one receiver: of what is in hand, or of what was
    reserved before.

    Raises OverAllocated (with what is left), OutsideRestriction, BatchExpired, KeyReused.
    """
    asked = f"allocate {wanted} {to.station_id or to.organisation_id} {to.region}"
    if once(gift, allocation_id, asked):
        return gift, []
    narrowed = _terms(gift, reservation_id).narrowed(purpose, to.region, today)
    source = f"reserved/{reservation_id}" if reservation_id else "received"
    books, moved = _taken(gift, source, f"allocated/{allocation_id}", wanted, usable(gift, today))
    allocation = Allocation(
        id=allocation_id,
        to=to,
        amount=amount_of(moved),
        purpose=narrowed,
        allocated_on=today,
    )
    after = replace(gift, books=books, allocations=(*gift.allocations, allocation))
    was = "reserved" if reservation_id else "received"
    event = told_of(GiftAllocated, gift, allocation, allocation.amount, today, was=was)
    return done(after, allocation_id, asked, event)


def withdraw(gift: Gift, allocation_id: str, reason: str, attempt: str, today: date) -> Change:
    """What was allocated and has not left is in hand again (NotFound, OverAllocated when all
    has left)."""
    asked = f"withdraw {allocation_id}"
    if once(gift, attempt, asked):
        return gift, []
    part = gift.allocation(allocation_id)
    left = gift.size(gift.part("allocated", allocation_id))
    if not left:
        raise OverAllocated(left=0, unit=gift.counted_in)
    books, moved = gift.books.transfer(f"allocated/{allocation_id}", "received", left)
    event = told_of(GiftAllocationWithdrawn, gift, part, amount_of(moved), today, reason=reason)
    return done(replace(gift, books=books), attempt, asked, event)


def _terms(gift: Gift, reservation_id: str) -> Restriction:
    return gift.reservation(reservation_id).purpose if reservation_id else gift.restriction


def _taken(
    gift: Gift, source: str, target: str, wanted: int, good: Sequence[str]
) -> tuple[Books, list[Moved]]:
    """Raises OverAllocated with what is left, BatchExpired when only what is no longer good is."""
    try:
        return gift.books.transfer(source, target, wanted, lots=good)
    except Short as short:
        stale = gift.size(gift.books.balance(source)) - short.left
        if stale:
            last = max(r.use_by for r in gift.receipts if r.use_by and r.number not in good)
            raise BatchExpired(on=last, left=short.left, unit=gift.counted_in) from None
        raise OverAllocated(left=short.left, unit=gift.counted_in) from None
