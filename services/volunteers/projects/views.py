"""How a project is shown."""

from __future__ import annotations

from datetime import date

from servicekit.aggregate import Stored
from servicekit.fields import View
from services.volunteers.projects.project import Project


class PartView(View):
    """`planned_fen` and `spent_fen` of one funder's part are compared, never added."""

    source: str
    funder_id: str | None
    planned_fen: int
    spent_fen: int


class MilestoneView(View):
    title: str
    due_on: date
    reached_on: date | None
    late: bool


class SpendingView(View):
    id: str
    part: int
    amount_fen: int
    on: date


class VisitView(View):
    on: date
    result: str
    rectified_on: date | None


class ProjectView(View):
    """Money in fen 分; parts, milestones and visits are numbered from 1."""

    id: str
    version: int
    region: str
    name: str
    domain: str
    target_groups: tuple[str, ...]
    places: tuple[str, ...]
    station_id: str | None
    call_id: str | None
    origin: str
    stage: str
    reason: str | None
    organisation_id: str | None
    kind: str | None
    level: str | None
    approved_on: date | None
    starts_on: date | None
    ends_on: date | None
    planned_fen: int
    spent_fen: int
    parts: list[PartView]
    milestones: list[MilestoneView]
    late_milestones: int
    spendings: list[SpendingView]
    visits: list[VisitView]
    score: int | None
    accepted_on: date | None
    audited_fen: int | None
    audited_on: date | None

    @classmethod
    def of(cls, stored: Stored[Project], today: date) -> ProjectView:
        project = stored.state
        made = {"id": stored.id, "version": stored.version, **_lists(project, today)}
        plain = {
            name: getattr(project, name)
            for name in cls.model_fields
            if name not in made and hasattr(project, name)
        }
        empty = {name: None for name, value in plain.items() if value == ""}
        return cls(**plain | empty | made, late_milestones=project.late(today))


def _lists(project: Project, today: date) -> dict[str, object]:
    return {
        "parts": [
            PartView(
                source=part.source,
                funder_id=part.funder_id or None,
                planned_fen=part.amount_fen,
                spent_fen=project.spent_of(number),
            )
            for number, part in enumerate(project.parts, 1)
        ],
        "milestones": [
            MilestoneView(
                title=m.title,
                due_on=m.due_on,
                reached_on=m.reached_on,
                late=(m.reached_on or today) > m.due_on,
            )
            for m in project.milestones
        ],
        "spendings": [
            SpendingView(id=id_, part=s.part, amount_fen=s.amount_fen, on=s.on)
            for id_, s in project.spendings.items()
        ],
        "visits": [
            VisitView(on=v.on, result=v.result, rectified_on=v.rectified_on) for v in project.visits
        ],
    }
