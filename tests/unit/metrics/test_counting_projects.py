"""Projects as figures: what is planned apart from what was spent."""

from __future__ import annotations

from collections import Counter
from datetime import date

from contracts.event import Event
from services.metrics.counting import deltas_of
from services.volunteers.projects import domain, running
from services.volunteers.projects.project import Spending, Visit
from services.volunteers.projects.schemes import DEFAULT
from tests.unit.volunteers.mothers import TODAY
from tests.unit.volunteers.project_mothers import (
    a_finished_project,
    a_project,
    an_approved_project,
)


def figures(*events: Event) -> dict[tuple[str, str], int]:
    found: Counter[tuple[str, str]] = Counter()
    for event in events:
        for cell, delta in deltas_of(event):
            found[cell.indicator, cell.dimensions] += delta
    return {cell: value for cell, value in found.items() if value}


def test_a_project_counts_as_collected_then_as_approved_by_grade() -> None:
    _, collected = domain.collect(a_project(), TODAY)
    assert figures(*collected) == {("projects_collected", "domain=elderly"): 1}
    paired, _ = domain.pair(a_project(), "o", "", TODAY)
    project = an_approved_project()
    term = (project.starts_on or TODAY, project.ends_on or TODAY)
    _, approved = domain.approve(
        paired, "general", term, project.milestones, ("x", "county"), DEFAULT, TODAY
    )
    assert figures(*approved) == {
        ("projects", "kind=general"): 1,
        ("project_funds_planned", "source=budget"): 8_000_000,
        ("project_funds_planned", "source=charity"): 4_000_000,
    }


def test_what_is_planned_is_never_counted_as_spent_and_a_reversal_takes_the_spending_out() -> None:
    bill = Spending(part=2, amount_fen=5, on=TODAY)
    project, spent = running.spend(an_approved_project(), "a", bill, TODAY)
    assert figures(*spent) == {("project_funds_spent", "source=charity"): 5}
    _, reversed_ = running.reverse(project, "a")
    assert figures(*spent, *reversed_) == {}
    assert {cell.day for event in reversed_ for cell, _ in deltas_of(event)} == {bill.on}


def test_visits_acceptances_and_audits_are_counted_by_grade() -> None:
    visit = Visit(on=date(2026, 11, 24), result="on_track", evidence="0" * 64)
    project, visited = running.supervise(a_finished_project(), visit, TODAY)
    accepted, told = running.accept(project, 90, TODAY)
    _, audited = running.audit(accepted, 0, "clean", TODAY)
    assert figures(*visited, *told, *audited) == {
        ("project_supervisions", "kind=general"): 1,
        ("projects_accepted", "kind=general"): 1,
        ("projects_audited", "kind=general"): 1,
    }
