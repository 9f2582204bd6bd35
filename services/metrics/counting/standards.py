"""What checks found in stations: areas and equipment, moved by the difference to what was known."""

from __future__ import annotations

from collections.abc import Iterable

from contracts.registry.standards import CheckMoved, StationChecked
from services.metrics.counting.cells import Cell, Counters, Delta

COUNTED = {
    "office_area": ("premises_area", "use=office"),
    "service_area": ("premises_area", "use=service"),
    "equipment_sets": ("equipment_sets", ""),
}
"""The items that are figures: indicator and dimension."""


def _checked(event: StationChecked) -> Iterable[Delta]:
    for item, (indicator, dimensions) in COUNTED.items():
        if item in event.now_answers:
            moved = event.now_answers[item] - event.was_answers.get(item, 0)
            yield Cell(indicator, event.region, event.occurred_on, dimensions), moved


def _moved(event: CheckMoved) -> Iterable[Delta]:
    for item, (indicator, dimensions) in COUNTED.items():
        amount = event.answers.get(item, 0)
        yield Cell(indicator, event.from_region, event.occurred_on, dimensions), -amount
        if not event.gone:
            yield Cell(indicator, event.region, event.occurred_on, dimensions), amount


COUNTERS: Counters = {StationChecked: _checked, CheckMoved: _moved}
