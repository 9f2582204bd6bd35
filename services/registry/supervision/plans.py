"""What an area means to visit in a month, and what of it was done. Pure.

A plan counts nowhere as a visit: only visits that were made are counted.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from contracts.registry.supervision import SupervisionPlanned
from servicekit.errors import DomainError
from services.registry.supervision.domain import Visit

_NAMESPACE = uuid.UUID("1f1a3f0b-6c55-5f44-9a4e-2a0f8f5d7c11")


class MonthIsOver(DomainError):
    code = "month_over"
    status = 422
    zh = "{month} 已经过去，不能再制定或修改当月的督导计划；请为本月或以后的月份制定。"
    en = "{month} is over; plan supervision for this month or a later one."


class PlannedTwice(DomainError):
    code = "planned_twice"
    status = 422
    zh = "同一站点的同一类督导在计划中出现了两次；每月每类只列一次。"
    en = "The same kind of supervision of one station is in the plan twice; list it once a month."


class StationElsewhere(DomainError):
    code = "station_elsewhere"
    status = 422
    zh = "计划所在地区没有这个站点；请核对站点编号。"
    en = "There is no such station in the area of the plan; check its id."


@dataclass(frozen=True, slots=True, order=True)
class Planned:
    """One visit of a `kind` (code list `supervision_kinds`) to a station."""

    station_id: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionPlan:
    """`month` as 2026-11."""

    region: str
    month: str
    visits: tuple[Planned, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Planned visits 次: how many are made, which are still open, and how many were made beside
    the plan."""

    planned: int
    made: int
    open: tuple[Planned, ...]
    unplanned: int


Change = tuple[SupervisionPlan, list[SupervisionPlanned]]


def plan_id(region: str, month: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, f"{region}/{month}"))


def plan_supervision(plan: SupervisionPlan, visits: Iterable[Planned], today: date) -> Change:
    """The visits take the place of those planned before; a month that is over stays as it was."""
    wanted = tuple(sorted(visits))
    if plan.month < f"{today:%Y-%m}":
        raise MonthIsOver(month=plan.month, pointer="/month")
    if len(set(wanted)) < len(wanted):
        raise PlannedTwice(pointer="/visits")
    if wanted == plan.visits:
        return plan, []
    event = SupervisionPlanned(
        region=plan.region,
        occurred_on=today,
        month=plan.month,
        visits_were=_by_kind(plan.visits),
        visits_planned=_by_kind(wanted),
    )
    return replace(plan, visits=wanted), [event]


def progress(plan: SupervisionPlan, visits: Iterable[Visit]) -> Progress:
    """`visits`: those of any month; a planned visit is made by the first of its kind there."""
    here = [v for v in visits if f"{v.on:%Y-%m}" == plan.month]
    made = {Planned(v.station_id, v.kind) for v in here}
    still = tuple(p for p in plan.visits if p not in made)
    planned = set(plan.visits)
    return Progress(
        planned=len(plan.visits),
        made=len(plan.visits) - len(still),
        open=still,
        unplanned=sum(Planned(v.station_id, v.kind) not in planned for v in here),
    )


def _by_kind(visits: Iterable[Planned]) -> dict[str, int]:
    return dict(sorted(Counter(p.kind for p in visits).items()))
