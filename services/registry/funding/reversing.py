"""Undoing a movement of money by a counter-movement: nothing is ever edited. Pure.

An issue is taken back in two steps, each in one document: the line below gives up what has not
arrived (`withdraw`: it is the scarce side), then the line above has it again (`follow_withdrawal`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from contracts.registry.funding import FundEvent, FundReversed
from servicekit.errors import KeyReused
from services.registry.funding.domain import Change, Fund, about, entered
from services.registry.funding.movements import (
    ISSUED,
    PLANNED,
    RECEIVED,
    Movement,
    available_from,
    left_of,
    plan_left_from,
)
from services.registry.funding.refusals import (
    AlreadyReceivedBelow,
    BalanceExceeded,
    CounterMovementFinal,
    DateOutOfOrder,
    MovementUnknown,
    PlanExceeded,
    PlanFromAbove,
    ReversalExceeded,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reversal:
    """Undo `fen` of movement `of` (None: all that stands of it). `id` is the request's."""

    id: str
    of: str
    on: date
    fen: int | None = None
    voucher: str = ""


def reversible(fund: Fund, of: str) -> Movement:
    """The movement to be undone (MovementUnknown, CounterMovementFinal)."""
    found = fund.movement(of)
    if found is None:
        raise MovementUnknown(pointer="/movement_id")
    if found.reverses:
        raise CounterMovementFinal(pointer="/movement_id")
    return found


def reverse(fund: Fund, reversal: Reversal, today: date) -> Change:
    """Undo a plan, a receipt or a spending of this line; an issue is withdrawn from below."""
    if _repeated(fund, reversal):
        return fund, []
    counter = _counter(fund, reversal)
    after = entered(fund, counter, today)
    _require_room(fund, counter)
    return after, [_told(fund, counter)]


def withdraw(fund: Fund, reversal: Reversal, today: date) -> Change:
    """At the line below: give back what was issued to it and has not arrived.

    Raises AlreadyReceivedBelow with what can still be taken back.
    """
    if _repeated(fund, reversal):
        return fund, []
    counter = _counter(fund, reversal)
    after = entered(fund, counter, today)
    left = plan_left_from(fund.movements, counter.on)
    if -counter.fen > left:
        raise AlreadyReceivedBelow(left=max(left, 0), pointer="/amount_fen")
    return after, [_told(fund, counter)]


def follow_withdrawal(fund: Fund, withdrawn: Movement, today: date) -> Change:
    """At the line above: what the line below has given back is available again, once."""
    if fund.movement(withdrawn.id) is not None:
        return fund, []
    of = reversible(fund, withdrawn.reverses)
    counter = replace(
        of, id=withdrawn.id, fen=withdrawn.fen, on=withdrawn.on, reverses=of.id,
        voucher=withdrawn.voucher,
    )  # fmt: skip
    return entered(fund, counter, today), [_told(fund, counter)]


def _repeated(fund: Fund, reversal: Reversal) -> bool:
    """Whether this very reversal stands already (KeyReused: its id is another movement's)."""
    known = fund.movement(reversal.id)
    if known is not None and (
        known.reverses != reversal.of or reversal.fen not in (None, -known.fen)
    ):
        raise KeyReused()
    return known is not None


def _counter(fund: Fund, reversal: Reversal) -> Movement:
    """The counter-movement, no larger than what stands (ReversalExceeded, DateOutOfOrder)."""
    of = reversible(fund, reversal.of)
    if reversal.on < of.on:
        raise DateOutOfOrder(given=reversal.on, earlier=of.on, pointer="/on")
    left = left_of(fund.movements, of)
    wanted = left if reversal.fen is None else reversal.fen
    if wanted > left or not left:
        raise ReversalExceeded(left=left, pointer="/amount_fen")
    return replace(
        of, id=reversal.id, fen=-wanted, on=reversal.on, reverses=of.id, voucher=reversal.voucher
    )


def _require_room(fund: Fund, counter: Movement) -> None:
    """Money that has gone on cannot be un-received, nor a plan undone that has arrived."""
    if counter.stage == ISSUED:
        raise ValueError("an issue is withdrawn from the line below")
    if counter.stage == RECEIVED:
        left = available_from(fund.movements, counter.on)
        if -counter.fen > left:
            raise BalanceExceeded(on=counter.on, left=max(left, 0), pointer="/amount_fen")
    if counter.stage == PLANNED:
        if fund.parent_id:
            raise PlanFromAbove(parent_id=fund.parent_id)
        left = plan_left_from(fund.movements, counter.on)
        if -counter.fen > left:
            raise PlanExceeded(on=counter.on, left=max(left, 0), pointer="/amount_fen")


def _told(fund: Fund, counter: Movement) -> FundEvent:
    """It says of the movement what that said, so that it is taken out where it was counted."""
    issued = counter.stage == ISSUED
    return FundReversed(
        **about(fund, counter),
        region=counter.region if counter.use else fund.region,
        reverses=counter.reverses,
        stage=counter.stage,
        parent_region="" if issued else fund.parent_region,
        to_region=counter.region if issued else "",
        reissued=issued and bool(fund.parent_id),
        station_id=counter.station_id or fund.station_id,
        use=counter.use,
        line_region=fund.region if counter.use else "",
    )
