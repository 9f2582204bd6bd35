"""A pairing's plan for a year 牵手计划: goals, partners, activities, progress. Pure.

The pairing itself, its term and goals over all years, is the registry's; what a plan may cover
follows from the copy of it here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from contracts.volunteers.pairings import (
    PairingActivityDone,
    PairingActivityDropped,
    PairingActivityPlanned,
    PairingPlanEvent,
    PairingProgressTold,
    PairingYearPlanned,
    Partner,
    YearGoal,
)
from services.volunteers.days import happened
from services.volunteers.pairings.refusals import (
    ActivityOver,
    GoalTwice,
    NoPlanYet,
    NoSuchActivity,
    NotAllGoals,
    NotInTheYear,
    OutsideTheTerm,
    PartnerIncomplete,
    TooManyActivities,
)

_NAMESPACE = UUID("a4d1f6c8-27be-5d93-b0e5-9c36f8217a40")
MOST_ACTIVITIES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """What is known here of the registry's pairing; `ended_on` when it was ended early."""

    pairing_id: str
    helper: str
    helped: str
    starts_on: date
    ends_on: date
    ended_on: date | None = None

    def covers(self, year: int) -> bool:
        last = min(self.ends_on, self.ended_on or self.ends_on)
        return self.starts_on.year <= year <= last.year


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """`title` stays in this service."""

    title: str
    kind: str
    due_on: date
    done_on: date | None = None
    person_times: int = 0
    dropped: bool = False

    @property
    def open(self) -> bool:
        return self.done_on is None and not self.dropped


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`region` is the area that is helped. `reached` is what was told last, on `told_on`."""

    pairing_id: str
    helper: str
    region: str
    year: int
    goals: tuple[YearGoal, ...] = ()
    partners: tuple[Partner, ...] = ()
    activities: tuple[Activity, ...] = ()
    reached: tuple[YearGoal, ...] = ()
    told_on: date | None = None

    @property
    def met(self) -> int:
        """How many of the year's goals were reached, as told last."""
        reached = {goal.indicator: goal.value for goal in self.reached}
        return sum(reached.get(goal.indicator, -1) >= goal.value for goal in self.goals)

    def late(self, on: date) -> int:
        return sum(activity.open and activity.due_on < on for activity in self.activities)


Change = tuple[Plan, list[PairingPlanEvent]]


def plan_id(pairing_id: str, year: int) -> str:
    return str(uuid5(_NAMESPACE, f"{pairing_id}/{year}"))


def set_plan(
    plan: Plan,
    goals: tuple[YearGoal, ...],
    partners: tuple[Partner, ...],
    term: Term,
    today: date,
) -> Change:
    """Goals and partners of a year of the pairing's term; what was told of other goals goes.

    Raises OutsideTheTerm, GoalTwice, PartnerIncomplete.
    """
    if not term.covers(plan.year):
        raise OutsideTheTerm(starts=term.starts_on, ends=term.ended_on or term.ends_on)
    if len({goal.indicator for goal in goals}) < len(goals):
        raise GoalTwice(pointer="/goals")
    if any(bool(p.organisation_id) == bool(p.station_id) for p in partners):
        raise PartnerIncomplete(pointer="/partners")
    event = PairingYearPlanned(**_about(plan, today), goals=goals, partners=partners)
    told = plan.reached if _indicators(plan.reached) == _indicators(goals) else ()
    after = replace(plan, goals=goals, partners=partners, reached=told)
    return after, [event]


def plan_activity(plan: Plan, activity: Activity, today: date) -> Change:
    """Due in the plan's year (NotInTheYear)."""
    _require_set(plan)
    if activity.due_on.year != plan.year:
        raise NotInTheYear(year=plan.year, pointer="/due_on")
    if len(plan.activities) >= MOST_ACTIVITIES:
        raise TooManyActivities(limit=MOST_ACTIVITIES)
    event = PairingActivityPlanned(
        **_about(plan, today),
        activity=len(plan.activities) + 1,
        kind=activity.kind,
        due_on=activity.due_on,
    )
    return replace(plan, activities=(*plan.activities, activity)), [event]


def do_activity(plan: Plan, number: int, person_times: int, on: date, today: date) -> Change:
    """It took place, in the plan's year (NoSuchActivity, ActivityOver, DateInFuture)."""
    activity = _open(plan, number)
    happened(on, None, today)
    if on.year != plan.year:
        raise NotInTheYear(year=plan.year, pointer="/on")
    event = PairingActivityDone(
        **_about(plan, on),
        activity=number,
        kind=activity.kind,
        person_times=person_times,
        late=on > activity.due_on,
    )
    done = replace(activity, done_on=on, person_times=person_times)
    return _with(plan, number, done), [event]


def drop_activity(plan: Plan, number: int, today: date) -> Change:
    activity = _open(plan, number)
    event = PairingActivityDropped(**_about(plan, today), activity=number, kind=activity.kind)
    return _with(plan, number, replace(activity, dropped=True)), [event]


def tell_progress(plan: Plan, reached: tuple[YearGoal, ...], on: date, today: date) -> Change:
    """Of each goal of the year, so that none is passed over (NotAllGoals)."""
    _require_set(plan)
    happened(on, plan.told_on, today)
    if _indicators(reached) != _indicators(plan.goals):
        names = ", ".join(goal.indicator for goal in plan.goals)
        raise NotAllGoals(goals=names, pointer="/reached")
    event = PairingProgressTold(**_about(plan, on), reached=reached)
    return replace(plan, reached=reached, told_on=on), [event]


def _open(plan: Plan, number: int) -> Activity:
    if not 1 <= number <= len(plan.activities):
        raise NoSuchActivity(number=number, count=len(plan.activities))
    activity = plan.activities[number - 1]
    if not activity.open:
        raise ActivityOver(number=number)
    return activity


def _require_set(plan: Plan) -> None:
    if not plan.goals:
        raise NoPlanYet(year=plan.year)


def _with(plan: Plan, number: int, activity: Activity) -> Plan:
    activities = (*plan.activities[: number - 1], activity, *plan.activities[number:])
    return replace(plan, activities=activities)


def _indicators(goals: Sequence[YearGoal]) -> list[str]:
    return sorted(goal.indicator for goal in goals)


def _about(plan: Plan, on: date) -> dict[str, Any]:
    return {
        "region": plan.region,
        "occurred_on": on,
        "pairing_id": plan.pairing_id,
        "helper": plan.helper,
        "year": plan.year,
    }
