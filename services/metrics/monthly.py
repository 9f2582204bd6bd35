"""Sums by month and county of one indicator, split by some of its dimensions; kept as events
come, so that a question over whole months never looks at a single cell. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from services.metrics.columns import Ints

Group = tuple[tuple[str, str], ...]
"""(dimension, code) pairs, for the dimensions asked for."""


def group_of(dimensions: str, wanted: Sequence[str]) -> Group:
    """'domain=elderly;activity=group' → (('domain', 'elderly'),)."""
    if not (dimensions and wanted):
        return ()
    pairs = (pair.partition("=") for pair in dimensions.split(";"))
    return tuple((name, code) for name, _, code in pairs if name in wanted)


class Groups:
    """Which group each series of an indicator belongs to; both numbered as they appear."""

    def __init__(self, wanted: tuple[str, ...]) -> None:
        self.wanted = wanted
        self.numbers: dict[Group, int] = {}
        self._of_series: Ints = np.zeros(0, np.int64)

    def of(self, series: Sequence[str]) -> Ints:
        """Group number of each series (given by its dimensions)."""
        unknown = series[len(self._of_series) :]
        if unknown:
            groups = [group_of(dimensions, self.wanted) for dimensions in unknown]
            new = [self.numbers.setdefault(group, len(self.numbers)) for group in groups]
            self._of_series = np.concatenate([self._of_series, np.array(new, np.int64)])
        return self._of_series


class Monthly:
    """`sums[group, county, month]`; counties and months are numbered by the cube."""

    def __init__(self, wanted: tuple[str, ...]) -> None:
        self.groups = Groups(wanted)
        self._sums: Ints = np.zeros((1, 1, 1), np.int64)

    def add(
        self, series: Sequence[str], of: Ints, counties: Ints, months: Ints, values: Ints
    ) -> None:
        """`of`: series number of each value, into `series`."""
        group = self.groups.of(series)[of]
        if not len(group):
            return
        self._make_room(int(group.max()), int(counties.max()), int(months.max()))
        _, places, times = self._sums.shape
        np.add.at(self._sums.reshape(-1), (group * places + counties) * times + months, values)

    def sums(self, counties: int, months: int) -> Ints:
        """Of all groups so far, for the first so many counties and months."""
        self._make_room(max(len(self.groups.numbers), 1) - 1, counties - 1, months - 1)
        return self._sums[: len(self.groups.numbers), :counties, :months]

    def _make_room(self, *highest: int) -> None:
        shape = self._sums.shape
        if all(number < size for number, size in zip(highest, shape, strict=True)):
            return
        grown = [
            size if number < size else max(number + 1, size + size // 2)
            for number, size in zip(highest, shape, strict=True)
        ]
        sums = np.zeros(grown, np.int64)
        sums[: shape[0], : shape[1], : shape[2]] = self._sums
        self._sums = sums
