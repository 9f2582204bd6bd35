"""On which days a station served, exact through corrections and voids. Pure.

A last day alone could not be taken back: when the last entry is voided, the one before it counts.
So each station keeps how many live entries it has on each day, eight bytes a day.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Self

from contracts.event import Event
from contracts.registry.service_log import ServiceCorrected, ServiceRecorded, ServiceVoided

Packed = tuple[bytes, bytes]


class ServiceDays:
    """Days in order, and the number of live entries of each."""

    __slots__ = ("_counts", "_days")

    def __init__(self) -> None:
        self._days = array("i")
        self._counts = array("i")

    @classmethod
    def unpack(cls, packed: Packed) -> Self:
        found = cls()
        found._days.frombytes(packed[0])
        found._counts.frombytes(packed[1])
        return found

    def pack(self) -> Packed:
        return self._days.tobytes(), self._counts.tobytes()

    def add(self, day: date, entries: int) -> None:
        ordinal = day.toordinal()
        at = bisect_left(self._days, ordinal)
        if at == len(self._days) or self._days[at] != ordinal:
            self._days.insert(at, ordinal)
            self._counts.insert(at, entries)
            return
        self._counts[at] += entries
        if not self._counts[at]:
            del self._days[at], self._counts[at]

    @property
    def last_on(self) -> date | None:
        """The last day with a live entry."""
        return date.fromordinal(self._days[-1]) if self._days else None

    @property
    def entries(self) -> int:
        return sum(self._counts)

    def since(self, day: date) -> int:
        """Live entries on that day or later."""
        return sum(self._counts[bisect_left(self._days, day.toordinal()) :])


NEVER = ServiceDays()
"""Of a station that has no entry; not to be added to."""


def told(event: Event) -> Iterator[tuple[str, date, int]]:
    """(station, day, entries more or less) that an event of the service log tells of."""
    if isinstance(event, ServiceRecorded):
        yield event.entry.station_id, event.entry.occurred_on, +1
    elif isinstance(event, ServiceCorrected):
        yield event.was.station_id, event.was.occurred_on, -1
        yield event.now.station_id, event.now.occurred_on, +1
    elif isinstance(event, ServiceVoided):
        yield event.was.station_id, event.was.occurred_on, -1


def fold(stations: dict[str, ServiceDays], events: Iterable[Event]) -> None:
    for event in events:
        for station, day, entries in told(event):
            if station not in stations:
                stations[station] = ServiceDays()
            stations[station].add(day, entries)
