"""How complete and how timely the monthly forms of an area are. Pure.

Counts, never ratios: a ratio is computed from its parts by whoever shows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from contracts.periods import Period
from contracts.regions import Area
from servicekit.aggregate import Stored
from services.registry.monthly_forms.deadlines import Due, usual
from services.registry.monthly_forms.domain import ACCEPTED, STATION, MonthlyForm, form_id
from services.registry.stations.domain import Station


@dataclass(frozen=True, slots=True, kw_only=True)
class Completeness:
    """Of one area and month. `expected` stations owe a form; `submitted` = `on_time` + `late`;
    `missing` have handed in none, of which `overdue` are past the deadline; `returned` lie with
    the station again; `accepted` have passed the province."""

    region: str
    expected: int
    submitted: int
    on_time: int
    late: int
    missing: int
    overdue: int
    returned: int
    accepted: int


def owes_form(station: Station, month: Period) -> bool:
    """A station signed by the month's end, and not closed before it began."""
    assert month.start is not None
    assert month.end is not None
    if station.signed_on is None or station.signed_on > month.end:
        return False
    return station.closed_on is None or station.closed_on >= month.start


def owing(stations: Iterable[Stored[Station]], month: Period) -> list[Stored[Station]]:
    return [stored for stored in stations if owes_form(stored.state, month)]


def completeness(
    area: Area,
    stations: Iterable[Stored[Station]],
    forms: Mapping[str, MonthlyForm],
    month: Period,
    today: date,
    due: Due = usual,
) -> list[Completeness]:
    """A row for the area, then one for each region directly below it.

    `stations` are those that owe a form; `forms` by id.
    """
    owed = [
        (s.region, forms.get(form_id(s.id, month.code)), today > due(s.region, month))
        for s in stations
    ]
    places = [area.code, *(child.code for child in area.children)]
    return [_of(Area(place, area.borders), owed) for place in places]


def _of(place: Area, owed: Iterable[tuple[str, MonthlyForm | None, bool]]) -> Completeness:
    here = [(form, over) for region, form, over in owed if place.holds(region)]
    handed_in = [form for form, _ in here if form is not None]
    on_time = sum(form.on_time for form in handed_in)
    missing = len(here) - len(handed_in)
    return Completeness(
        region=place.code,
        expected=len(here),
        submitted=len(handed_in),
        on_time=on_time,
        late=len(handed_in) - on_time,
        missing=missing,
        overdue=sum(form is None and over for form, over in here),
        returned=sum(form.waiting == STATION for form in handed_in),
        accepted=sum(form.waiting == ACCEPTED for form in handed_in),
    )
