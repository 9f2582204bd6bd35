"""Two cubes against each other, cell by cell and statement by statement. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from services.metrics.columns import Rows
from services.metrics.cube import Cube
from services.metrics.snapshots import Snapshot

LISTED = 500
"""Differing cells named in a report; more are only counted."""


@dataclass(frozen=True, slots=True)
class Difference:
    """`served` and `recounted` are whole numbers of the indicator's unit."""

    indicator: str
    region: str
    day: date
    dimensions: str
    served: int
    recounted: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """`cells` and `stated` count what differs; `listed` are the first of the cells."""

    cells: int
    stated: int
    listed: list[Difference]

    @property
    def drift(self) -> int:
        return self.cells + self.stated


def compare(served: Snapshot, recounted: Snapshot) -> Comparison:
    """Takes the one out of the other; what is left differs."""
    apart = Cube()
    for rows in served.rows():
        apart.fold(rows)
    for rows in recounted.rows(-1):
        apart.fold(rows)
    left = list(apart.snapshot().nonzero())
    listed = [
        Difference(*cell, served.value(*cell), recounted.value(*cell))
        for cell in islice((cell for rows in left for cell in _cells(rows)), LISTED)
    ]
    return Comparison(sum(len(rows.values) for rows in left), _said(served, recounted), listed)


def _cells(rows: Rows) -> Iterator[tuple[str, str, date, str]]:
    columns = (column.tolist() for column in (rows.serie, rows.region, rows.days))
    for serie, region, day in zip(*columns, strict=True):
        indicator, dimensions = rows.series[serie]
        yield indicator, rows.regions[region], date.fromordinal(day), dimensions


def _said(served: Snapshot, recounted: Snapshot) -> int:
    """Statements that are not the same, or only on one side."""
    ours, theirs = ({said.key: said for said in side.stated} for side in (served, recounted))
    return sum(ours.get(key) != theirs.get(key) for key in {**ours, **theirs})
