"""Supervision over HTTP: visits, findings to close, and which stations nobody has visited."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from contracts import codes
from servicekit.aggregate import Aggregates, Stored
from servicekit.boundaries import RegionAsked
from servicekit.commands import command
from servicekit.fields import Body, Id, LocalDate, Note, View, coded
from servicekit.idempotency import Attempt, IfMatch
from servicekit.mirror import Mirror
from servicekit.paging import Page, Paging
from servicekit.providing import Now, provided
from servicekit.scope import Scope
from servicekit.security import Actor, require
from services.registry.staff.domain import Person
from services.registry.stations.domain import Station
from services.registry.supervision import domain
from services.registry.supervision.domain import Finding, Visit

router = APIRouter(prefix="/api/registry", tags=["supervision 督导"])

Reader = Annotated[Actor, Depends(require("registry.supervision.read"))]
Writer = Annotated[Actor, Depends(require("registry.supervision.write"))]
Visits = Annotated[Aggregates[Visit], Depends(provided(Aggregates[Visit]))]
AllVisits = Annotated[Mirror[Visit], Depends(provided(Mirror[Visit]))]
Stations = Annotated[Aggregates[Station], Depends(provided(Aggregates[Station]))]
AllStations = Annotated[Mirror[Station], Depends(provided(Mirror[Station]))]
People = Annotated[Aggregates[Person], Depends(provided(Aggregates[Person]))]

WORKING = frozenset({"signed", "equipped", "operating", "professional"})
"""Rungs on which a station is to be visited every month."""


class RaiseFinding(Body):
    """`note` stays in the registry."""

    aspect: Annotated[str, coded(codes.FINDING_ASPECTS)]
    due_on: LocalDate
    note: Note = ""


class RecordVisit(Body):
    station_id: Id
    kind: Annotated[str, coded(codes.SUPERVISION_KINDS)]
    mode: Annotated[str, coded(codes.VISIT_MODES)] = "onsite"
    on: LocalDate
    supervisor_id: Id | None = None
    findings: Annotated[tuple[RaiseFinding, ...], Field(max_length=50)] = ()


class CloseFinding(Body):
    """`evidence`: SHA-256 of what shows that it was put right."""

    evidence: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class FindingView(View):
    number: int
    aspect: str
    due_on: date
    note: str
    closed_on: date | None
    overdue: bool


class VisitView(View):
    id: str
    version: int
    station_id: str
    region: str
    kind: str
    mode: str
    on: date
    supervisor_id: str | None
    findings: list[FindingView]

    @classmethod
    def of(cls, stored: Stored[Visit], today: date) -> VisitView:
        visit = stored.state
        return cls(
            id=stored.id,
            version=stored.version,
            station_id=visit.station_id,
            region=visit.region,
            kind=visit.kind,
            mode=visit.mode,
            on=visit.on,
            supervisor_id=visit.supervisor_id or None,
            findings=[
                FindingView(
                    number=number,
                    aspect=f.aspect,
                    due_on=f.due_on,
                    note=f.note,
                    closed_on=f.closed_on,
                    overdue=f.overdue(today),
                )
                for number, f in enumerate(visit.findings, 1)
            ],
        )


class Coverage(View):
    """Stations 个 visited in a month ÷ stations at work at its end; who was not."""

    month: str
    stations: int
    visited: int
    rate: float | None
    not_visited: list[str]


@router.post("/supervision-visits", status_code=201)
async def post_visit(
    body: RecordVisit,
    actor: Writer,
    visits: Visits,
    known: AllVisits,
    stations: Stations,
    people: People,
    attempt: Attempt,
    clock: Now,
) -> VisitView:
    """A station was visited; what was found is due by a day."""
    station = await stations.load(body.station_id, actor.scope)
    if body.supervisor_id:
        await people.load(body.supervisor_id, actor.scope)
    findings = tuple(Finding(**finding.model_dump()) for finding in body.findings)
    plain = body.model_dump(exclude={"findings", "supervisor_id"})
    visit = Visit(
        **plain,
        region=station.region,
        supervisor_id=body.supervisor_id or "",
        findings=findings,
    )
    decision = domain.record_visit(visit, _first_of_year(known, visit), clock.today())
    created = await visits.create(
        attempt.id(actor.subject), station.region, decision, command(attempt, actor)
    )
    return VisitView.of(created, clock.today())


@router.get("/supervision-visits")
async def get_visits(
    actor: Reader,
    visits: AllVisits,
    paging: Paging,
    clock: Now,
    region: RegionAsked = None,
    station_id: Annotated[Id | None, Query()] = None,
    kind: Annotated[str | None, Query()] = None,
    overdue: Annotated[bool, Query(description="只看有逾期发现的")] = False,
) -> Page[VisitView]:
    """Visits of the caller's area, in order of id; `overdue`: only with findings past their day."""
    today, after = clock.today(), str(paging.after[0]) if paging.after else ""
    found = sorted(
        (
            stored
            for stored in visits.within(actor.scope.narrowed(region))
            if stored.id > after
            and station_id in (None, stored.state.station_id)
            and kind in (None, stored.state.kind)
            and (not overdue or any(f.overdue(today) for f in stored.state.findings))
        ),
        key=lambda stored: stored.id,
    )
    shown = [VisitView.of(stored, today) for stored in found[: paging.limit]]
    return paging.page(shown, shown[-1].id) if len(found) > paging.limit else paging.page(shown)


@router.get("/supervision-visits/{visit_id}")
async def get_visit(visit_id: Id, actor: Reader, visits: Visits, clock: Now) -> VisitView:
    return VisitView.of(await visits.load(visit_id, actor.scope), clock.today())


@router.post("/supervision-visits/{visit_id}/findings/{number}/close")
async def post_close(
    visit_id: Id,
    number: int,
    body: CloseFinding,
    actor: Writer,
    visits: Visits,
    attempt: Attempt,
    version: IfMatch,
    clock: Now,
) -> VisitView:
    """Put right, with evidence."""
    today = clock.today()
    decide: Callable[[Visit], domain.Change] = lambda visit: domain.close_finding(  # noqa: E731
        visit, number, body.evidence, today
    )
    saved = await visits.change(visit_id, actor.scope, command(attempt, actor, version), decide)
    return VisitView.of(saved, today)


@router.get("/supervision-coverage")
async def get_coverage(
    actor: Reader,
    visits: AllVisits,
    stations: AllStations,
    month: Annotated[str, Query(pattern=r"^20\d\d-(0[1-9]|1[0-2])$")],
    region: RegionAsked = None,
) -> Coverage:
    """Every station at work is to be visited each month: how many were, and which were not."""
    scope = actor.scope.narrowed(region)
    year, number = int(month[:4]), int(month[5:])
    last = date(year, number, monthrange(year, number)[1])
    due = {s.id for s in stations.within(scope) if s.state.stage_on(last).value in WORKING}
    been = {s.state.station_id for s in visits.within(scope) if s.state.on.isoformat()[:7] == month}
    return Coverage(
        month=month,
        stations=len(due),
        visited=len(due & been),
        rate=round(len(due & been) / len(due), 4) if due else None,
        not_visited=sorted(due - been)[:100],
    )


def _first_of_year(visits: Mirror[Visit], visit: Visit) -> bool:
    return not any(
        stored.state.station_id == visit.station_id and stored.state.on.year == visit.on.year
        for stored in visits.within(Scope.of(visit.region))
    )
