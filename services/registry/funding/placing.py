"""Where the money of many lines is, each yuan once: the same rule metrics counts events by. Pure.

A step down moves money out of the place above and into the place below; a spending moves what was
paid to the place it was spent for. So the sum over any area is what entered that area, through
however many levels it went inside.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from contracts import regions
from services.registry.funding.domain import Fund
from services.registry.funding.movements import ISSUED, PLANNED, RECEIVED, SPENT

PAID = "paid"
"""已投入: what has arrived, at the place it was spent for or else where it last arrived."""


class Placed(NamedTuple):
    """`fen` of a line at a stage belong to `region`; below zero: it has gone on from there."""

    fund: Fund
    region: str
    stage: str
    fen: int


def placed(funds: Iterable[Fund]) -> Iterator[Placed]:
    for fund in funds:
        yield from _incoming(fund)
        yield from _outgoing(fund)


def _incoming(fund: Fund) -> Iterator[Placed]:
    if not fund.parent_id:
        yield Placed(fund, fund.region, PLANNED, fund.planned)
    for stage in (RECEIVED, PAID):
        yield Placed(fund, fund.region, stage, fund.received)
        if fund.parent_id:
            yield Placed(fund, fund.parent_region, stage, -fund.received)


def _outgoing(fund: Fund) -> Iterator[Placed]:
    for movement in fund.movements:
        if movement.stage == ISSUED:
            yield Placed(fund, fund.region, PLANNED, -movement.fen)
            yield Placed(fund, movement.region, PLANNED, movement.fen)
            yield Placed(fund, movement.region, ISSUED, movement.fen)
            if fund.parent_id:
                yield Placed(fund, fund.region, ISSUED, -movement.fen)
        if movement.stage == SPENT:
            yield Placed(fund, movement.region, SPENT, movement.fen)
            yield Placed(fund, fund.region, PAID, -movement.fen)
            yield Placed(fund, movement.region, PAID, movement.fen)


@dataclass(frozen=True, slots=True)
class Sums:
    """Fen at each stage: figures of their own, never added to one another."""

    planned: int = 0
    issued: int = 0
    received: int = 0
    paid: int = 0
    spent: int = 0


Group = tuple[str, ...]


def summed(entries: Iterable[Placed], group: Callable[[Placed], Group | None]) -> dict[Group, Sums]:
    """Group → sums; an entry whose group is None is left out."""
    found: dict[Group, Counter[str]] = {}
    for entry in entries:
        key = group(entry)
        if key is not None:
            found.setdefault(key, Counter())[entry.stage] += entry.fen
    return {key: Sums(**counts) for key, counts in found.items()}


def within(region: str) -> Callable[[Placed], bool]:
    prefix = regions.significant(region)
    return lambda entry: entry.region.startswith(prefix)


def by_areas(entries: Iterable[Placed]) -> dict[str, Sums]:
    """Every region of six digits, province to county → what is in it."""
    found: dict[str, Counter[str]] = {}
    for entry in entries:
        for area in areas_of(entry.region):
            found.setdefault(area, Counter())[entry.stage] += entry.fen
    return {area: Sums(**counts) for area, counts in found.items()}


def areas_of(region: str) -> tuple[str, ...]:
    """The areas of six digits a place lies in: 532626100 → 530000, 532600, 532626."""
    return tuple(dict.fromkeys((f"{region[:2]}0000", f"{region[:4]}00", region[:6])))
