"""Events of projects 项目: collected, talked over, approved by grade, run, accepted and audited.

Money is whole fen. What a project is planned to cost and what was spent are different facts, told
by different events and never added.
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

import msgspec

from contracts.event import Event, Whole


class Part(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One funder's part 共同出资 of what is planned: a source (code list `fund_sources`), the
    organisation that gives it if it is one, the amount."""

    source: str
    amount_fen: Whole
    funder_id: str = ""


class Limit(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An office of this level approves projects of this grade up to so much; 0: any sum."""

    kind: str
    level: str
    up_to_fen: Whole = 0


class ProjectSchemeSet(Event, frozen=True, kw_only=True):
    """Who approves which projects in a region from now on. Not about a project itself."""

    topic: ClassVar[str] = "volunteers.projects"
    type: ClassVar[str] = "volunteers.project-scheme.set.v1"

    limits: tuple[Limit, ...]


class ProjectEvent(Event, frozen=True, kw_only=True):
    topic: ClassVar[str] = "volunteers.projects"

    domain: str


class ProjectCollected(ProjectEvent, frozen=True, kw_only=True):
    """征集. `name` is the project's public name; `places` villages and communities it serves."""

    type: ClassVar[str] = "volunteers.project.collected.v1"

    name: str
    origin: str
    target_groups: tuple[str, ...]
    parts: tuple[Part, ...]
    places: tuple[str, ...] = ()
    station_id: str = ""
    call_id: str = ""


class ProjectReturned(ProjectEvent, frozen=True, kw_only=True):
    """Back to whoever entered it, to be put right: code list `project_returns`."""

    type: ClassVar[str] = "volunteers.project.returned.v1"

    reason: str


class ProjectRevised(ProjectEvent, frozen=True, kw_only=True):
    """Put right and handed in again; `was` and `parts`: what was planned, and is now."""

    type: ClassVar[str] = "volunteers.project.revised.v1"

    name: str
    was: tuple[Part, ...]
    parts: tuple[Part, ...]
    target_groups: tuple[str, ...]


class ProjectRefused(ProjectEvent, frozen=True, kw_only=True):
    """For good: code list `project_refusals`."""

    type: ClassVar[str] = "volunteers.project.refused.v1"

    reason: str


class ProjectPresented(ProjectEvent, frozen=True, kw_only=True):
    """Put on the table of talks 洽谈会."""

    type: ClassVar[str] = "volunteers.project.presented.v1"

    session_id: str


class ProjectPaired(ProjectEvent, frozen=True, kw_only=True):
    """This organisation will carry it out; `session_id`: the talks that brought them together."""

    type: ClassVar[str] = "volunteers.project.paired.v1"

    organisation_id: str
    session_id: str = ""


class ProjectUnpaired(ProjectEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "volunteers.project.unpaired.v1"

    organisation_id: str
    reason: str


class ProjectFunderJoined(ProjectEvent, frozen=True, kw_only=True):
    """One more part of the plan, from this funder: nothing has been paid."""

    type: ClassVar[str] = "volunteers.project.funder-joined.v1"

    part: Part
    session_id: str = ""


class ProjectApproved(ProjectEvent, frozen=True, kw_only=True):
    """立项. `kind`: demonstration | general | micro; `level` of the office that approved. The parts
    are a plan: nothing has been paid."""

    type: ClassVar[str] = "volunteers.project.approved.v1"

    kind: str
    level: str
    organisation_id: str
    parts: tuple[Part, ...]
    starts_on: date
    ends_on: date
    milestones: Whole


class MilestoneReached(ProjectEvent, frozen=True, kw_only=True):
    """`milestone` counts from 1; `late`: after the day it was due."""

    type: ClassVar[str] = "volunteers.project.milestone-reached.v1"

    kind: str
    milestone: Whole
    late: bool = False


class ProjectSpent(ProjectEvent, frozen=True, kw_only=True):
    """Paid out of one funder's part (`part` from 1, and its `source`) on `occurred_on`."""

    type: ClassVar[str] = "volunteers.project.spent.v1"

    kind: str
    spending_id: str
    part: Whole
    source: str
    amount_fen: Whole


class ProjectSpendingReversed(ProjectSpent, frozen=True, kw_only=True):
    """Entered wrongly: taken out again on the day it was put in, which is `occurred_on`."""

    type: ClassVar[str] = "volunteers.project.spending-reversed.v1"


class ProjectSupervised(ProjectEvent, frozen=True, kw_only=True):
    """督导. `result`: code list `supervision_results`; `visit` counts from 1."""

    type: ClassVar[str] = "volunteers.project.supervised.v1"

    kind: str
    visit: Whole
    result: str


class ProjectRectified(ProjectEvent, frozen=True, kw_only=True):
    """What a supervision visit asked for is done."""

    type: ClassVar[str] = "volunteers.project.rectified.v1"

    kind: str
    visit: Whole


class ProjectAccepted(ProjectEvent, frozen=True, kw_only=True):
    """验收: the work is done as agreed. `score` 0..100."""

    type: ClassVar[str] = "volunteers.project.accepted.v1"

    kind: str
    organisation_id: str
    score: Whole


class ProjectAudited(ProjectEvent, frozen=True, kw_only=True):
    """审计: the books are closed. `audited_fen` what the audit found spent, `spent_fen` what was
    entered; they are compared, never added. `result`: code list `project_audits`."""

    type: ClassVar[str] = "volunteers.project.audited.v1"

    kind: str
    organisation_id: str
    planned_fen: Whole
    spent_fen: Whole
    audited_fen: Whole
    result: str


class ProjectEnded(ProjectEvent, frozen=True, kw_only=True):
    """Stopped before it was done: code list `project_endings`."""

    type: ClassVar[str] = "volunteers.project.ended.v1"

    kind: str
    organisation_id: str
    reason: str


EVENTS: tuple[type[Event], ...] = (
    ProjectSchemeSet,
    ProjectCollected,
    ProjectReturned,
    ProjectRevised,
    ProjectRefused,
    ProjectPresented,
    ProjectPaired,
    ProjectUnpaired,
    ProjectFunderJoined,
    ProjectApproved,
    MilestoneReached,
    ProjectSpent,
    ProjectSpendingReversed,
    ProjectSupervised,
    ProjectRectified,
    ProjectAccepted,
    ProjectAudited,
    ProjectEnded,
)

RUNNING = "running"
OVER = ("refused", "ended", "audited")


def copied(event: Event) -> dict[str, Any]:
    """What a copy of the projects keeps of an event: what it is, who carries it out, whether money
    can be given to it (`state` running)."""
    if isinstance(event, ProjectCollected):
        return {**_about(event), "state": "collected", "organisation_id": ""}
    if isinstance(event, ProjectRevised):
        return {"name": event.name, "target_groups": list(event.target_groups)}
    if isinstance(event, ProjectApproved):
        return {"state": RUNNING, "kind": event.kind, "organisation_id": event.organisation_id}
    states = {
        ProjectRefused: "refused",
        ProjectAccepted: "accepted",
        ProjectAudited: "audited",
        ProjectEnded: "ended",
    }
    state = states.get(type(event))
    return {"state": state} if state else {}


def _about(event: ProjectCollected) -> dict[str, Any]:
    return {
        "name": event.name,
        "domain": event.domain,
        "target_groups": list(event.target_groups),
        "places": list(event.places),
    }
