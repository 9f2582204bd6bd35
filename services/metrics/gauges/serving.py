"""The last day on which anything was recorded as served in each area. Pure.

Months first, which are summed already; only the days of those in which an area served last are
looked at. Corrections and voids take a day out again: what counts is what is left of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time

import numpy as np

from servicekit.area_gauges import Sample
from servicekit.areas import Areas
from servicekit.clock import SHANGHAI
from services.metrics.columns import Ints
from services.metrics.cube import Cube
from services.metrics.gauges.amounts import rolled_up
from services.metrics.months import Span, first_day

GAUGE = "wushe_area_last_service_timestamp_seconds"
SERVED = (
    "service_person_times",
    "persons_served",
    "household_visits",
    "household_surveys",
    "publicity_sessions",
    "information_checks",
    "group_sessions",
    "community_activities",
)
"""What entries of the service log move. One that gives only sessions of an activity whose sessions
no figure counts (casework) is not seen here."""


def samples(cube: Cube, areas: Areas, today: date) -> Iterator[Sample]:
    """No sample for an area that never served."""
    for code, day in last_days(cube, areas, today).items():
        midnight = datetime.combine(day, time(), SHANGHAI)
        yield Sample(GAUGE, code, midnight.timestamp())


def last_days(cube: Cube, areas: Areas, today: date) -> dict[str, date]:
    months = [month for month in cube.months() if month <= today]
    if not months:
        return {}
    spans: list[Span] = [(month, min(_end(month), today)) for month in months]
    by_month = _served(cube, areas, spans, whole_counties=True)
    last = {
        number: int(np.flatnonzero(row)[-1]) for number, row in enumerate(by_month) if row.any()
    }
    found: dict[str, date] = {}
    for column in sorted(set(last.values())):
        days = _days(*spans[column])
        by_day = _served(cube, areas, days, whole_counties=False)
        for number in (n for n, of in last.items() if of == column and by_day[n].any()):
            day, _ = days[int(np.flatnonzero(by_day[number])[-1])]
            assert day is not None  # of _days
            found[areas.codes[number]] = day
    return found


def _served(cube: Cube, areas: Areas, spans: list[Span], *, whole_counties: bool) -> Ints:
    """How much of anything, by area and span: only whether it is more than nothing means anything,
    for persons and households are no sum."""
    served = np.zeros((len(areas), len(spans)), np.int64)
    for indicator in SERVED:
        table = cube.table(
            indicator, areas.number, len(areas), spans, (), whole_counties=whole_counties
        )
        for sums in table.sums:
            served |= sums > 0
    return rolled_up(served, areas)


def _end(month: date) -> date:
    number = (month.year - 1970) * 12 + month.month
    return date.fromordinal(first_day(number) - 1)


def _days(first: date | None, last: date) -> list[Span]:
    assert first is not None  # a month has a first day
    days = (date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1))
    return [(day, day) for day in days]
