"""Stations in the stock, and who works in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from contracts.event import Event
from contracts.registry.stations import (
    StaffCounted,
    StaffCounts,
    StationClosed,
    StationEquipped,
    StationEvent,
    StationMoved,
    StationOpened,
    StationProfessional,
    StationResumed,
    StationSigned,
    StationSuspended,
)
from services.metrics.counting.cells import Cell, Counters, Delta


def _signed(event: StationSigned) -> Iterable[Delta]:
    yield _station(event, event.region, +1)
    yield _rung(event, "signed", +1)


def _climbed(to: str) -> Callable[[Any], Iterable[Delta]]:
    def count(event: StationEquipped | StationOpened | StationProfessional) -> Iterable[Delta]:
        yield _rung(event, event.was, -1)
        yield _rung(event, to, +1)

    return count


def _suspended(event: StationSuspended) -> Iterable[Delta]:
    """It keeps its plate, so it stays in the stock of stations; on the ladder it stands apart."""
    yield _rung(event, event.was, -1)
    yield _rung(event, "suspended", +1)


def _resumed(event: StationResumed) -> Iterable[Delta]:
    yield _rung(event, "suspended", -1)
    yield _rung(event, event.stage, +1)


def _closed(event: StationClosed) -> Iterable[Delta]:
    """Events of before there were rungs do not say `was`: most stations closed while operating,
    and so the rungs still add up to the stations."""
    if event.counted:
        yield _station(event, event.region, -1)
        yield _rung(event, event.was or "operating", -1)


def _moved(event: StationMoved) -> Iterable[Delta]:
    """Out of the one area and into the other, on the same day."""
    for region, sign in ((event.from_region, -1), (event.region, +1)):
        if event.counted:
            yield _station(event, region, sign)
            yield _rung(event, event.stage, sign, region)
        yield from _staff_counts(event, event.staff, sign, region)


def _station(event: StationEvent, region: str, sign: int) -> Delta:
    return Cell("stations", region, event.occurred_on, f"kind={event.kind}"), sign


def _rung(event: StationEvent, rung: str, sign: int, region: str = "") -> Delta:
    cell = Cell("station_rungs", region or event.region, event.occurred_on, f"stage={rung}")
    return cell, sign


def _staff(event: StaffCounted) -> Iterable[Delta]:
    yield from _staff_counts(event, event.was, -1)
    yield from _staff_counts(event, event.now, +1)


def _staff_counts(
    event: Event, counts: StaffCounts, sign: int, region: str = ""
) -> Iterable[Delta]:
    region = region or event.region
    for employment, persons in counts.by_employment.items():
        cell = Cell("staff", region, event.occurred_on, f"employment={employment}")
        yield cell, sign * persons
    for level, persons in counts.certified_by_level.items():
        cell = Cell("certified_staff", region, event.occurred_on, f"level={level}")
        yield cell, sign * persons


COUNTERS: Counters = {
    StationSigned: _signed,
    StationEquipped: _climbed("equipped"),
    StationOpened: _climbed("operating"),
    StationProfessional: _climbed("professional"),
    StationSuspended: _suspended,
    StationResumed: _resumed,
    StationClosed: _closed,
    StationMoved: _moved,
    StaffCounted: _staff,
}
