"""A person sits an exam, and goes on learning. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from contracts.registry.people import EducationCompleted, ExamTaken
from services.registry.staff.domain import BEGINNING, Change, Person, require_dated, require_there
from services.registry.staff.learning import SUBJECTS, Education, ExamYear, is_complete
from services.registry.staff.refusals import EducationTwice, ExamAhead, NotASubject


def take_exam(
    person: Person, level: str, year: int, results: Mapping[str, str], today: date
) -> Change:
    """The results of a year, in place of what was recorded of it before."""
    require_there(person)
    if year > today.year:
        raise ExamAhead(year=year, this=today.year, pointer="/year")
    foreign = sorted(set(results) - SUBJECTS[level])
    if foreign:
        names = ", ".join(sorted(SUBJECTS[level]))
        raise NotASubject(level=level, subjects=names, pointer=f"/results/{foreign[0]}")
    taken = ExamYear(level=level, year=year, results=dict(results))
    if taken in person.exams:
        return person, []
    others = tuple(e for e in person.exams if (e.level, e.year) != (level, year))
    exams = tuple(sorted((*others, taken), key=lambda exam: (exam.year, exam.level)))
    event = ExamTaken(
        region=person.region,
        occurred_on=min(today, date(year, 12, 31)),
        level=level,
        year=year,
        results=taken.results,
        complete=is_complete(exams, level, year),
    )
    return replace(person, exams=exams), [event]


def complete_education(person: Person, done: Education, today: date) -> Change:
    """Hours of one day and course count once."""
    require_there(person)
    require_dated(done.on, BEGINNING, today)
    if any((e.on, e.course_id) == (done.on, done.course_id) for e in person.education):
        raise EducationTwice(on=done.on, pointer="/on")
    event = EducationCompleted(
        region=person.region, occurred_on=done.on, hours=done.hours, course_id=done.course_id
    )
    return replace(person, education=(*person.education, done)), [event]
