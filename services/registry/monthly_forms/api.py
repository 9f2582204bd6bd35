"""Monthly forms over HTTP: draft from the log, submit, check, return, how complete an area is."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from contracts import codes, periods
from contracts.roles import Role
from servicekit.boundaries import RegionAsked
from servicekit.commands import command
from servicekit.errors import Conflict
from servicekit.fields import Body, Id, Note, coded
from servicekit.idempotency import Attempt, IfMatch
from servicekit.listing import mirrored
from servicekit.paging import Page, Paging
from services.registry.monthly_forms import domain
from services.registry.monthly_forms.asking import (
    AllForms,
    AtDesk,
    Checker,
    Month,
    Reader,
    Sender,
    StateNumbers,
    Stations,
)
from services.registry.monthly_forms.deadlines_api import DueDays
from services.registry.monthly_forms.domain import MonthlyForm
from services.registry.monthly_forms.refusals import FormExists
from services.registry.monthly_forms.views import DraftView, FormView, activity_view, lines_of

router = APIRouter(prefix="/api/registry/monthly-forms", tags=["monthly forms 月报表"])


_LEVEL = {
    Role.COUNTY_OFFICER: "county",
    Role.PREFECTURE_OFFICER: "prefecture",
    Role.PROVINCE_ADMIN: "province",
}


class SubmitForm(StateNumbers):
    station_id: Id
    month: Month


class ReturnForm(Body):
    """`note` stays in the registry; `reason` is a code and travels."""

    reason: Annotated[str, coded(codes.RETURN_REASONS)]
    note: Note = ""


class CheckForm(Body):
    """Nothing to say: the caller's level passes the form on."""


@router.get("/draft")
async def get_draft(
    actor: Reader, desk: AtDesk, stations: Stations, due: DueDays, station_id: Id, month: Month
) -> DraftView:
    """Every line of the form with what the log holds of it: what a worker starts from."""
    station, period = await stations.load(station_id, actor.scope), periods.parse(month)
    log = await desk.log(actor.scope, station.id, period)
    return DraftView(
        station_id=station.id,
        month=month,
        due_on=due(station.region, period),
        lines=lines_of({}, log, None),
        log=[activity_view(part) for part in log],
    )


@router.post("", status_code=201)
async def post_form(
    body: SubmitForm,
    actor: Sender,
    desk: AtDesk,
    stations: Stations,
    attempt: Attempt,
    due: DueDays,
) -> FormView:
    """Hand in a month: the worker's numbers, beside what the log holds today."""
    station, month = await stations.load(body.station_id, actor.scope), periods.parse(body.month)
    given = await desk.handed_in(body, actor.scope, station.id, station.region, month)
    until = due(station.region, month)
    decision = domain.submit_form(station.id, station.state, month, given, desk.today, until)
    id_ = domain.form_id(station.id, body.month)
    try:
        by = command(attempt, actor)
        return FormView.of(await desk.forms.create(id_, station.region, decision, by))
    except Conflict:
        raise FormExists(id_) from None


@router.post("/{form_id}/resubmit")
async def post_resubmit(
    form_id: Id, body: StateNumbers, actor: Sender, desk: AtDesk, attempt: Attempt, version: IfMatch
) -> FormView:
    """Hand it in again after a return."""
    form = (await desk.forms.load(form_id, actor.scope)).state
    month = periods.parse(form.month)
    given = await desk.handed_in(body, actor.scope, form.station_id, form.region, month)
    by = command(attempt, actor, version)
    return FormView.of(
        await desk.forms.change(
            form_id,
            actor.scope,
            by,
            lambda form: domain.resubmit_form(form, given, desk.today),
        )
    )


@router.post("/{form_id}/check")
async def post_check(
    form_id: Id,
    _body: CheckForm,
    actor: Checker,
    desk: AtDesk,
    attempt: Attempt,
    version: IfMatch,
) -> FormView:
    """The caller's level passes it on; the province's check accepts it."""
    by, level = command(attempt, actor, version), _LEVEL[actor.role]
    return FormView.of(
        await desk.forms.change(
            form_id, actor.scope, by, lambda form: domain.check_form(form, level, desk.today)
        )
    )


@router.post("/{form_id}/return")
async def post_return(
    form_id: Id,
    body: ReturnForm,
    actor: Checker,
    desk: AtDesk,
    attempt: Attempt,
    version: IfMatch,
) -> FormView:
    """Back to the station, with a reason."""
    by, level = command(attempt, actor, version), _LEVEL[actor.role]
    return FormView.of(
        await desk.forms.change(
            form_id,
            actor.scope,
            by,
            lambda form: domain.return_form(form, level, body.reason, body.note, desk.today),
        )
    )


@router.get("")
async def get_forms(
    actor: Reader,
    forms: AllForms,
    paging: Paging,
    region: RegionAsked = None,
    month: Annotated[Month | None, Query()] = None,
    station_id: Annotated[Id | None, Query()] = None,
    waiting: Annotated[str | None, Query(max_length=20)] = None,
) -> Page[FormView]:
    """Forms of the caller's area, in order of id; by month, station and whose turn it is."""
    wanted = {"month": month, "station_id": station_id, "waiting": waiting}

    def fits(form: MonthlyForm) -> bool:
        return all(v is None or getattr(form, name) == v for name, v in wanted.items())

    return mirrored(forms, actor.scope.narrowed(region), fits, paging, FormView.of)


@router.get("/{form_id}")
async def get_form(form_id: Id, actor: Reader, desk: AtDesk) -> FormView:
    """A form, with what the log holds today beside what it held when the form was handed in."""
    stored = await desk.forms.load(form_id, actor.scope)
    month = periods.parse(stored.state.month)
    return FormView.of(stored, await desk.log(actor.scope, stored.state.station_id, month))
