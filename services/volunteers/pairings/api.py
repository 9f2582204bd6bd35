"""Yearly plans of pairings 牵手计划 over HTTP: goals, partners, activities, progress."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from servicekit.aggregate import Aggregates, Stored
from servicekit.commands import change_or_create, command
from servicekit.errors import NotFound
from servicekit.fields import Id, RegionCode
from servicekit.idempotency import Attempt, IfMatch
from servicekit.listing import mirrored
from servicekit.mirror import Mirror
from servicekit.paging import Page, Paging
from servicekit.providing import Now, provided
from servicekit.scope import EVERYWHERE, Scope
from servicekit.security import Actor, require
from services.volunteers.organisations.copy import Organisations
from services.volunteers.pairings import domain
from services.volunteers.pairings.bodies import (
    DoActivity,
    DropActivity,
    PlanActivity,
    PlanView,
    SetPlan,
    TellProgress,
)
from services.volunteers.pairings.copy import Pairings
from services.volunteers.pairings.domain import Plan, plan_id

router = APIRouter(prefix="/api/volunteers/pairing-plans", tags=["pairings 牵手计划"])

Reader = Annotated[Actor, Depends(require("volunteers.pairing-plans.read"))]
Writer = Annotated[Actor, Depends(require("volunteers.pairing-plans.write"))]
Plans = Annotated[Aggregates[Plan], Depends(provided(Aggregates[Plan]))]
AllPlans = Annotated[Mirror[Plan], Depends(provided(Mirror[Plan]))]
PairingCopy = Annotated[Pairings, Depends(provided(Pairings))]
Copy = Annotated[Organisations, Depends(provided(Organisations))]

"""Both sides of a pairing plan together; either may lie outside the other's area."""


@router.post("")
async def post_plan(
    body: SetPlan,
    actor: Writer,
    plans: Plans,
    pairings: PairingCopy,
    organisations: Copy,
    attempt: Attempt,
    clock: Now,
) -> PlanView:
    """Set a year's goals and partners, for a pairing in which either side is the caller's."""
    term = await pairings.term(body.pairing_id, actor.scope)
    for partner in body.partners:
        if partner.organisation_id:
            await organisations.require_allowed(partner.organisation_id, clock.today())
    goals = tuple(goal.goal() for goal in body.goals)
    partners = tuple(partner.partner() for partner in body.partners)
    new = Plan(pairing_id=body.pairing_id, helper=term.helper, region=term.helped, year=body.year)
    saved = await change_or_create(
        plans,
        plan_id(body.pairing_id, body.year),
        term.helped,
        new,
        command(attempt, actor),
        lambda plan: domain.set_plan(plan, goals, partners, term, clock.today()),
    )
    return PlanView.of(saved, clock.today())


@router.get("")
async def get_plans(
    actor: Reader,
    plans: AllPlans,
    paging: Paging,
    clock: Now,
    region: Annotated[RegionCode | None, Query(description="任一方所在地区")] = None,
    year: Annotated[int | None, Query(ge=2000, le=2100)] = None,
    pairing_id: Annotated[Id | None, Query()] = None,
) -> Page[PlanView]:
    """Plans in which either side lies in the caller's area, in order of id."""
    scope, today = actor.scope.narrowed(region), clock.today()

    def wanted(plan: Plan) -> bool:
        return (
            _concerns(plan, scope)
            and (year is None or plan.year == year)
            and (pairing_id is None or plan.pairing_id == pairing_id)
        )

    return mirrored(plans, EVERYWHERE, wanted, paging, lambda s: PlanView.of(s, today))


@router.get("/{plan_id}")
async def get_plan(plan_id: Id, actor: Reader, plans: Plans, clock: Now) -> PlanView:
    return PlanView.of(await _load(plan_id, actor, plans), clock.today())


class PlanChange:
    def __init__(
        self, plan_id: Id, plans: Plans, attempt: Attempt, version: IfMatch, clock: Now
    ) -> None:
        self._id = plan_id
        self._plans = plans
        self._attempt = attempt
        self._version = version
        self.today = clock.today()

    async def __call__(self, actor: Actor, decide: Callable[[Plan], domain.Change]) -> PlanView:
        await _load(self._id, actor, self._plans)
        by = command(self._attempt, actor, self._version)
        saved = await self._plans.change(self._id, EVERYWHERE, by, decide)
        return PlanView.of(saved, self.today)


Changing = Annotated[PlanChange, Depends()]


@router.post("/{plan_id}/activities")
async def post_activity(body: PlanActivity, actor: Writer, change: Changing) -> PlanView:
    return await change(actor, lambda p: domain.plan_activity(p, body.activity(), change.today))


@router.post("/{plan_id}/do")
async def post_do(body: DoActivity, actor: Writer, change: Changing) -> PlanView:
    """An activity took place."""
    on = body.on or change.today
    return await change(
        actor,
        lambda p: domain.do_activity(p, body.activity, body.person_times, on, change.today),
    )


@router.post("/{plan_id}/drop")
async def post_drop(body: DropActivity, actor: Writer, change: Changing) -> PlanView:
    return await change(actor, lambda p: domain.drop_activity(p, body.activity, change.today))


@router.post("/{plan_id}/progress")
async def post_progress(body: TellProgress, actor: Writer, change: Changing) -> PlanView:
    """What of each of the year's goals was reached by a day."""
    on, reached = body.on or change.today, tuple(goal.goal() for goal in body.reached)
    return await change(actor, lambda p: domain.tell_progress(p, reached, on, change.today))


async def _load(id_: str, actor: Actor, plans: Aggregates[Plan]) -> Stored[Plan]:
    """For both sides (NotFound)."""
    stored = await plans.load(id_, EVERYWHERE)
    if not _concerns(stored.state, actor.scope):
        raise NotFound()
    return stored


def _concerns(plan: Plan, scope: Scope) -> bool:
    return scope.allows(plan.region) or scope.allows(plan.helper)
