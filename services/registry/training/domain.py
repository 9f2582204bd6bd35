"""Training: a course, its sessions with attendance and satisfaction, and a year's target. Pure.

Attendance is person-times 人次, never persons; training hours are no service hours.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from contracts.registry.learning import (
    CoursePlanned,
    CourseSessionHeld,
    CourseSessionVoided,
    LearningEvent,
    TrainingTargetSet,
)
from servicekit.errors import DomainError

_NAMESPACE = uuid.UUID("e4b8a5d0-7f2a-5a43-93d1-6d4d9d1c7e52")


class SessionDate(DomainError):
    code = "date_in_future"
    status = 422
    zh = "日期 {given} 晚于今天 {today}，只能登记已经举办的培训。"
    en = "{given} is after today, {today}; only sessions that were held are recorded."


class MoreAnswersThanPeople(DomainError):
    code = "satisfaction_answers"
    status = 422
    zh = "满意度答卷 {answers} 份，多于参加的 {attendance} 人次。"
    en = "There are {answers} answers on satisfaction but only {attendance} attended."


class NoSuchSession(DomainError):
    code = "session_unknown"
    status = 404
    zh = "没有第 {number} 期，或已作废。"
    en = "There is no session {number}, or it is voided."


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """`satisfied` of `answers` were content; a share is computed from both, never kept.
    `spent_fen`: what the session cost, never added to what was planned."""

    on: date
    attendance: int
    hours: int
    answers: int = 0
    satisfied: int = 0
    spent_fen: int = 0
    voided: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    title: str
    region: str
    mode: str
    kind: str = "course"
    planned_fen: int = 0
    sessions: tuple[Session, ...] = ()

    @property
    def held(self) -> tuple[Session, ...]:
        return tuple(session for session in self.sessions if not session.voided)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingTarget:
    region: str
    year: int
    attendance: int


Change = tuple[Course, list[LearningEvent]]


def target_id(region: str, year: int) -> str:
    return str(uuid.uuid5(_NAMESPACE, f"{region}/{year}"))


def plan_course(course: Course, today: date) -> Change:
    event = CoursePlanned(
        region=course.region, occurred_on=today, mode=course.mode, planned_fen=course.planned_fen
    )
    return course, [event]


def hold_session(course: Course, session: Session, today: date) -> Change:
    if session.on > today:
        raise SessionDate(given=session.on, today=today, pointer="/on")
    if not session.satisfied <= session.answers <= session.attendance:
        raise MoreAnswersThanPeople(
            answers=session.answers, attendance=session.attendance, pointer="/answers"
        )
    event = CourseSessionHeld(**_about(course, session))
    return replace(course, sessions=(*course.sessions, session)), [event]


def void_session(course: Course, number: int) -> Change:
    """`number` from 1; it counts no more, on the day it was said to be held."""
    known = course.sessions[number - 1] if 1 <= number <= len(course.sessions) else None
    if known is None or known.voided:
        raise NoSuchSession(number=number)
    sessions = list(course.sessions)
    sessions[number - 1] = replace(known, voided=True)
    return replace(course, sessions=tuple(sessions)), [CourseSessionVoided(**_about(course, known))]


def set_target(target: TrainingTarget, today: date) -> tuple[TrainingTarget, list[LearningEvent]]:
    event = TrainingTargetSet(
        region=target.region, occurred_on=today, year=target.year, attendance=target.attendance
    )
    return target, [event]


def _about(course: Course, session: Session) -> dict[str, Any]:
    return {
        "region": course.region,
        "occurred_on": session.on,
        "mode": course.mode,
        "attendance": session.attendance,
        "hours": session.hours,
        "spent_fen": session.spent_fen,
    }
