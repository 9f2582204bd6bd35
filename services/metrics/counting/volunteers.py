"""Volunteers registered."""

from __future__ import annotations

from collections.abc import Iterable

from contracts.volunteers.people import VolunteerRegistered
from services.metrics.counting.cells import Cell, Counters, Delta


def _volunteer(event: VolunteerRegistered) -> Iterable[Delta]:
    yield Cell("volunteers", event.region, event.occurred_on, ""), 1


COUNTERS: Counters = {VolunteerRegistered: _volunteer}
