"""The register of changes of regions: what was ordered by which document, from which day. Pure.

The changes of the code list down to townships are one aggregate, so that they are decided one
after the other; those of villages are one aggregate for each county, because there are thousands.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal
from uuid import UUID, uuid5

from contracts import regions
from contracts.regions.change import Change, Succession
from contracts.regions.history import History
from contracts.regions.refusals import ChangeNotInForce
from contracts.registry.regions import (
    RegionChanged,
    RegionClosed,
    RegionMoved,
    RegionOpened,
    RegionRenamed,
    RegionsMerged,
    RegionSplit,
)

Kind = Literal["opened", "renamed", "moved", "merged", "split", "closed"]

VILLAGE_DIGITS = 12

EARLIEST = date(1990, 1, 1)
"""No event is of an earlier day."""

_REGISTERS = UUID("4f1e3f0a-3a0b-5d67-8c39-6e4c2f6a9b50")

_EVENTS: dict[Kind, type[RegionChanged]] = {
    "opened": RegionOpened,
    "renamed": RegionRenamed,
    "moved": RegionMoved,
    "merged": RegionsMerged,
    "split": RegionSplit,
    "closed": RegionClosed,
}

Decide = Callable[[History], tuple[Succession, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """One change: `code` is what it is about, `document_number` 文号 what ordered it."""

    id: str
    kind: Kind
    code: str
    on: date
    document_number: str
    successions: tuple[Succession, ...]

    @property
    def change(self) -> Change:
        return Change(self.id, self.on, self.successions)

    def concerns(self, code: str) -> bool:
        return any(code in (s.before, s.after) for s in self.successions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """`region`: the province, or the county whose villages it is about."""

    region: str
    ordered: tuple[Ordered, ...] = ()

    @property
    def changes(self) -> tuple[Change, ...]:
        return tuple(one.change for one in self.ordered)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be entered, before it is known what it does."""

    id: str
    kind: Kind
    code: str
    on: date
    document_number: str
    decide: Decide


def register_region(code: str) -> str:
    """Which register a change of this code belongs in: the county's for a village."""
    county = code[:6]
    of_village = len(code) == VILLAGE_DIGITS and regions.timeline().known(county)
    return county if of_village else regions.ROOT


def register_id(region: str) -> str:
    return str(uuid5(_REGISTERS, region))


def enter(
    register: Register, order: Order, known: History, today: date
) -> tuple[Register, list[RegionChanged]]:
    """`known`: all changes of every register heard of so far; those of this one are added.

    Raises ChangeNotInForce, and what the change itself may refuse (contracts/regions/changing.py).
    """
    if not EARLIEST <= order.on <= today:
        raise ChangeNotInForce(EARLIEST, today)
    successions = order.decide(known.after(*register.changes))
    entered = Ordered(
        id=order.id,
        kind=order.kind,
        code=order.code,
        on=order.on,
        document_number=order.document_number,
        successions=successions,
    )
    said = _EVENTS[order.kind](
        region=order.code,
        occurred_on=order.on,
        change_id=order.id,
        document_number=order.document_number,
        successions=successions,
    )
    return replace(register, ordered=(*register.ordered, entered)), [said]
