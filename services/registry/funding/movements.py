"""The movements of one fund line: an append-only ledger whose balances are sums. Pure.

Nothing is ever edited: a mistake is undone by a counter-movement, which carries the stage of what
it reverses and an amount below zero. All amounts are whole fen; days are local.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

PLANNED, ISSUED, RECEIVED, SPENT = "planned", "issued", "received", "spent"
STAGES = (PLANNED, ISSUED, RECEIVED, SPENT)
"""计划 下达 到账 支出; four figures of their own, never added together."""

_PLAN_LEFT = {PLANNED: +1, RECEIVED: -1}
_AVAILABLE = {RECEIVED: +1, ISSUED: -1, SPENT: -1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """`fen` is below zero in a counter-movement alone, which names what it `reverses`.

    `region`: an issue's receiver or a spending's place; `fund_id`: the line it went to (issue) or
    came from (the plan of a lower line).
    """

    id: str
    stage: str
    fen: int
    on: date
    voucher: str = ""
    document: str = ""
    region: str = ""
    station_id: str = ""
    fund_id: str = ""
    contract_id: str = ""
    use: str = ""
    target_group: str = ""
    reverses: str = ""


Ledger = tuple[Movement, ...]


def total(ledger: Iterable[Movement], stage: str) -> int:
    """What stands at this stage, reversals taken out."""
    return sum(movement.fen for movement in ledger if movement.stage == stage)


def left_of(ledger: Ledger, movement: Movement) -> int:
    """How much of a movement is not reversed yet."""
    return movement.fen + sum(m.fen for m in ledger if m.reverses == movement.id)


def standing(ledger: Ledger, stage: str) -> list[tuple[Movement, int]]:
    """The movements of a stage that are not wholly reversed, in order of day, with what is left."""
    reversed_: dict[str, int] = {}
    for movement in ledger:
        if movement.reverses:
            reversed_[movement.reverses] = reversed_.get(movement.reverses, 0) + movement.fen
    found = (
        (movement, movement.fen + reversed_.get(movement.id, 0))
        for movement in ledger
        if movement.stage == stage and not movement.reverses
    )
    return sorted(((m, left) for m, left in found if left), key=lambda pair: pair[0].on)


def available_from(ledger: Ledger, on: date) -> int:
    """The least that lies on the line on any day from `on`: received, not issued, not spent.

    So that a movement entered late cannot use money that had gone by then, or had not come.
    """
    return _lowest(ledger, _AVAILABLE, on)


def plan_left_from(ledger: Ledger, on: date) -> int:
    """The least of the plan that has not arrived on any day from `on`."""
    return _lowest(ledger, _PLAN_LEFT, on)


def _lowest(ledger: Ledger, effects: dict[str, int], on: date) -> int:
    by_day: dict[date, int] = {on: 0}
    for movement in ledger:
        effect = effects.get(movement.stage, 0) * movement.fen
        by_day[movement.on] = by_day.get(movement.on, 0) + effect
    running, lows = 0, []
    for day in sorted(by_day):
        running += by_day[day]
        if day >= on:
            lows.append(running)
    return min(lows)


@dataclass(frozen=True, slots=True)
class Flow:
    """So many fen of one receipt went into one use (an issue or a spending)."""

    source_id: str
    use_id: str
    fen: int


def flows(ledger: Ledger) -> list[Flow]:
    """Which receipt each issue and spending drew on: first in, first out, by day of the movement.

    What is left of the receipts is the balance, so that every fen received is accounted for once.
    """
    receipts = standing(ledger, RECEIVED)
    uses = sorted(standing(ledger, ISSUED) + standing(ledger, SPENT), key=lambda pair: pair[0].on)
    found: list[Flow] = []
    at, taken = 0, 0
    for use, wanted in uses:
        while wanted and at < len(receipts):
            receipt, size = receipts[at]
            part = min(wanted, size - taken)
            found.append(Flow(receipt.id, use.id, part))
            wanted, taken = wanted - part, taken + part
            if taken == size:
                at, taken = at + 1, 0
    return found
