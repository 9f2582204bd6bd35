"""The 5 % ceiling: what an area spends on social assistance in a year, and how much buys services.

One document an area and year is the scarce side: every purchase from assistance money, whatever
fund line pays it, first takes its part of the ceiling here, so that two at once cannot both have
the last of it. A part whose spending did not come about is released again. Pure.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from contracts.registry.funding import (
    AssistanceEvent,
    AssistancePurchaseCommitted,
    AssistancePurchaseReleased,
    AssistanceSpendingRecorded,
)
from services.registry.funding.checked_rules import CEILING
from services.registry.funding.movements import Movement
from services.registry.funding.refusals import CeilingExceeded, CeilingUnknown

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://wushe.invalid/assistance-years")


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """A spending that has taken `fen` of the ceiling; `at` is when (RFC 3339, UTC)."""

    movement_id: str
    fund_id: str
    fen: int
    on: date
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssistanceYear:
    """`spending_fen`: the area's whole assistance spending of the year; 0 while unknown."""

    region: str
    year: int
    spending_fen: int = 0
    purchases: tuple[Purchase, ...] = ()

    @property
    def ceiling_fen(self) -> int:
        return CEILING.limit(self.spending_fen)

    @property
    def taken_fen(self) -> int:
        return sum(purchase.fen for purchase in self.purchases)


Change = tuple[AssistanceYear, list[AssistanceEvent]]


def year_id(region: str, year: int) -> str:
    return str(uuid.uuid5(_NAMESPACE, f"{region}/{year}"))


def area_of(region: str) -> str:
    """The county (or, for a line of a prefecture or the province, that area) a line spends for."""
    return region[:6]


def record_spending(of: AssistanceYear, fen: int, today: date) -> Change:
    """The year's spending as known by now. Lower than before is a fact too: what is then above
    the ceiling shows as a breach."""
    if fen == of.spending_fen:
        return of, []
    event = AssistanceSpendingRecorded(
        region=of.region, occurred_on=today, year=of.year, was_fen=of.spending_fen, now_fen=fen
    )
    return replace(of, spending_fen=fen), [event]


def commit(
    of: AssistanceYear,
    fund_id: str,
    spending: Movement,
    at: str,
    paid: Mapping[str, int] | None = None,
) -> Change:
    """Take a part of the ceiling for a purchase, once (CeilingUnknown, CeilingExceeded).

    `paid`: the year's purchases as the lines know them (movement → fen): those that took no part
    here, being entered as history, count too.
    """
    if any(known.movement_id == spending.id for known in of.purchases):
        return of, []
    known_here = {purchase.movement_id for purchase in of.purchases}
    besides = sum(fen for id_, fen in (paid or {}).items() if id_ not in known_here)
    _require_room(of, spending.fen, besides)
    event = AssistancePurchaseCommitted(
        region=of.region,
        occurred_on=spending.on,
        year=of.year,
        fund_id=fund_id,
        movement_id=spending.id,
        amount_fen=spending.fen,
    )
    purchase = Purchase(
        movement_id=spending.id, fund_id=fund_id, fen=spending.fen, on=spending.on, at=at
    )
    return replace(of, purchases=(*of.purchases, purchase)), [event]


def settle(of: AssistanceYear, movement_id: str, stands_fen: int, today: date) -> Change:
    """Keep of a purchase only what stands of its spending: nothing if it never came about."""
    purchase = next((p for p in of.purchases if p.movement_id == movement_id), None)
    if purchase is None or purchase.fen <= stands_fen:
        return of, []
    kept = (replace(purchase, fen=stands_fen),) if stands_fen else ()
    others = tuple(p for p in of.purchases if p is not purchase)
    event = AssistancePurchaseReleased(
        region=of.region,
        occurred_on=today,
        year=of.year,
        fund_id=purchase.fund_id,
        movement_id=movement_id,
        amount_fen=purchase.fen - stands_fen,
    )
    return replace(of, purchases=(*others, *kept)), [event]


def _require_room(of: AssistanceYear, fen: int, besides: int) -> None:
    words = {"region": of.region, "year": of.year}
    if not of.spending_fen:
        raise CeilingUnknown(pointer="/use", **words)
    taken = of.taken_fen + besides
    left = of.ceiling_fen - taken
    if fen > left:
        raise CeilingExceeded(
            pointer="/amount_fen",
            rule_zh=CEILING.zh,
            rule_en=CEILING.en,
            whole=of.spending_fen,
            ceiling=of.ceiling_fen,
            taken=taken,
            left=max(left, 0),
            **words,
        )
