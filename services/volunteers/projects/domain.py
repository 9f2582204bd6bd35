"""A project until it is approved: collected, returned and revised, talked over, paired. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from contracts import codes
from contracts.volunteers.projects import (
    Limit,
    Part,
    ProjectApproved,
    ProjectCollected,
    ProjectFunderJoined,
    ProjectPaired,
    ProjectPresented,
    ProjectRefused,
    ProjectReturned,
    ProjectRevised,
    ProjectUnpaired,
)
from services.volunteers.days import require_range
from services.volunteers.offices import LEVELS_ZH, SecondPersonRequired, stands_at
from services.volunteers.projects.project import Change, Milestone, Project, about, require_stage
from services.volunteers.projects.refusals import (
    ApprovalLevel,
    NoMilestones,
    NotASource,
    SameOrganisation,
    SourceOnce,
)
from services.volunteers.projects.schemes import needed_level

LONGEST_YEARS = 3
OPEN = ("collected", "in_talks", "paired")


def collect(project: Project, today: date) -> Change:
    """Entered from a survey, a station, an organisation or residents (SourceOnce, NotASource)."""
    _require_parts(project.parts)
    event = ProjectCollected(
        **about(project, today),
        name=project.name,
        origin=project.origin,
        target_groups=project.target_groups,
        parts=project.parts,
        places=project.places,
        station_id=project.station_id,
        call_id=project.call_id,
    )
    return project, [event]


def send_back(project: Project, reason: str, today: date) -> Change:
    """To be put right by whoever entered it; what was agreed with an organisation stays."""
    require_stage(project, *OPEN)
    event = ProjectReturned(**about(project, today), reason=reason)
    return replace(project, stage="returned", reason=reason), [event]


def revise(
    project: Project,
    name: str,
    parts: tuple[Part, ...],
    target_groups: tuple[str, ...],
    today: date,
) -> Change:
    """Put right: it goes on where it was before it was returned."""
    require_stage(project, "returned")
    _require_parts(parts)
    event = ProjectRevised(
        **about(project, today),
        name=name,
        was=project.parts,
        parts=parts,
        target_groups=target_groups,
    )
    stage = "paired" if project.organisation_id else "in_talks" if project.sessions else "collected"
    after = replace(
        project, name=name, parts=parts, target_groups=target_groups, stage=stage, reason=""
    )
    return after, [event]


def refuse(project: Project, reason: str, today: date) -> Change:
    require_stage(project, *OPEN, "returned")
    event = ProjectRefused(**about(project, today), reason=reason)
    return replace(project, stage="refused", reason=reason), [event]


def present(project: Project, session_id: str, today: date) -> Change:
    """On the table of a session of talks; a second time is no news."""
    if session_id in project.sessions:
        return project, []
    require_stage(project, "collected", "in_talks")
    event = ProjectPresented(**about(project, today), session_id=session_id)
    sessions = (*project.sessions, session_id)
    return replace(project, stage="in_talks", sessions=sessions), [event]


def pair(project: Project, organisation_id: str, session_id: str, today: date) -> Change:
    """One organisation will carry it out (its standing was asked just before)."""
    if project.organisation_id == organisation_id:
        return project, []
    if project.stage == "paired":
        raise SameOrganisation()
    require_stage(project, "collected", "in_talks")
    event = ProjectPaired(
        **about(project, today), organisation_id=organisation_id, session_id=session_id
    )
    agreed = _agreed(project, session_id, organisation_id, "carry_out")
    after = replace(project, stage="paired", organisation_id=organisation_id, agreed=agreed)
    return after, [event]


def unpair(project: Project, reason: str, today: date) -> Change:
    require_stage(project, "paired")
    event = ProjectUnpaired(
        **about(project, today), organisation_id=project.organisation_id, reason=reason
    )
    stage = "in_talks" if project.sessions else "collected"
    was = (project.organisation_id, "carry_out")
    agreed = tuple(one for one in project.agreed if one[1:] != was)
    return replace(project, stage=stage, organisation_id="", agreed=agreed), [event]


def join_funder(project: Project, part: Part, session_id: str, today: date) -> Change:
    """One more funder of the plan 共同出资, until it is approved; the same part again is no news
    (SourceOnce, NotASource)."""
    if part in project.parts:
        return project, []
    require_stage(project, *OPEN)
    parts = (*project.parts, part)
    _require_parts(parts)
    event = ProjectFunderJoined(**about(project, today), part=part, session_id=session_id)
    agreed = _agreed(project, session_id, part.funder_id, "fund")
    return replace(project, parts=parts, agreed=agreed), [event]


def approve(
    project: Project,
    kind: str,
    term: tuple[date, date],
    milestones: tuple[Milestone, ...],
    by: tuple[str, str],
    limits: Sequence[Limit],
    today: date,
) -> Change:
    """立项 by an office of the level this grade and sum need, and not by who entered it; `by` is
    (subject, level). Raises ApprovalLevel, SecondPersonRequired, DayRange, NoMilestones."""
    require_stage(project, "paired")
    subject, level = by
    _require_level(project, kind, level, limits)
    if subject == project.collected_by:
        raise SecondPersonRequired()
    starts_on, ends_on = term
    require_range(starts_on, ends_on, LONGEST_YEARS)
    if not milestones or not all(starts_on <= m.due_on <= ends_on for m in milestones):
        raise NoMilestones(starts=starts_on, ends=ends_on, pointer="/milestones")
    event = ProjectApproved(
        **about(project, today),
        kind=kind,
        level=level,
        organisation_id=project.organisation_id,
        parts=project.parts,
        starts_on=starts_on,
        ends_on=ends_on,
        milestones=len(milestones),
    )
    after = replace(
        project,
        stage="approved",
        kind=kind,
        level=level,
        approved_on=today,
        starts_on=starts_on,
        ends_on=ends_on,
        milestones=milestones,
    )
    return after, [event]


def _agreed(
    project: Project, session_id: str, organisation_id: str, role: str
) -> tuple[tuple[str, str, str], ...]:
    """With what came of this session, if it came of one."""
    came = ((session_id, organisation_id, role),) if session_id else ()
    return (*project.agreed, *came)


def _require_level(project: Project, kind: str, level: str, limits: Sequence[Limit]) -> None:
    needed = needed_level(limits, kind, project.planned_fen)
    if not stands_at(level, needed):
        named = codes.PROJECT_KINDS.require(kind)
        raise ApprovalLevel(
            kind=named.name_zh,
            kind_en=named.code,
            planned=project.planned_fen,
            needed=LEVELS_ZH[needed],
            needed_en=needed,
        )


def _require_parts(parts: Sequence[Part]) -> None:
    if any(part.source == "all" for part in parts):
        raise NotASource(pointer="/parts")
    if len({(part.source, part.funder_id) for part in parts}) < len(parts):
        raise SourceOnce(pointer="/parts")
