"""Demonstration sites and pilot stations: a stock that knows its last day from the start."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from contracts.registry.designations import (
    DesignationEvent,
    DesignationExtended,
    DesignationGranted,
    DesignationMoved,
    DesignationWithdrawn,
)
from services.metrics.counting.cells import Cell, Counters, Delta

_INDICATORS: Mapping[str, str] = {
    "demonstration": "demonstration_sites",
    "pilot": "pilot_stations",
}


def _granted(event: DesignationGranted) -> Iterable[Delta]:
    """In on its first day and out after its last: a stock on a day to come knows it already."""
    yield _cell(event, event.occurred_on), +1
    yield _cell(event, _after(event.expires_on)), -1


def _extended(event: DesignationExtended) -> Iterable[Delta]:
    yield _cell(event, _after(event.was_until)), +1
    yield _cell(event, _after(event.expires_on)), -1


def _withdrawn(event: DesignationWithdrawn) -> Iterable[Delta]:
    yield _cell(event, event.occurred_on), -1
    yield _cell(event, _after(event.expires_on)), +1


def _moved(event: DesignationMoved) -> Iterable[Delta]:
    for region, sign in ((event.from_region, -1), (event.region, +1)):
        yield _cell(event, event.occurred_on, region), sign
        yield _cell(event, _after(event.expires_on), region), -sign


def _after(day: date) -> date:
    return day + timedelta(days=1)


def _cell(event: DesignationEvent, day: date, region: str = "") -> Cell:
    return Cell(_INDICATORS[event.kind], region or event.region, day, f"level={event.level}")


COUNTERS: Counters = {
    DesignationGranted: _granted,
    DesignationExtended: _extended,
    DesignationWithdrawn: _withdrawn,
    DesignationMoved: _moved,
}
