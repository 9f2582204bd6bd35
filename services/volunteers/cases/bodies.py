"""What the routes of casework are sent, and what they show."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from contracts import codes
from contracts.problems import ContractError
from servicekit.aggregate import Stored
from servicekit.fields import Body, Id, Line, LocalDate, View, coded
from services.volunteers.cases.case import DIMENSIONS, Case

Level = Annotated[int, Field(strict=True, ge=1, le=5)]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Activity = Annotated[str, coded(codes.ACTIVITIES)]


class DimensionsMissing(ContractError):
    code = "assessment_incomplete"

    def __init__(self) -> None:
        super().__init__(
            "预估须同时写明 person、family、community、society 四个维度（1 轻 至 5 急）。",
            "An assessment speaks of person, family, community and society, 1 slight to 5 urgent.",
            "/levels",
        )


class OneReceiver(ContractError):
    code = "receiver_required"

    def __init__(self) -> None:
        super().__init__(
            "to_station_id 与 to_organisation_id 须且只能填一个；移交只能移交给社工站。",
            "Give to_station_id or to_organisation_id, not both; a transfer goes to a station.",
            "/to_station_id",
        )


class OpenCase(Body):
    """`reference`: the number on the station's paper file, never a name or identity number;
    `found_on`: the day it was found."""

    station_id: Id
    reference: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9\-]{1,12}$")]
    domain: Annotated[str, coded(codes.DOMAINS)]
    target_group: Annotated[str, coded(codes.TARGET_GROUPS)]
    source: Annotated[str, coded(codes.CASE_SOURCES)]
    found_on: LocalDate | None = None


class Assess(Body):
    form: Line = "2022-1"
    levels: dict[str, Level]

    @model_validator(mode="after")
    def _four(self) -> Assess:
        if set(self.levels) != set(DIMENSIONS):
            raise DimensionsMissing()
        return self


class PlanService(Body):
    kind: Activity
    due_on: LocalDate


class MakePlan(Body):
    services: Annotated[tuple[PlanService, ...], Field(min_length=1, max_length=50)]
    review_on: LocalDate


class Approve(Body):
    step: Literal["assessment", "plan"]


class Serve(Body):
    service_id: Id
    on: LocalDate | None = None


class Review(Body):
    outcome: Literal["better", "same", "worse"]
    next_on: LocalDate


class Propose(Body):
    reason: Literal[
        "goals_met", "client_asked", "moved_away", "died", "transferred", "lost_contact"
    ]


class Decide(Body):
    agreed: bool


class Reopen(Body):
    reason: Literal["need_returned", "new_need", "closed_in_error"]


class Refer(Body):
    """`consent`: SHA-256 of the client's written consent; `services`: what is asked for."""

    kind: Literal["referral", "transfer"]
    reason: Literal["beyond_skill", "specialist", "moved", "capacity", "other"]
    services: Annotated[tuple[Activity, ...], Field(min_length=1, max_length=10)]
    consent: Digest
    until: LocalDate
    to_station_id: Id | None = None
    to_organisation_id: Id | None = None

    @model_validator(mode="after")
    def _one(self) -> Refer:
        if (self.to_station_id is None) == (self.to_organisation_id is None):
            raise OneReceiver()
        if self.kind == "transfer" and self.to_station_id is None:
            raise OneReceiver()
        return self


class Answer(Body):
    said: Literal["accepted", "declined"]


class Nothing(Body):
    """Nothing beyond the address."""


class ServiceView(View):
    id: str
    kind: str
    due_on: date
    done_on: date | None


class AssessmentView(View):
    form: str
    levels: dict[str, int]
    on: date
    approved: bool


class ReferralView(View):
    id: str
    kind: str
    reason: str
    services: tuple[str, ...]
    until: date
    to_station_id: str | None
    to_organisation_id: str | None
    answer: str | None


class CaseRow(View):
    """What a list shows of a case: nothing of its contents."""

    id: str
    version: int
    region: str
    station_id: str
    domain: str
    target_group: str
    stage: str
    opened_on: date
    overdue: list[str]

    @classmethod
    def of(cls, stored: Stored[Case], today: date) -> CaseRow:
        case = stored.state
        return cls(
            id=stored.id,
            version=stored.version,
            region=case.region,
            station_id=case.station_id,
            domain=case.domain,
            target_group=case.target_group,
            stage=case.stage,
            opened_on=case.opened_on,
            overdue=case.overdue(today),
        )


class CaseView(CaseRow):
    reference: str
    source: str
    first_response_days: int
    times_opened: int
    assessments: list[AssessmentView]
    services: list[ServiceView]
    plan_approved: bool
    review_on: date | None
    reviews: list[date]
    referrals: list[ReferralView]
    closing_reason: str | None
    closed_on: date | None

    @classmethod
    def of(cls, stored: Stored[Case], today: date) -> CaseView:
        case = stored.state
        return cls(
            **CaseRow.of(stored, today).model_dump(),
            reference=case.reference,
            source=case.source,
            first_response_days=case.first_response_days,
            times_opened=case.times_opened,
            assessments=[
                AssessmentView(
                    form=a.form, levels=dict(a.levels), on=a.on, approved=bool(a.approved_by)
                )
                for a in case.assessments
            ],
            services=[
                ServiceView(id=s.id, kind=s.kind, due_on=s.due_on, done_on=s.done_on)
                for s in (case.plan.services if case.plan else ())
            ],
            plan_approved=bool(case.plan and case.plan.approved_by),
            review_on=case.plan.review_on if case.plan else None,
            reviews=list(case.reviews),
            referrals=[
                ReferralView(
                    id=r.id,
                    kind=r.kind,
                    reason=r.reason,
                    services=r.services,
                    until=r.until,
                    to_station_id=r.to_station_id or None,
                    to_organisation_id=r.to_organisation_id or None,
                    answer=r.answer or None,
                )
                for r in case.referrals
            ],
            closing_reason=case.closing_reason or None,
            closed_on=case.closed_on,
        )
