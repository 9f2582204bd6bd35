"""Volunteers registered, and the hours credited to them."""

from __future__ import annotations

from collections.abc import Iterable

from contracts.volunteers.hours import HoursCredited, HoursReversed
from contracts.volunteers.people import VolunteerMoved, VolunteerRegistered, VolunteerStatusChanged
from services.metrics.counting.cells import Cell, Counters, Delta


def _volunteer(event: VolunteerRegistered) -> Iterable[Delta]:
    yield Cell("volunteers", event.region, event.occurred_on, ""), 1


def _moved(event: VolunteerMoved) -> Iterable[Delta]:
    yield Cell("volunteers", event.was, event.occurred_on, ""), -1
    yield Cell("volunteers", event.region, event.occurred_on, ""), 1


def _status(event: VolunteerStatusChanged) -> Iterable[Delta]:
    """Who has left is no registered volunteer any more; a pause or a bar changes nothing."""
    step = (event.was == "left") - (event.now == "left")
    if step:
        yield Cell("volunteers", event.region, event.occurred_on, ""), step


def _credited(event: HoursCredited) -> Iterable[Delta]:
    return _hours(event, +event.hours)


def _reversed(event: HoursReversed) -> Iterable[Delta]:
    return _hours(event, -event.hours)


def _hours(event: HoursCredited | HoursReversed, hours: int) -> Iterable[Delta]:
    """Training is no service: its hours are not among them."""
    if event.kind == "service":
        yield Cell("volunteer_hours", event.region, event.occurred_on, ""), hours


COUNTERS: Counters = {
    VolunteerRegistered: _volunteer,
    VolunteerMoved: _moved,
    VolunteerStatusChanged: _status,
    HoursCredited: _credited,
    HoursReversed: _reversed,
}
