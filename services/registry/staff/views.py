"""How a person is shown: the name to officers and stations of the area, to nobody else."""

from __future__ import annotations

from datetime import date

from contracts.roles import Role
from servicekit.aggregate import Stored
from servicekit.fields import View
from servicekit.scope import Actor
from services.registry.staff.domain import Person
from services.registry.staff.learning import is_complete


class PostingView(View):
    station_id: str
    post: str
    employment: str
    duty: str
    since: date
    until: date | None


class CertificateView(View):
    """`valid`: held and not expired today; `numbered`: its number is marked as this person's."""

    level: str
    since: date
    valid_until: date | None
    ended_on: date | None
    valid: bool
    numbered: bool


class ExamView(View):
    level: str
    year: int
    results: dict[str, str]
    complete: bool


class EducationView(View):
    on: date
    hours: int
    course_id: str | None


class PersonView(View):
    """`exams`: `complete` when by that year every subject was passed in time."""

    id: str
    version: int
    name: str | None
    region: str
    entered_on: date
    left_on: date | None
    postings: list[PostingView]
    certificates: list[CertificateView]
    grade: str | None
    skills: dict[str, int]
    languages: tuple[str, ...]
    supervisor_since: date | None
    incentives_paid: tuple[str, ...]
    exams: list[ExamView]
    education: list[EducationView]

    @classmethod
    def of(cls, stored: Stored[Person], actor: Actor, today: date) -> PersonView:
        person = stored.state
        return cls(
            id=stored.id,
            version=stored.version,
            name=None if actor.role is Role.AUDITOR else person.name,
            region=person.region,
            entered_on=person.entered_on,
            left_on=person.left_on,
            postings=[
                PostingView(**{n: getattr(p, n) for n in PostingView.model_fields})
                for p in person.postings
            ],
            certificates=[
                CertificateView(
                    level=c.level,
                    since=c.since,
                    valid_until=c.valid_until,
                    ended_on=c.ended_on,
                    valid=c.holds(today),
                    numbered=bool(c.mark),
                )
                for c in person.certificates
            ],
            grade=person.grade or None,
            skills=person.skills,
            languages=person.languages,
            supervisor_since=person.supervisor_since,
            incentives_paid=person.incentives,
            exams=[
                ExamView(
                    level=e.level,
                    year=e.year,
                    results=e.results,
                    complete=is_complete(person.exams, e.level, e.year),
                )
                for e in person.exams
            ],
            education=[
                EducationView(on=e.on, hours=e.hours, course_id=e.course_id or None)
                for e in person.education
            ],
        )


class Expiring(View):
    person_id: str
    level: str
    valid_until: date
