"""A project as it stands: what is planned, who carries it out, what was reached and spent. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from contracts.volunteers.projects import Part, ProjectEvent
from services.volunteers.projects.refusals import ProjectStage

STAGES_ZH = {
    "collected": "已征集",
    "returned": "已退回",
    "refused": "不予立项",
    "in_talks": "洽谈中",
    "paired": "已结对",
    "approved": "已立项",
    "accepted": "已验收",
    "audited": "已审计",
    "ended": "已终止",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """`title` stays in this service."""

    title: str
    due_on: date
    reached_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending:
    """Paid out of the part of this number (from 1)."""

    part: int
    amount_fen: int
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Supervision; `evidence`: SHA-256 of its record. `open` until put right."""

    on: date
    result: str
    evidence: str
    rectified_on: date | None = None

    @property
    def open(self) -> bool:
        return self.result == "rectify" and self.rectified_on is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """`parts` are planned; `spendings` were paid: the two are compared part by part and never
    added. `agreed`: what came of talks, as (session, organisation, carry_out | fund).
    `collected_by` is a pseudonym and is not shown."""

    name: str
    region: str
    domain: str
    target_groups: tuple[str, ...]
    origin: str
    parts: tuple[Part, ...]
    collected_by: str
    places: tuple[str, ...] = ()
    station_id: str = ""
    call_id: str = ""
    stage: str = "collected"
    reason: str = ""
    sessions: tuple[str, ...] = ()
    agreed: tuple[tuple[str, str, str], ...] = ()
    organisation_id: str = ""
    kind: str = ""
    level: str = ""
    approved_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    milestones: tuple[Milestone, ...] = ()
    spendings: dict[str, Spending] = field(default_factory=dict)
    visits: tuple[Visit, ...] = ()
    score: int | None = None
    accepted_on: date | None = None
    audited_fen: int | None = None
    audited_on: date | None = None

    @property
    def planned_fen(self) -> int:
        return sum(part.amount_fen for part in self.parts)

    @property
    def spent_fen(self) -> int:
        return sum(spending.amount_fen for spending in self.spendings.values())

    def spent_of(self, part: int) -> int:
        return sum(s.amount_fen for s in self.spendings.values() if s.part == part)

    def late(self, on: date) -> int:
        """How many milestones are past their day and not reached."""
        return sum(m.reached_on is None and m.due_on < on for m in self.milestones)


Change = tuple[Project, list[ProjectEvent]]


def require_stage(project: Project, *needed: str) -> None:
    """Raises ProjectStage."""
    if project.stage not in needed:
        raise ProjectStage(
            stage=STAGES_ZH[project.stage],
            needed="、".join(STAGES_ZH[stage] for stage in needed),
            stage_en=project.stage,
            needed_en=" or ".join(needed),
        )


def about(project: Project, on: date) -> dict[str, Any]:
    return {"region": project.region, "occurred_on": on, "domain": project.domain}


def with_one(items: Sequence[Any], number: int, item: Any) -> tuple[Any, ...]:
    return (*items[: number - 1], item, *items[number:])
