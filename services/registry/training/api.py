"""Training over HTTP: courses, sessions, a year's target and how far it is reached."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from contracts import codes
from contracts.registry.learning import LearningEvent
from servicekit.aggregate import Aggregates, Stored
from servicekit.boundaries import RegionAsked
from servicekit.commands import command
from servicekit.errors import NotFound
from servicekit.fields import Body, Count, Fen, Id, Line, LocalDate, RegionCode, View, coded
from servicekit.idempotency import Attempt, IfMatch
from servicekit.mirror import Mirror
from servicekit.paging import Page, Paging
from servicekit.providing import Now, provided
from servicekit.security import Actor, require
from services.registry.training import domain
from services.registry.training.domain import Course, Session, TrainingTarget, target_id

router = APIRouter(prefix="/api/registry", tags=["training 培训"])

Reader = Annotated[Actor, Depends(require("registry.training.read"))]
Writer = Annotated[Actor, Depends(require("registry.training.write"))]
Courses = Annotated[Aggregates[Course], Depends(provided(Aggregates[Course]))]
AllCourses = Annotated[Mirror[Course], Depends(provided(Mirror[Course]))]
Targets = Annotated[Aggregates[TrainingTarget], Depends(provided(Aggregates[TrainingTarget]))]
AllTargets = Annotated[Mirror[TrainingTarget], Depends(provided(Mirror[TrainingTarget]))]

Mode = Annotated[str, coded(codes.TRAINING_MODES)]
Year = Annotated[int, Field(strict=True, ge=2000, le=2100)]


class PlanCourse(Body):
    """`planned_fen` is a plan; it counts nowhere as paid."""

    title: Line
    region: RegionCode
    mode: Mode
    kind: Annotated[str, coded(codes.COURSE_KINDS)] = "course"
    planned_fen: Fen | None = None


class HoldSession(Body):
    """`attendance` 人次; `satisfied` of `answers` were content."""

    on: LocalDate
    attendance: Count
    hours: Annotated[int, Field(strict=True, ge=1, le=200)]
    answers: Count = 0
    satisfied: Count = 0
    spent_fen: Fen = 0


class SetTarget(Body):
    region: RegionCode
    year: Year
    attendance: Count


class SessionView(View):
    number: int
    on: date
    attendance: int
    hours: int
    satisfaction: float | None
    spent_fen: int
    voided: bool


class CourseView(View):
    """`attendance` 人次 of the sessions that count; `satisfaction` from both parts."""

    id: str
    version: int
    title: str
    region: str
    mode: str
    kind: str
    planned_fen: int | None
    sessions: list[SessionView]
    attendance: int
    satisfaction: float | None
    spent_fen: int

    @classmethod
    def of(cls, stored: Stored[Course]) -> CourseView:
        course = stored.state
        return cls(
            id=stored.id,
            version=stored.version,
            title=course.title,
            region=course.region,
            mode=course.mode,
            kind=course.kind,
            planned_fen=course.planned_fen or None,
            sessions=[
                SessionView(
                    number=number,
                    on=s.on,
                    attendance=s.attendance,
                    hours=s.hours,
                    satisfaction=_share(s.satisfied, s.answers),
                    spent_fen=s.spent_fen,
                    voided=s.voided,
                )
                for number, s in enumerate(course.sessions, 1)
            ],
            attendance=sum(s.attendance for s in course.held),
            spent_fen=sum(s.spent_fen for s in course.held),
            satisfaction=_share(
                sum(s.satisfied for s in course.held), sum(s.answers for s in course.held)
            ),
        )


class TargetView(View):
    region: str
    year: int
    attendance: int


class Progress(View):
    """Person-times 人次 trained in a year below a region, beside what it set itself."""

    region: str
    year: int
    target: int | None
    attendance: int
    sessions: int
    reached: float | None


class CourseChange:
    def __init__(
        self, course_id: Id, courses: Courses, attempt: Attempt, version: IfMatch, clock: Now
    ) -> None:
        self._id = course_id
        self._courses = courses
        self._attempt = attempt
        self._version = version
        self.today = clock.today()

    async def __call__(self, actor: Actor, decide: Callable[[Course], domain.Change]) -> CourseView:
        by = command(self._attempt, actor, self._version)
        return CourseView.of(await self._courses.change(self._id, actor.scope, by, decide))


Changing = Annotated[CourseChange, Depends()]


@router.post("/courses", status_code=201)
async def post_course(
    body: PlanCourse, actor: Writer, courses: Courses, attempt: Attempt, clock: Now
) -> CourseView:
    actor.scope.require(body.region)
    course = Course(**{**body.model_dump(), "planned_fen": body.planned_fen or 0})
    decision = domain.plan_course(course, clock.today())
    by = command(attempt, actor)
    return CourseView.of(await courses.create(attempt.id(actor.subject), body.region, decision, by))


@router.get("/courses")
async def get_courses(
    actor: Reader,
    courses: AllCourses,
    paging: Paging,
    region: RegionAsked = None,
    kind: Annotated[str | None, Query()] = None,
    mode: Annotated[str | None, Query()] = None,
) -> Page[CourseView]:
    """Courses of the caller's area, in order of id."""
    after = str(paging.after[0]) if paging.after else ""
    found = sorted(
        (
            stored
            for stored in courses.within(actor.scope.narrowed(region))
            if stored.id > after
            and kind in (None, stored.state.kind)
            and mode in (None, stored.state.mode)
        ),
        key=lambda stored: stored.id,
    )
    shown = [CourseView.of(stored) for stored in found[: paging.limit]]
    return paging.page(shown, shown[-1].id) if len(found) > paging.limit else paging.page(shown)


