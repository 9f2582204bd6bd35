"""The cells of one indicator: sorted runs that are merged as they grow, so that the cells of a
place over a span of days lie side by side. Pure.

A cell is one 64-bit key (place, day, series) and one 64-bit value: 16 bytes. A run is merged into
the one before it once that is no more than GROWTH times as long; a reader looks into every run,
three or four at ten million cells.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from services.metrics.columns import Ints

SERIES_BITS, DAY_BITS, PLACE_BITS = 21, 22, 20
"""Series of one indicator, days (proleptic ordinals up to the year 9999), region codes."""

_DAY_MASK, _SERIES_MASK = (1 << DAY_BITS) - 1, (1 << SERIES_BITS) - 1
Run = tuple[Ints, Ints]  # keys, ascending and each once; values


GROWTH = 8
"""More: fewer runs to read, but more copying; less: larger merges, which need more memory."""


class TooManyCodes(Exception):
    """More regions or series than a key has room for: over a million of either."""


def keys_of(places: Ints, days: Ints, series: Ints) -> Ints:
    return (places << (DAY_BITS + SERIES_BITS)) | (days << SERIES_BITS) | series


def key_of(place: int, day: int, serie: int) -> int:
    return (place << (DAY_BITS + SERIES_BITS)) | (day << SERIES_BITS) | serie


def places_of(keys: Ints) -> Ints:
    return keys >> (DAY_BITS + SERIES_BITS)


def days_of(keys: Ints) -> Ints:
    return (keys >> SERIES_BITS) & _DAY_MASK


def series_of(keys: Ints) -> Ints:
    return keys & _SERIES_MASK


class Runs:
    def __init__(self) -> None:
        self._runs: list[list[Ints]] = []

    def add(self, keys: Ints, values: Ints) -> None:
        run = list(summed(keys, values))
        while self._runs and len(self._runs[-1][0]) <= GROWTH * len(run[0]):
            older = self._runs.pop()
            _merge(older, (run[0], run[1]))
            run = older
        self._runs.append(run)

    def __iter__(self) -> Iterator[Run]:
        return ((keys, values) for keys, values in self._runs)

    def __len__(self) -> int:
        """Distinct cells; settles all runs into one."""
        while len(self._runs) > 1:
            newest = self._runs.pop()
            _merge(self._runs[-1], (newest[0], newest[1]))
        return len(self._runs[0][0]) if self._runs else 0

    def between(self, places: Ints, first: int, last: int) -> Iterator[Run]:
        """Cells of some places (ascending) on days first … last; a cell may come once a run."""
        if last < first:
            return
        low = keys_of(places, np.int64(first), np.int64(0))  # type: ignore[arg-type]
        high = low + (np.int64(last + 1 - first) << SERIES_BITS)
        for keys, values in self._runs:
            begin, end = np.searchsorted(keys, low), np.searchsorted(keys, high)
            found = _ranges(begin, end)
            if len(found):
                yield keys[found], values[found]


def summed(keys: Ints, values: Ints) -> Run:
    """Sorted by key, equal keys added up."""
    order = np.argsort(keys)
    keys, values = keys[order], values[order]
    firsts = np.flatnonzero(np.diff(keys, prepend=-1))
    return keys[firsts], np.add.reduceat(values, firsts) if len(keys) else values


def _merge(run: list[Ints], newer: Run) -> None:
    """Known cells change in place; new ones are put in between. Keys, then values: the old column
    is let go before the next is made, which bounds the memory a merge takes."""
    keys, (more, deltas) = run[0], newer
    at = np.searchsorted(keys, more)
    known = at < len(keys)
    known[known] = keys[at[known]] == more[known]
    run[1][at[known]] += deltas[known]
    new = np.flatnonzero(~known)
    places = at[new] + np.arange(len(new))
    old = np.ones(len(keys) + len(new), np.bool_)
    old[places] = False
    del keys
    for number, column in enumerate(newer):
        grown = np.empty(len(old), np.int64)
        grown[old] = run[number]
        grown[places] = column[new]
        run[number] = grown


def _ranges(begin: Ints, end: Ints) -> Ints:
    """begin[0] … end[0]-1, begin[1] … end[1]-1, …"""
    lengths = end - begin
    starts = np.cumsum(lengths) - lengths
    return np.repeat(begin - starts, lengths) + np.arange(int(lengths.sum()))
