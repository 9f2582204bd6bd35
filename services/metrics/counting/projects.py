"""Projects collected, approved, supervised, accepted and audited; money planned apart from spent.

Planned is a plan: it is a figure of its own and never added to, or taken for, what was spent.
"""

from __future__ import annotations

from collections.abc import Iterable

from contracts.volunteers.projects import (
    ProjectAccepted,
    ProjectApproved,
    ProjectAudited,
    ProjectCollected,
    ProjectEvent,
    ProjectPaired,
    ProjectSpendingReversed,
    ProjectSpent,
    ProjectSupervised,
    ProjectUnpaired,
)
from contracts.volunteers.talks import TalksHeld
from services.metrics.counting.cells import Cell, Counters, Delta


def _collected(event: ProjectCollected) -> Iterable[Delta]:
    yield _cell("projects_collected", event, f"domain={event.domain}"), 1


def _approved(event: ProjectApproved) -> Iterable[Delta]:
    yield _cell("projects", event, f"kind={event.kind}"), 1
    for part in event.parts:
        yield _cell("project_funds_planned", event, f"source={part.source}"), part.amount_fen


def _paired(event: ProjectPaired) -> Iterable[Delta]:
    yield _cell("project_pairings", event, f"domain={event.domain}"), 1


def _unpaired(event: ProjectUnpaired) -> Iterable[Delta]:
    yield _cell("project_pairings", event, f"domain={event.domain}"), -1


def _held(event: TalksHeld) -> Iterable[Delta]:
    """So many sessions, and organisations at them: one that came twice attended twice."""
    yield Cell("project_talks", event.region, event.occurred_on, ""), 1
    yield (
        Cell("talk_attendance", event.region, event.occurred_on, ""),
        len(event.organisations),
    )


def _spent(event: ProjectSpent) -> Iterable[Delta]:
    yield _cell("project_funds_spent", event, f"source={event.source}"), event.amount_fen


def _reversed(event: ProjectSpendingReversed) -> Iterable[Delta]:
    yield _cell("project_funds_spent", event, f"source={event.source}"), -event.amount_fen


def _supervised(event: ProjectSupervised) -> Iterable[Delta]:
    yield _cell("project_supervisions", event, f"kind={event.kind}"), 1


def _accepted(event: ProjectAccepted) -> Iterable[Delta]:
    yield _cell("projects_accepted", event, f"kind={event.kind}"), 1


def _audited(event: ProjectAudited) -> Iterable[Delta]:
    yield _cell("projects_audited", event, f"kind={event.kind}"), 1


def _cell(indicator: str, event: ProjectEvent, dimensions: str) -> Cell:
    return Cell(indicator, event.region, event.occurred_on, dimensions)


COUNTERS: Counters = {
    ProjectCollected: _collected,
    ProjectPaired: _paired,
    ProjectUnpaired: _unpaired,
    TalksHeld: _held,
    ProjectApproved: _approved,
    ProjectSpent: _spent,
    ProjectSpendingReversed: _reversed,
    ProjectSupervised: _supervised,
    ProjectAccepted: _accepted,
    ProjectAudited: _audited,
}
