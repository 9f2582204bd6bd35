"""Who is busy when: promised windows by local day, for rows of the roll."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import timedelta

from servicekit.clock import local_date
from services.volunteers.matching.profile import minute_of
from services.volunteers.times import Window

Span = tuple[int, int]
"""Minutes since 1970, the end excluded."""


class Calendar:
    """By day, so that only the days of a need's own window are looked at."""

    def __init__(self) -> None:
        self._days: dict[int, dict[int, list[Span]]] = defaultdict(dict)
        self._of_row: dict[int, tuple[int, ...]] = {}

    def keep(self, row: int, windows: Iterable[Window]) -> None:
        """These windows, in place of what the row had."""
        for day in self._of_row.pop(row, ()):
            del self._days[day][row]
        by_day: dict[int, list[Span]] = defaultdict(list)
        for window in windows:
            span = minute_of(window.starts), minute_of(window.ends)
            for day in _days(window):
                by_day[day].append(span)
        for day, spans in by_day.items():
            self._days[day][row] = spans
        if by_day:
            self._of_row[row] = tuple(by_day)

    def busy(self, window: Window) -> set[int]:
        """Rows with a window that overlaps this one."""
        starts, ends = minute_of(window.starts), minute_of(window.ends)
        return {
            row
            for day in _days(window)
            for row, spans in self._days.get(day, {}).items()
            if any(start < ends and starts < end for start, end in spans)
        }


def _days(window: Window) -> Iterator[int]:
    first = local_date(window.starts).toordinal()
    last = local_date(window.ends - timedelta(microseconds=1)).toordinal()
    yield from range(first, last + 1)
