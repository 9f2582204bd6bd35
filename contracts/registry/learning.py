"""Events of exams, training and supervision: counts by area, and visits by station."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import msgspec

from contracts.event import Event, Whole


class Funnel(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One level: applied ≥ paid ≥ passed."""

    persons_applied: Whole = 0
    persons_paid: Whole = 0
    persons_passed: Whole = 0


class LearningEvent(Event, frozen=True, kw_only=True):
    topic: ClassVar[str] = "registry.people"


class ExamCounted(LearningEvent, frozen=True, kw_only=True):
    """An area's counts of a year's exam, by certificate level; the old ones travel along."""

    type: ClassVar[str] = "registry.exam.counted.v1"

    year: Whole
    was: dict[str, Funnel]
    now: dict[str, Funnel]


class IncentiveSchemeSet(LearningEvent, frozen=True, kw_only=True):
    """What passing an exam earns in this area and below, in fen by level."""

    type: ClassVar[str] = "registry.incentive-scheme.set.v1"

    amounts_fen: dict[str, Whole]
    document: str


class CoursePlanned(LearningEvent, frozen=True, kw_only=True):
    """`planned_fen` is a plan and never counted as paid."""

    type: ClassVar[str] = "registry.course.planned.v1"

    mode: str
    planned_fen: Whole = 0


class CourseSessionHeld(LearningEvent, frozen=True, kw_only=True):
    """One session 期 with `attendance` person-times 人次. Training is no service.
    `spent_fen`: what it cost."""

    type: ClassVar[str] = "registry.course.session-held.v1"

    mode: str
    attendance: Whole
    hours: Whole
    spent_fen: Whole = 0


class CourseSessionVoided(LearningEvent, frozen=True, kw_only=True):
    """It was not held, or was entered twice: every total follows."""

    type: ClassVar[str] = "registry.course.session-voided.v1"

    mode: str
    attendance: Whole
    hours: Whole
    spent_fen: Whole = 0


class TrainingTargetSet(LearningEvent, frozen=True, kw_only=True):
    """How many person-times 人次 an area means to train in a year."""

    type: ClassVar[str] = "registry.training-target.set.v1"

    year: Whole
    attendance: Whole


class StationSupervised(LearningEvent, frozen=True, kw_only=True):
    """`first_of_year`: the station had not been visited in that year before."""

    type: ClassVar[str] = "registry.station.supervised.v1"

    station_id: str
    kind: str
    mode: str
    first_of_year: bool
    supervisor_id: str = ""


class FindingRaised(LearningEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "registry.finding.raised.v1"

    station_id: str
    aspect: str
    due_on: date


class FindingClosed(LearningEvent, frozen=True, kw_only=True):
    """Put right, with evidence; `late` when after its day."""

    type: ClassVar[str] = "registry.finding.closed.v1"

    station_id: str
    aspect: str
    late: bool


EVENTS: tuple[type[Event], ...] = (
    ExamCounted,
    IncentiveSchemeSet,
    CoursePlanned,
    CourseSessionHeld,
    CourseSessionVoided,
    TrainingTargetSet,
    StationSupervised,
    FindingRaised,
    FindingClosed,
)
