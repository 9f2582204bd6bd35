"""A month's plan of supervision: it replaces itself, counts nothing, and shows what is open."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from services.metrics.counting import deltas_of
from services.registry.supervision import plans
from services.registry.supervision.domain import Visit
from services.registry.supervision.plans import Planned, SupervisionPlan

TODAY = date(2026, 11, 24)
EMPTY = SupervisionPlan(region="532501", month="2026-11")
ONE, TWO = Planned("s1", "professional"), Planned("s2", "financial")


def a_visit(station: str = "s1", kind: str = "professional", on: date = TODAY) -> Visit:
    return Visit(station_id=station, region="532501001", kind=kind, mode="onsite", on=on)


def test_a_plan_counts_nowhere_as_a_visit() -> None:
    _, (event,) = plans.plan_supervision(EMPTY, [ONE, TWO], TODAY)
    assert event.visits_planned == {"financial": 1, "professional": 1}
    assert deltas_of(event) == []


def test_a_plan_carries_the_one_it_replaces_and_the_same_plan_says_nothing() -> None:
    first, _ = plans.plan_supervision(EMPTY, [TWO, ONE], TODAY)
    assert plans.plan_supervision(first, [ONE, TWO], TODAY) == (first, [])
    _, (event,) = plans.plan_supervision(first, [ONE], TODAY)
    assert (event.visits_were, event.visits_planned) == (
        {"financial": 1, "professional": 1},
        {"professional": 1},
    )


def test_a_month_that_is_over_is_not_planned_any_more() -> None:
    with pytest.raises(plans.MonthIsOver):
        plans.plan_supervision(replace(EMPTY, month="2026-10"), [ONE], TODAY)
    ahead, events = plans.plan_supervision(replace(EMPTY, month="2027-01"), [ONE], TODAY)
    assert (ahead.visits, len(events)) == ((ONE,), 1)


def test_a_kind_of_supervision_of_a_station_is_planned_once_a_month() -> None:
    with pytest.raises(plans.PlannedTwice):
        plans.plan_supervision(EMPTY, [ONE, ONE], TODAY)


def test_a_planned_visit_is_made_by_one_of_its_kind_in_its_month() -> None:
    plan = replace(EMPTY, visits=(ONE, TWO))
    last_month, other_kind = a_visit(on=date(2026, 10, 31)), a_visit("s2", "technical")
    done = plans.progress(plan, [last_month, other_kind])
    assert (done.made, done.open, done.unplanned) == (0, (ONE, TWO), 1)
    done = plans.progress(plan, [a_visit(), a_visit()])
    assert (done.planned, done.made, done.open, done.unplanned) == (2, 1, (TWO,), 0)