@router.get("/courses/{course_id}")
async def get_course(course_id: Id, actor: Reader, courses: Courses) -> CourseView:
    return CourseView.of(await courses.load(course_id, actor.scope))


@router.post("/courses/{course_id}/sessions")
async def post_session(body: HoldSession, actor: Writer, change: Changing) -> CourseView:
    """One session was held."""
    session = Session(**body.model_dump())
    return await change(actor, lambda course: domain.hold_session(course, session, change.today))


@router.post("/courses/{course_id}/sessions/{number}/void")
async def post_void(number: int, actor: Writer, change: Changing) -> CourseView:
    """It was not held, or was entered twice: every total follows."""
    return await change(actor, lambda course: domain.void_session(course, number))


@router.post("/training-targets", status_code=201)
async def post_target(
    body: SetTarget, actor: Writer, targets: Targets, attempt: Attempt, clock: Now
) -> TargetView:
    """How many person-times an area means to train in a year; again replaces it."""
    actor.scope.require(body.region)
    target = TrainingTarget(**body.model_dump())
    id_, by, today = target_id(body.region, body.year), command(attempt, actor), clock.today()
    try:
        await targets.change(id_, actor.scope, by, lambda t: _again(t, target, today))
    except NotFound:
        await targets.create(id_, body.region, domain.set_target(target, today), by)
    return TargetView(**body.model_dump())


@router.get("/training-progress")
async def get_progress(
    actor: Reader,
    courses: AllCourses,
    targets: AllTargets,
    year: Annotated[int, Query(ge=2000, le=2100)],
    region: RegionAsked = None,
) -> Progress:
    """How far a year's target is reached."""
    asked = region.code if region else actor.region
    held = [
        session
        for stored in courses.within(actor.scope.narrowed(region))
        for session in stored.state.held
        if session.on.year == year
    ]
    target = targets.get(target_id(asked, year), actor.scope)
    attendance = sum(session.attendance for session in held)
    wanted = target.state.attendance if target else None
    return Progress(
        region=asked,
        year=year,
        target=wanted,
        attendance=attendance,
        sessions=len(held),
        reached=_share(attendance, wanted or 0),
    )


def _again(
    known: TrainingTarget, target: TrainingTarget, today: date
) -> tuple[TrainingTarget, list[LearningEvent]]:
    return (known, []) if known == target else domain.set_target(target, today)


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
