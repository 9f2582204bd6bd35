"""What counting gives: dated deltas to cells, one by one or several numbers of one fact at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from contracts.event import Event


class Cell(NamedTuple):
    """`dimensions` is 'name=code;name=code' in the catalogue's order, '' for none."""

    indicator: str
    region: str
    day: date
    dimensions: str


Delta = tuple[Cell, int]
Counters = Mapping[type[Event], Callable[[Any], Iterable[Delta]]]

Series = tuple[str, str]
"""Indicator and dimensions: a cell without its place and day."""


class Plan:
    """Which figures the numbers of one kind of fact move: number i adds to `series[i]`.

    Made once and met a million times, so it is compared by identity.
    """

    __slots__ = ("series",)

    def __init__(self, series: tuple[Series, ...]) -> None:
        self.series = series


Fact = tuple[str, date, Plan, Sequence[int | None]]
"""Region, day, plan, numbers (None or 0: adds nothing). The quick form of several deltas."""
FactCounters = Mapping[type[Event], Callable[[Any], Sequence[Fact]]]


def deltas(facts: Iterable[Fact]) -> Iterator[Delta]:
    """The same, number by number."""
    for region, day, plan, numbers in facts:
        for (indicator, dimensions), value in zip(plan.series, numbers, strict=True):
            if value:
                yield Cell(indicator, region, day, dimensions), value


def facts(counted: Iterable[Delta]) -> list[Fact]:
    """Deltas as facts of one number each."""
    return [
        (cell.region, cell.day, _single(cell.indicator, cell.dimensions), (value,))
        for cell, value in counted
    ]


@lru_cache(maxsize=1 << 16)
def _single(indicator: str, dimensions: str) -> Plan:
    return Plan(((indicator, dimensions),))
