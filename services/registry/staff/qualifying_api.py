"""Exam results and continuing education of persons over HTTP, and who lacks hours."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from contracts import codes
from servicekit.boundaries import RegionAsked
from servicekit.fields import Body, Id, LocalDate, View, coded
from servicekit.paging import Page, Paging
from servicekit.providing import Now
from services.registry.staff.api import Changing, Everybody, Level, Reader, Writer
from services.registry.staff.learning import HOURS_DUE, Education, hours_since
from services.registry.staff.qualifying import complete_education, take_exam
from services.registry.staff.views import PersonView

router = APIRouter(prefix="/api/registry/staff", tags=["staff 人员"])

Subject = Annotated[str, coded(codes.EXAM_SUBJECTS)]
Result = Annotated[str, coded(codes.EXAM_RESULTS)]


class TakeExam(Body):
    """`results`: subject → passed, failed or absent."""

    level: Level
    year: Annotated[int, Field(strict=True, ge=2008, le=2100)]
    results: Annotated[dict[Subject, Result], Field(min_length=1, max_length=4)]


class CompleteEducation(Body):
    """`hours` 学时; `course_id`: the registry's course, when it was one."""

    hours: Annotated[int, Field(strict=True, ge=1, le=200)]
    on: LocalDate | None = None
    course_id: Id | None = None


class Lacking(View):
    """`hours` 学时 since the registration began, of `due`, before `valid_until`."""

    person_id: str
    level: str
    since: date
    valid_until: date
    hours: int
    due: int


@router.post("/{person_id}/exams")
async def post_exam(body: TakeExam, actor: Writer, change: Changing) -> PersonView:
    """One person's results of a year; sent again they take the place of the last."""
    today = change.today
    return await change(actor, lambda p: take_exam(p, body.level, body.year, body.results, today))


@router.post("/{person_id}/education")
async def post_education(body: CompleteEducation, actor: Writer, change: Changing) -> PersonView:
    """Continuing education completed."""
    today = change.today
    done = Education(on=body.on or today, hours=body.hours, course_id=body.course_id or "")
    return await change(actor, lambda person: complete_education(person, done, today))


@router.get("/lacking-education")
async def get_lacking(
    actor: Reader,
    everybody: Everybody,
    paging: Paging,
    clock: Now,
    region: RegionAsked = None,
    within_days: Annotated[int, Query(ge=0, le=1100)] = 365,
) -> Page[Lacking]:
    """Whose registration ends within so many days without the hours of continuing education it
    asks for (民发〔2009〕123号), the first to end first."""
    today = clock.today()
    rows = sorted(
        (
            Lacking(
                person_id=stored.id,
                level=held.level,
                since=held.since,
                valid_until=held.valid_until,
                hours=hours,
                due=HOURS_DUE[held.level],
            )
            for stored in everybody.within(actor.scope.narrowed(region))
            for held in stored.state.certificates
            if held.holds(today)
            and held.valid_until is not None
            and held.valid_until <= today + timedelta(days=within_days)
            and (hours := hours_since(stored.state.education, held.since))
            < HOURS_DUE.get(held.level, 0)
        ),
        key=_key,
    )
    if paging.after:
        rows = [row for row in rows if _key(row) > tuple(map(str, paging.after))]
    shown = rows[: paging.limit]
    return paging.page(shown, *(_key(shown[-1]) if len(rows) > paging.limit else ()))


def _key(row: Lacking) -> tuple[str, ...]:
    return row.valid_until.isoformat(), row.person_id, row.level
