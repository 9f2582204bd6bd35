"""What the ledgers themselves show: money withheld, scattered, diverted. Pure.

A suspicion is a reason to look, with the movements it rests on; whether it is a finding is for a
person to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from services.registry.funding.domain import Fund
from services.registry.funding.movements import (
    PLANNED,
    RECEIVED,
    SPENT,
    Movement,
    flows,
    standing,
)
from services.registry.funding.uses import is_permitted

SCATTERED, DIVERTED, WITHHELD = "scattered", "diverted", "withheld"


@dataclass(frozen=True, slots=True)
class Limits:
    """`days` money may lie or be on its way; `small_fen`: a spending below it is small; so many
    small ones (`many`) from one line are scattered. Ours, not a rule's: a report may ask others."""

    days: int = 90
    small_fen: int = 500_000
    many: int = 5


@dataclass(frozen=True, slots=True)
class Suspicion:
    """`reason`: lying (arrived, neither issued nor spent), not_arrived (issued to the line and
    not come), split (many small spendings), forbidden_use. `since`: of the oldest movement."""

    kind: str
    reason: str
    fund_id: str
    region: str
    amount_fen: int
    since: date
    movement_ids: tuple[str, ...]


def suspicions(
    lines: Iterable[tuple[str, Fund]], today: date, limits: Limits
) -> Iterator[Suspicion]:
    for id_, fund in lines:
        yield from _lying(id_, fund, today, limits)
        yield from _not_arrived(id_, fund, today, limits)
        yield from _split(id_, fund, limits)
        yield from _forbidden(id_, fund)


def _lying(id_: str, fund: Fund, today: date, limits: Limits) -> Iterator[Suspicion]:
    """Of each receipt, what first-in-first-out has not yet gone on."""
    used: dict[str, int] = {}
    for flow in flows(fund.movements):
        used[flow.source_id] = used.get(flow.source_id, 0) + flow.fen
    before = today - timedelta(days=limits.days)
    old = [
        (receipt, left - used.get(receipt.id, 0))
        for receipt, left in standing(fund.movements, RECEIVED)
        if receipt.on < before and left > used.get(receipt.id, 0)
    ]
    yield from _one(WITHHELD, "lying", id_, fund, old)


def _not_arrived(id_: str, fund: Fund, today: date, limits: Limits) -> Iterator[Suspicion]:
    """Issued from above so long ago, and not received here: first issued, first arrived."""
    if not fund.parent_id:
        return
    before, arrived = today - timedelta(days=limits.days), fund.received
    late: list[tuple[Movement, int]] = []
    for issued, left in standing(fund.movements, PLANNED):
        part = max(0, left - arrived)
        arrived = max(0, arrived - left)
        if part and issued.on < before:
            late.append((issued, part))
    yield from _one(WITHHELD, "not_arrived", id_, fund, late)


def _split(id_: str, fund: Fund, limits: Limits) -> Iterator[Suspicion]:
    small = [pair for pair in standing(fund.movements, SPENT) if pair[1] < limits.small_fen]
    if len(small) >= limits.many:
        yield from _one(SCATTERED, "split", id_, fund, small)


def _forbidden(id_: str, fund: Fund) -> Iterator[Suspicion]:
    """History, or a rule made stricter since: what would be refused today."""
    wrong = [
        (spent, left)
        for spent, left in standing(fund.movements, SPENT)
        if not is_permitted(fund.source, fund.uses, spent.use, spent.target_group)
    ]
    yield from _one(DIVERTED, "forbidden_use", id_, fund, wrong)


def _one(
    kind: str, reason: str, id_: str, fund: Fund, parts: list[tuple[Movement, int]]
) -> Iterator[Suspicion]:
    if parts:
        yield Suspicion(
            kind,
            reason,
            id_,
            fund.region,
            sum(fen for _, fen in parts),
            min(movement.on for movement, _ in parts),
            tuple(movement.id for movement, _ in parts),
        )
