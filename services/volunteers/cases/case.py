"""A case 个案: one person's or household's file at a station, by a reference of the station's own.

No name, number or address is kept: `reference` is what the station writes on its paper file. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from contracts.volunteers.cases import CaseEvent
from servicekit.errors import DomainError, NotFound

DIMENSIONS = ("person", "family", "community", "society")
"""个人、家庭、社区、社会: every assessment speaks of all four."""


class WrongStage(DomainError):
    code = "case_stage"
    zh = "该个案当前为「{stage}」，不能进行「{step}」；{needs}。"
    en = "The case is at {stage_en}; it cannot be {step_en} now: {needs_en}."


class SameWorker(DomainError):
    code = "case_same_person"
    zh = "提交人不能审批自己的{step}，请由督导或县级经办人审批。"
    en = "Who submitted it cannot approve it; a supervisor or the county officer does."


STAGES_ZH = {
    "intake": "接案",
    "assessed": "已预估",
    "planned": "已制定计划",
    "serving": "服务中",
    "closing": "申请结案",
    "closed": "已结案",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """`levels`: dimension → need 1 (slight) to 5 (urgent); `form`: version of the form."""

    form: str
    levels: Mapping[str, int]
    on: date
    by: str
    approved_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedService:
    """`kind`: an activity code; `done_on` None while it is due."""

    id: str
    kind: str
    due_on: date
    done_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    services: tuple[PlannedService, ...]
    review_on: date
    by: str
    approved_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """To one station or organisation, with the client's consent (SHA-256 of the paper)."""

    id: str
    kind: str
    reason: str
    services: tuple[str, ...]
    consent: str
    until: date
    to_station_id: str = ""
    to_organisation_id: str = ""
    answer: str = ""
    answered_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """`invited`: stations that may read it too."""

    region: str
    station_id: str
    reference: str
    domain: str
    target_group: str
    source: str
    opened_on: date
    found_on: date
    by: str
    stage: str = "intake"
    assessments: tuple[Assessment, ...] = ()
    plans: tuple[Plan, ...] = ()
    reviews: tuple[date, ...] = ()
    referrals: tuple[Referral, ...] = ()
    invited: tuple[str, ...] = ()
    closing_reason: str = ""
    closing_by: str = ""
    closed_on: date | None = None
    times_opened: int = 1

    @property
    def assessment(self) -> Assessment | None:
        return self.assessments[-1] if self.assessments else None

    @property
    def plan(self) -> Plan | None:
        return self.plans[-1] if self.plans else None

    @property
    def first_response_days(self) -> int:
        """From when it was found until the file was opened."""
        return (self.opened_on - self.found_on).days

    def referral(self, id_: str) -> Referral:
        """Raises NotFound."""
        found = next((r for r in self.referrals if r.id == id_), None)
        if found is None:
            raise NotFound()
        return found

    def overdue(self, today: date) -> list[str]:
        """What is late: `service`, `review`, `referral`."""
        if self.stage == "closed":
            return []
        late = []
        if self.plan is not None:
            open_ = (s for s in self.plan.services if s.done_on is None)
            late += ["service"] if any(s.due_on < today for s in open_) else []
            late += ["review"] if self.plan.review_on < today else []
        waiting = (r for r in self.referrals if not r.answer)
        return late + (["referral"] if any(r.until < today for r in waiting) else [])

    def readable_by(self, station: str) -> bool:
        helping = (r.to_station_id for r in self.referrals if r.answer in ("", "accepted"))
        return station in (self.station_id, *self.invited, *helping)


Change = tuple[Case, list[CaseEvent]]
E = TypeVar("E", bound=CaseEvent)


def require_stage(case: Case, step: str, step_en: str, needs: str, en: str, *stages: str) -> None:
    """Raises WrongStage, which says what is needed first."""
    if case.stage not in stages:
        raise WrongStage(
            stage=STAGES_ZH[case.stage],
            stage_en=case.stage,
            step=step,
            step_en=step_en,
            needs=needs,
            needs_en=en,
        )


def told(kind: type[E], case: Case, on: date, **more: Any) -> E:
    return kind(
        region=case.region,
        occurred_on=on,
        station_id=case.station_id,
        domain=case.domain,
        target_group=case.target_group,
        **more,
    )


def moved(case: Case, **changes: Any) -> Case:
    return replace(case, **changes)
