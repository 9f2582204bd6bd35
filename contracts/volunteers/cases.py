"""Events of casework: that a case is opened, assessed, served, closed; never whose it is or what it
is about beyond codes."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from contracts.event import Event


class CaseEvent(Event, frozen=True, kw_only=True):
    """`region` is the station's; `domain`, `target_group` codes."""

    topic: ClassVar[str] = "volunteers.cases"

    station_id: str
    domain: str
    target_group: str


class CaseOpened(CaseEvent, frozen=True, kw_only=True):
    """`source`: how it was found, a code of case_sources."""

    type: ClassVar[str] = "volunteers.case.opened.v1"

    source: str


class CaseAssessed(CaseEvent, frozen=True, kw_only=True):
    """`form`: the version of the assessment form."""

    type: ClassVar[str] = "volunteers.case.assessed.v1"

    form: str


class CasePlanned(CaseEvent, frozen=True, kw_only=True):
    """`review_on`: the day on which the plan is looked at again."""

    type: ClassVar[str] = "volunteers.case.planned.v1"

    review_on: date


class CaseApproved(CaseEvent, frozen=True, kw_only=True):
    """A supervisor approves `step`: assessment | plan."""

    type: ClassVar[str] = "volunteers.case.approved.v1"

    step: str


class CaseServed(CaseEvent, frozen=True, kw_only=True):
    """One service of the plan was given."""

    type: ClassVar[str] = "volunteers.case.served.v1"

    service_id: str


class CaseReviewed(CaseEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "volunteers.case.reviewed.v1"

    outcome: str


class CaseReferred(CaseEvent, frozen=True, kw_only=True):
    """`mode`: referral (others help too) | transfer (others take over); `until`: asked by then."""

    type: ClassVar[str] = "volunteers.case.referred.v1"

    referral_id: str
    mode: str
    to_station_id: str = ""
    to_organisation_id: str = ""
    until: date


class ReferralAnswered(CaseEvent, frozen=True, kw_only=True):
    """`answer`: accepted | declined | timed_out."""

    type: ClassVar[str] = "volunteers.case.referral-answered.v1"

    referral_id: str
    answer: str


class CaseClosing(CaseEvent, frozen=True, kw_only=True):
    """The worker proposes to close; a supervisor decides."""

    type: ClassVar[str] = "volunteers.case.closing.v1"

    reason: str


class CaseClosed(CaseEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "volunteers.case.closed.v1"

    reason: str


class CaseReopened(CaseEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "volunteers.case.reopened.v1"

    reason: str


EVENTS: tuple[type[Event], ...] = (
    CaseOpened,
    CaseAssessed,
    CasePlanned,
    CaseApproved,
    CaseServed,
    CaseReviewed,
    CaseReferred,
    ReferralAnswered,
    CaseClosing,
    CaseClosed,
    CaseReopened,
)
