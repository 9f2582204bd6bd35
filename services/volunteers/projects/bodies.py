"""What requests about projects may say."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from contracts import codes
from contracts.volunteers.projects import Limit, Part
from servicekit.fields import Body, Fen, Id, Line, LocalDate, RegionCode, coded
from services.volunteers.projects.project import Milestone, Project, Spending, Visit

Number = Annotated[int, Field(strict=True, ge=1, le=500)]
Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", description="材料的 SHA-256")]
TargetGroup = Annotated[str, coded(codes.TARGET_GROUPS)]
Groups = Annotated[tuple[TargetGroup, ...], Field(min_length=1, max_length=12)]


class PartBody(Body):
    """One funder's part of the plan; `funder_id` when an organisation gives it."""

    source: Annotated[str, coded(codes.FUND_SOURCES)]
    amount_fen: Fen
    funder_id: Id | None = None

    def part(self) -> Part:
        return Part(source=self.source, amount_fen=self.amount_fen, funder_id=self.funder_id or "")


Parts = Annotated[tuple[PartBody, ...], Field(min_length=1, max_length=20)]


class CollectProject(Body):
    """`places`: what it serves, within its region; `call_id`: the call for micro-grants or
    proposals it came out of."""

    name: Line
    region: RegionCode
    domain: Annotated[str, coded(codes.DOMAINS)]
    target_groups: Groups
    origin: Annotated[str, coded(codes.PROJECT_ORIGINS)]
    parts: Parts
    places: Annotated[tuple[RegionCode, ...], Field(max_length=100)] = ()
    station_id: Id | None = None
    call_id: Id | None = None

    def project(self, collected_by: str) -> Project:
        plain = self.model_dump(
            exclude={"parts", "station_id", "call_id", "target_groups", "places"}
        )
        return Project(
            parts=tuple(part.part() for part in self.parts),
            target_groups=tuple(dict.fromkeys(self.target_groups)),
            places=tuple(dict.fromkeys(self.places)),
            station_id=self.station_id or "",
            call_id=self.call_id or "",
            collected_by=collected_by,
            **plain,
        )


class SendBack(Body):
    reason: Annotated[str, coded(codes.PROJECT_RETURNS)]


class Revise(Body):
    name: Line
    parts: Parts
    target_groups: Groups


class Refuse(Body):
    reason: Annotated[str, coded(codes.PROJECT_REFUSALS)]


class Pair(Body):
    organisation_id: Id


class Unpair(Body):
    reason: Annotated[str, coded(codes.UNPAIRING_REASONS)]


class MilestoneBody(Body):
    title: Line
    due_on: LocalDate

    def milestone(self) -> Milestone:
        return Milestone(title=self.title, due_on=self.due_on)


class Approve(Body):
    """`kind`: the grade 示范类 | 一般类 | 小微类."""

    kind: Annotated[str, coded(codes.PROJECT_KINDS)]
    starts_on: LocalDate
    ends_on: LocalDate
    milestones: Annotated[tuple[MilestoneBody, ...], Field(min_length=1, max_length=50)]

    @property
    def term(self) -> tuple[date, date]:
        return self.starts_on, self.ends_on


class Reach(Body):
    milestone: Number
    on: LocalDate | None = None


class Spend(Body):
    """Out of the part of this number, from 1."""

    part: Number
    amount_fen: Fen
    on: LocalDate | None = None

    def spending(self, today: date) -> Spending:
        return Spending(part=self.part, amount_fen=self.amount_fen, on=self.on or today)


class ReverseSpending(Body):
    spending_id: Id


class Supervise(Body):
    """`evidence`: SHA-256 of the record of the visit, which stays where it was made."""

    result: Annotated[str, coded(codes.SUPERVISION_RESULTS)]
    evidence: Hash
    on: LocalDate | None = None

    def visit(self, today: date) -> Visit:
        return Visit(on=self.on or today, result=self.result, evidence=self.evidence)


class Rectify(Body):
    visit: Number
    on: LocalDate | None = None


class Accept(Body):
    score: Annotated[int, Field(strict=True, ge=0, le=100)]


class Audit(Body):
    """`audited_fen`: what the audit found spent; 0 when nothing was."""

    audited_fen: Annotated[int, Field(strict=True, ge=0, le=10**12)]
    result: Annotated[str, coded(codes.PROJECT_AUDITS)]


class End(Body):
    reason: Annotated[str, coded(codes.PROJECT_ENDINGS)]


class LimitBody(Body):
    """`up_to_fen` 0: any sum."""

    kind: Annotated[str, coded(codes.PROJECT_KINDS)]
    level: Annotated[str, Field(pattern="^(county|prefecture|province)$")]
    up_to_fen: Annotated[int, Field(strict=True, ge=0, le=10**12)] = 0

    def limit(self) -> Limit:
        return Limit(**self.model_dump())


class SetScheme(Body):
    region: RegionCode
    limits: Annotated[tuple[LimitBody, ...], Field(min_length=3, max_length=9)]
