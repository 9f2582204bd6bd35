"""Stations in the stock, and who works in them."""

from __future__ import annotations

from collections.abc import Iterable

from contracts.event import Event
from contracts.registry.stations import StaffCounted, StaffCounts, StationClosed, StationSigned
from services.metrics.counting.cells import Cell, Counters, Delta


def _signed(event: StationSigned) -> Iterable[Delta]:
    yield Cell("stations", event.region, event.occurred_on, f"kind={event.kind}"), 1


def _closed(event: StationClosed) -> Iterable[Delta]:
    if event.counted:
        yield Cell("stations", event.region, event.occurred_on, f"kind={event.kind}"), -1


def _staff(event: StaffCounted) -> Iterable[Delta]:
    yield from _staff_counts(event, event.was, -1)
    yield from _staff_counts(event, event.now, +1)


def _staff_counts(event: Event, counts: StaffCounts, sign: int) -> Iterable[Delta]:
    for employment, persons in counts.by_employment.items():
        cell = Cell("staff", event.region, event.occurred_on, f"employment={employment}")
        yield cell, sign * persons
    for level, persons in counts.certified_by_level.items():
        cell = Cell("certified_staff", event.region, event.occurred_on, f"level={level}")
        yield cell, sign * persons


COUNTERS: Counters = {StationSigned: _signed, StationClosed: _closed, StaffCounted: _staff}
