"""A project once approved: milestones, spending, supervision, acceptance, audit. Pure.

What is spent of a part never exceeds what was planned of it: both stand in one document, so one
conditional write decides.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from contracts.volunteers.projects import (
    MilestoneReached,
    ProjectAccepted,
    ProjectAudited,
    ProjectEnded,
    ProjectRectified,
    ProjectSpendingReversed,
    ProjectSpent,
    ProjectSupervised,
)
from services.volunteers.days import happened
from services.volunteers.projects.project import (
    Change,
    Project,
    Spending,
    Visit,
    about,
    require_stage,
    with_one,
)
from services.volunteers.projects.refusals import (
    AuditDiffers,
    BudgetExceeded,
    NoSuchMilestone,
    NoSuchPart,
    NoSuchSpending,
    NoSuchVisit,
    NotReadyForAcceptance,
    TooManyEntries,
)

MOST_SPENDINGS = 500
MOST_VISITS = 100


def reach(project: Project, number: int, on: date, today: date) -> Change:
    """A milestone is reached; a second time is no news (NoSuchMilestone)."""
    require_stage(project, "approved")
    happened(on, project.approved_on, today)
    if not 1 <= number <= len(project.milestones):
        raise NoSuchMilestone(number=number, count=len(project.milestones))
    milestone = project.milestones[number - 1]
    if milestone.reached_on is not None:
        return project, []
    event = MilestoneReached(**_running(project, on), milestone=number, late=on > milestone.due_on)
    reached = with_one(project.milestones, number, replace(milestone, reached_on=on))
    return replace(project, milestones=reached), [event]


def spend(project: Project, id_: str, spending: Spending, today: date) -> Change:
    """Paid out of one part, never beyond it (NoSuchPart, BudgetExceeded). Bills come in until the
    audit."""
    require_stage(project, "approved", "accepted")
    if id_ in project.spendings:
        return project, []
    happened(spending.on, project.approved_on, today)
    if len(project.spendings) >= MOST_SPENDINGS:
        raise TooManyEntries(limit=MOST_SPENDINGS)
    _require_left(project, spending)
    event = ProjectSpent(**_spending(project, id_, spending))
    return replace(project, spendings={**project.spendings, id_: spending}), [event]


def reverse(project: Project, id_: str) -> Change:
    """An entry made wrongly is taken out on its own day (NoSuchSpending)."""
    require_stage(project, "approved", "accepted")
    spending = project.spendings.get(id_)
    if spending is None:
        raise NoSuchSpending()
    left = {known: s for known, s in project.spendings.items() if known != id_}
    event = ProjectSpendingReversed(**_spending(project, id_, spending))
    return replace(project, spendings=left), [event]


def supervise(project: Project, visit: Visit, today: date) -> Change:
    require_stage(project, "approved")
    happened(visit.on, project.visits[-1].on if project.visits else project.approved_on, today)
    if len(project.visits) >= MOST_VISITS:
        raise TooManyEntries(limit=MOST_VISITS)
    number = len(project.visits) + 1
    event = ProjectSupervised(**_running(project, visit.on), visit=number, result=visit.result)
    return replace(project, visits=(*project.visits, visit)), [event]


def rectify(project: Project, number: int, on: date, today: date) -> Change:
    """What a visit asked for is done (NoSuchVisit)."""
    require_stage(project, "approved")
    if not 1 <= number <= len(project.visits) or not project.visits[number - 1].open:
        raise NoSuchVisit(number=number)
    visit = project.visits[number - 1]
    happened(on, visit.on, today)
    event = ProjectRectified(**_running(project, on), visit=number)
    visits = with_one(project.visits, number, replace(visit, rectified_on=on))
    return replace(project, visits=visits), [event]


def accept(project: Project, score: int, today: date) -> Change:
    """验收, once all is reached, visited and put right (NotReadyForAcceptance)."""
    require_stage(project, "approved")
    missing = sum(m.reached_on is None for m in project.milestones)
    still_open = sum(visit.open for visit in project.visits)
    if missing or still_open or not project.visits:
        raise NotReadyForAcceptance(
            milestones=missing, visits=still_open, visited=len(project.visits)
        )
    event = ProjectAccepted(
        **_running(project, today), organisation_id=project.organisation_id, score=score
    )
    return replace(project, stage="accepted", score=score, accepted_on=today), [event]


def audit(project: Project, audited_fen: int, result: str, today: date) -> Change:
    """审计: closed for good. A clean audit finds what was entered (AuditDiffers)."""
    require_stage(project, "accepted", "ended")
    if result == "clean" and audited_fen != project.spent_fen:
        raise AuditDiffers(audited=audited_fen, spent=project.spent_fen, pointer="/audited_fen")
    event = ProjectAudited(
        **_running(project, today),
        organisation_id=project.organisation_id,
        planned_fen=project.planned_fen,
        spent_fen=project.spent_fen,
        audited_fen=audited_fen,
        result=result,
    )
    after = replace(project, stage="audited", audited_fen=audited_fen, audited_on=today)
    return after, [event]


def end(project: Project, reason: str, today: date) -> Change:
    """Stopped before it was done; what was spent stays spent, and is audited."""
    require_stage(project, "approved")
    event = ProjectEnded(
        **_running(project, today), organisation_id=project.organisation_id, reason=reason
    )
    return replace(project, stage="ended", reason=reason), [event]


def _require_left(project: Project, spending: Spending) -> None:
    if not 1 <= spending.part <= len(project.parts):
        raise NoSuchPart(number=spending.part, count=len(project.parts))
    planned = project.parts[spending.part - 1].amount_fen
    spent = project.spent_of(spending.part)
    if spent + spending.amount_fen > planned:
        left = planned - spent
        raise BudgetExceeded(planned=planned, spent=spent, left=left, pointer="/amount_fen")


def _running(project: Project, on: date) -> dict[str, Any]:
    return {**about(project, on), "kind": project.kind}


def _spending(project: Project, id_: str, spending: Spending) -> dict[str, Any]:
    return {
        **_running(project, spending.on),
        "spending_id": id_,
        "part": spending.part,
        "source": project.parts[spending.part - 1].source,
        "amount_fen": spending.amount_fen,
    }
