"""Times as volunteers keep them: windows on the calendar, and weekly slots of local time. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from servicekit.clock import SHANGHAI

DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Window:
    """From `starts` up to, not including, `ends`: two windows that touch do not overlap."""

    starts: datetime
    ends: datetime

    def overlaps(self, other: Window) -> bool:
        return self.starts < other.ends and other.starts < self.ends


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """Minutes [start, end) of the local day on every such weekday; Monday is 1, Sunday 7."""

    weekday: int
    start: int
    end: int

    def covers(self, other: Slot) -> bool:
        same_day = self.weekday == other.weekday
        return same_day and self.start <= other.start and other.end <= self.end


def start_of(day: date) -> datetime:
    """Local midnight."""
    return datetime.combine(day, time(), SHANGHAI)


PARTS_OF_DAY = {
    "morning": (6 * 60, 12 * 60),
    "afternoon": (12 * 60, 18 * 60),
    "evening": (18 * 60, 22 * 60),
}
"""上午 06:00–12:00, 下午 12:00–18:00, 晚上 18:00–22:00."""


def merged(slots: Iterable[Slot]) -> tuple[Slot, ...]:
    """The same minutes in the fewest slots, in order: morning and afternoon make one."""
    found: list[Slot] = []
    for slot in sorted(slots):
        last = found[-1] if found else None
        if last and last.weekday == slot.weekday and slot.start <= last.end:
            found[-1] = Slot(last.weekday, last.start, max(last.end, slot.end))
        else:
            found.append(slot)
    return tuple(found)


def covered(window: Window, slots: Iterable[Slot]) -> bool:
    """Whether somebody free in these merged slots is free for the whole window."""
    slots = tuple(slots)
    return all(any(slot.covers(piece) for slot in slots) for piece in by_day(window))


def by_day(window: Window) -> Iterator[Slot]:
    """The window cut at local midnights, in minutes; a begun minute counts."""
    start, end = window.starts.astimezone(SHANGHAI), window.ends.astimezone(SHANGHAI)
    while start < end:
        midnight = datetime.combine(start.date() + timedelta(days=1), time(), SHANGHAI)
        stop = min(end, midnight)
        seconds = (stop - start).total_seconds() + start.second
        first = start.hour * 60 + start.minute
        yield Slot(start.isoweekday(), first, first + -int(-seconds // 60))
        start = stop
