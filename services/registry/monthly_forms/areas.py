"""How complete an area's monthly forms are, and which stations owe one."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter

from contracts import periods
from contracts.regions import Area
from servicekit.boundaries import RegionAsked
from servicekit.fields import View
from servicekit.paging import Page, Paging
from servicekit.providing import Now
from services.registry.monthly_forms.asking import AllForms, AllStations, Month, Reader
from services.registry.monthly_forms.completeness import completeness, owing
from services.registry.monthly_forms.deadlines_api import DueDays
from services.registry.monthly_forms.domain import form_id

router = APIRouter(prefix="/api/registry/monthly-forms", tags=["monthly forms 月报表"])


class CompletenessView(View):
    """Counts of one area: `expected` = `submitted` + `missing`; `submitted` = `on_time` + `late`;
    `overdue` are missing and past the deadline."""

    region: str
    expected: int
    submitted: int
    on_time: int
    late: int
    missing: int
    overdue: int
    returned: int
    accepted: int


class AreaView(View):
    """The area first, then the regions directly below it."""

    month: str
    due_on: date
    rows: list[CompletenessView]


class MissingView(View):
    """A station that owes a form."""

    station_id: str
    name: str
    region: str
    overdue: bool


@router.get("/completeness")
async def get_completeness(
    actor: Reader,
    forms: AllForms,
    stations: AllStations,
    clock: Now,
    due: DueDays,
    month: Month,
    region: RegionAsked = None,
) -> AreaView:
    """How many stations owe a form of the month, and how many handed it in, in time or late."""
    scope, period = actor.scope.narrowed(region), periods.parse(month)
    owed = owing(stations.within(scope), period)
    there = {stored.id: stored.state for stored in forms.within(scope)}
    area = region or Area(actor.region)
    rows = completeness(area, owed, there, period, clock.today(), due)
    shown = [CompletenessView.model_validate(row, from_attributes=True) for row in rows]
    return AreaView(month=month, due_on=due(area.code, period), rows=shown)


@router.get("/missing")
async def get_missing(
    actor: Reader,
    forms: AllForms,
    stations: AllStations,
    clock: Now,
    due: DueDays,
    paging: Paging,
    month: Month,
    region: RegionAsked = None,
) -> Page[MissingView]:
    """Stations that have handed in no form of the month, in order of id."""
    scope, period = actor.scope.narrowed(region), periods.parse(month)
    after = str(paging.after[0]) if paging.after else ""
    owed = sorted(owing(stations.within(scope), period), key=lambda stored: stored.id)
    without = [s for s in owed if s.id > after and forms.get(form_id(s.id, month)) is None]
    shown, today = without[: paging.limit], clock.today()
    items = [
        MissingView(
            station_id=s.id,
            name=s.state.name,
            region=s.region,
            overdue=today > due(s.region, period),
        )
        for s in shown
    ]
    return paging.page(items, *((shown[-1].id,) if len(without) > paging.limit else ()))
