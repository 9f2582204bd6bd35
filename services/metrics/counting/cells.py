"""What counting gives: dated deltas to cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
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
