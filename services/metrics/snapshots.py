"""A cube as it was at one moment: what it holds goes on changing in place. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from services.metrics import runs
from services.metrics.columns import Ints, Rows
from services.metrics.runs import Run
from services.metrics.stated import Stated

_CHUNK = 1 << 19


@dataclass(frozen=True, slots=True)
class Kept:
    """One indicator's cells; the series are named by their dimensions."""

    indicator: str
    series: Sequence[str]
    runs: Sequence[Run]


@dataclass(frozen=True, slots=True)
class Snapshot:
    regions: Sequence[str]
    indicators: Sequence[Kept]
    stated: Sequence[Stated]

    def rows(self, sign: int = 1) -> Iterator[Rows]:
        """All cells, as a segment would add them (sign −1: as one that takes them out)."""
        for kept in self.indicators:
            for keys, values in kept.runs:
                for start in range(0, len(keys), _CHUNK):
                    part = keys[start : start + _CHUNK]
                    yield self._rows(kept, part, sign * values[start : start + _CHUNK])

    def nonzero(self) -> Iterator[Rows]:
        """Cells with a value; only of a cube whose runs are settled."""
        for kept in self.indicators:
            for keys, values in kept.runs:
                found = np.flatnonzero(values)
                if len(found):
                    yield self._rows(kept, keys[found], values[found])

    def _rows(self, kept: Kept, keys: Ints, values: Ints) -> Rows:
        nothing = np.zeros(0, np.int64)
        return Rows(
            types=(),
            sequences=nothing,
            type_of=nothing,
            regions=self.regions,
            series=[(kept.indicator, dimensions) for dimensions in kept.series],
            events=nothing,
            region=runs.places_of(keys),
            serie=runs.series_of(keys),
            days=runs.days_of(keys),
            values=values,
        )

    def value(self, indicator: str, region: str, day: date, dimensions: str) -> int:
        """Of one cell, 0 where there is none."""
        for kept in self.indicators:
            if kept.indicator == indicator and region in self.regions and dimensions in kept.series:
                place, serie = self.regions.index(region), kept.series.index(dimensions)
                key = runs.key_of(place, day.toordinal(), serie)
                return sum(_at(run, key) for run in kept.runs)
        return 0


def _at(run: Run, key: int) -> int:
    keys, values = run
    here = int(np.searchsorted(keys, key))
    return int(values[here]) if here < len(keys) and keys[here] == key else 0
