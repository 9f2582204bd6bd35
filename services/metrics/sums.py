"""What a question over the cube gets: sums by group, area and span. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np

from services.metrics.columns import Ints, add_at
from services.metrics.monthly import Group

COUNTY_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Table:
    """`sums[group, area, span]`: every group there is any cell of, in no particular order."""

    groups: list[Group]
    sums: Ints


def added(tables: Sequence[tuple[Sequence[int], Table]], spans: int) -> Table:
    """One table of several; the columns of each say which of the `spans` they add to."""
    every = dict.fromkeys(group for _, table in tables for group in table.groups)
    groups = {group: number for number, group in enumerate(every)}
    areas = tables[0][1].sums.shape[1]
    sums = np.zeros((len(groups), areas, spans), np.int64)
    for columns, table in tables:
        for number, group in enumerate(table.groups):
            add_at(sums[groups[group]], (slice(None), list(columns)), table.sums[number])
    return Table(list(groups), sums)


def under(
    area_of: Callable[[str], int | None], counties: Collection[str], inside: bool, code: str
) -> int | None:
    """`area_of` a code filed under one of the counties (or, not `inside`, under none of them)."""
    return area_of(code) if (code[:COUNTY_DIGITS] in counties) == inside else None
