"""The cells in memory, summed from the segments; what queries read.

The interface is what matters: segments in, slices out. Cells lie by indicator, so that a query
reads only its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from contracts.regions import significant
from services.metrics.counting import Delta
from services.metrics.stated import Stated, whole

Key = tuple[str, date, str]  # region, day, dimensions


class Cube:
    """Sums of deltas, and the latest of each stated figure."""

    def __init__(self) -> None:
        self._cells: dict[str, dict[Key, int]] = defaultdict(lambda: defaultdict(int))
        self._stated: dict[tuple[str, ...], Stated] = {}

    def add(self, deltas: Iterable[Delta]) -> None:
        for (indicator, region, day, dimensions), value in deltas:
            self._cells[indicator][(region, day, dimensions)] += value

    def state(self, stated: Iterable[Stated]) -> None:
        """What was said later takes the place of the earlier, whatever order it arrives in."""
        for said in stated:
            key = said.key
            known = self._stated.get(key)
            if known is None or (known.time, known.event_id) < (said.time, said.event_id):
                self._stated[key] = said

    def slice(
        self, indicator: str, region: str, start: date | None, end: date
    ) -> Iterator[tuple[Key, int]]:
        """Cells of an indicator below a region, on the days from start (None: ever) to end."""
        prefix = significant(region)
        first = start or date.min
        for key, value in self._cells.get(indicator, {}).items():
            if first <= key[1] <= end and key[0].startswith(prefix):
                yield key, value

    def has(self, indicator: str, region: str) -> bool:
        """Whether anything of this indicator was ever recorded there."""
        prefix = significant(region)
        return any(key[0].startswith(prefix) for key in self._cells.get(indicator, ()))

    def stated(self) -> Iterator[Stated]:
        yield from whole(self._stated.values())

    def __len__(self) -> int:
        return sum(len(cells) for cells in self._cells.values())
