"""Supervision plans over HTTP: what is meant to be visited in a month, and what is still open."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from contracts import codes
from servicekit.aggregate import Aggregates, Stored
from servicekit.boundaries import RegionAsked
from servicekit.commands import change_or_create, command
from servicekit.fields import Body, Id, RegionCode, View, coded
from servicekit.idempotency import Attempt
from servicekit.listing import mirrored
from servicekit.mirror import Mirror
from servicekit.paging import Page, Paging
from servicekit.providing import Now, provided
from servicekit.scope import Scope
from services.registry.supervision import plans
from services.registry.supervision.api import AllStations, AllVisits, Reader, Writer
from services.registry.supervision.plans import Planned, SupervisionPlan

router = APIRouter(prefix="/api/registry/supervision-plans", tags=["supervision 督导"])

Plans = Annotated[Aggregates[SupervisionPlan], Depends(provided(Aggregates[SupervisionPlan]))]
AllPlans = Annotated[Mirror[SupervisionPlan], Depends(provided(Mirror[SupervisionPlan]))]
Month = Annotated[str, Field(pattern=r"^20\d\d-(0[1-9]|1[0-2])$")]


class PlannedVisit(Body):
    station_id: Id
    kind: Annotated[str, coded(codes.SUPERVISION_KINDS)]


class PlanSupervision(Body):
    region: RegionCode
    month: Month
    visits: Annotated[list[PlannedVisit], Field(max_length=2000)]


class PlannedView(View):
    station_id: str
    kind: str

    @classmethod
    def of(cls, planned: Planned) -> PlannedView:
        return cls(station_id=planned.station_id, kind=planned.kind)


class PlanView(View):
    id: str
    version: int
    region: str
    month: str
    visits: list[PlannedView]

    @classmethod
    def of(cls, stored: Stored[SupervisionPlan]) -> PlanView:
        plan = stored.state
        return cls(
            id=stored.id,
            version=stored.version,
            region=plan.region,
            month=plan.month,
            visits=[PlannedView.of(planned) for planned in plan.visits],
        )


class PlanProgress(View):
    """Visits 次. `rate` = made ÷ planned; `unplanned` were made beside the plan."""

    plan_id: str
    month: str
    planned: int
    made: int
    rate: float | None
    unplanned: int
    open: list[PlannedView]


@router.post("")
async def post_plan(
    body: PlanSupervision,
    actor: Writer,
    known: Plans,
    stations: AllStations,
    attempt: Attempt,
    clock: Now,
) -> PlanView:
    """An area's plan of a month, in place of the last one; every station stands in the area."""
    actor.scope.require(body.region)
    here, today = Scope.of(body.region), clock.today()
    visits = [Planned(v.station_id, v.kind) for v in body.visits]
    for number, visit in enumerate(visits):
        if stations.get(visit.station_id, here) is None:
            raise plans.StationElsewhere(pointer=f"/visits/{number}/station_id")
    saved = await change_or_create(
        known,
        plans.plan_id(body.region, body.month),
        body.region,
        SupervisionPlan(region=body.region, month=body.month),
        command(attempt, actor),
        lambda plan: plans.plan_supervision(plan, visits, today),
    )
    return PlanView.of(saved)


@router.get("")
async def get_plans(
    actor: Reader,
    known: AllPlans,
    paging: Paging,
    region: RegionAsked = None,
    month: Annotated[Month | None, Query()] = None,
) -> Page[PlanView]:
    """Plans of the caller's area, in order of id."""
    scope = actor.scope.narrowed(region)
    return mirrored(known, scope, lambda p: month in (None, p.month), paging, PlanView.of)


@router.get("/{plan_id}/progress")
async def get_progress(plan_id: Id, actor: Reader, known: Plans, visits: AllVisits) -> PlanProgress:
    """What of the plan was done, and which visits are still open."""
    plan = (await known.load(plan_id, actor.scope)).state
    done = plans.progress(plan, (s.state for s in visits.within(Scope.of(plan.region))))
    return PlanProgress(
        plan_id=plan_id,
        month=plan.month,
        planned=done.planned,
        made=done.made,
        rate=round(done.made / done.planned, 4) if done.planned else None,
        unplanned=done.unplanned,
        open=[PlannedView.of(planned) for planned in done.open],
    )
