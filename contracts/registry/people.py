"""Events of the people who do social work: by opaque id only, never a name or a number.

What stations' staff counts are is said by `registry.station.staff-counted`; the events here tell
who is on which post, and are not added to it.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from contracts.event import Event, Whole


class PersonEvent(Event, frozen=True, kw_only=True):
    """`region`: where the person is registered (county or below)."""

    topic: ClassVar[str] = "registry.people"


class PersonEntered(PersonEvent, frozen=True, kw_only=True):
    """In the pool of social-work personnel 社会工作人才 from this day."""

    type: ClassVar[str] = "registry.person.entered.v1"


class PersonLeft(PersonEvent, frozen=True, kw_only=True):
    """Out of the pool: `reason` a code. What they held ends with it."""

    type: ClassVar[str] = "registry.person.left.v1"

    reason: str
    certificates: tuple[str, ...] = ()
    supervisor: bool = False


class PersonPosted(PersonEvent, frozen=True, kw_only=True):
    """On a post at a station: `duty` transactional | professional."""

    type: ClassVar[str] = "registry.person.posted.v1"

    station_id: str
    post: str
    employment: str
    duty: str


class PersonUnposted(PersonEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "registry.person.unposted.v1"

    station_id: str
    post: str
    employment: str
    reason: str


class CertificateGained(PersonEvent, frozen=True, kw_only=True):
    """`valid_until` absent: registered without an end."""

    type: ClassVar[str] = "registry.certificate.gained.v1"

    level: str
    valid_until: date | None = None


class CertificateEnded(PersonEvent, frozen=True, kw_only=True):
    """Expired without renewal, given up for a higher one, or revoked."""

    type: ClassVar[str] = "registry.certificate.ended.v1"

    level: str
    reason: str


class TalentDescribed(PersonEvent, frozen=True, kw_only=True):
    """Grade, skills with their level, languages; it takes the place of what was said before."""

    type: ClassVar[str] = "registry.person.talent-described.v1"

    grade: str
    skills: dict[str, Whole]
    languages: tuple[str, ...]


class SupervisorCertified(PersonEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "registry.supervisor.certified.v1"


class SupervisorWithdrawn(PersonEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "registry.supervisor.withdrawn.v1"


class ExamTaken(PersonEvent, frozen=True, kw_only=True):
    """One person's results of one year, by subject. Areas count their exams themselves
    (`registry.exam.counted`): these are not added to them."""

    type: ClassVar[str] = "registry.exam.taken.v1"

    level: str
    year: Whole
    results: dict[str, str]
    complete: bool


class EducationCompleted(PersonEvent, frozen=True, kw_only=True):
    """Continuing education 继续教育, in class hours 学时."""

    type: ClassVar[str] = "registry.education.completed.v1"

    hours: Whole
    course_id: str = ""


class IncentivePaid(PersonEvent, frozen=True, kw_only=True):
    """Once for a person and a level; `amount_fen` by the scheme of the area."""

    type: ClassVar[str] = "registry.incentive.paid.v1"

    level: str
    year: Whole
    amount_fen: Whole


EVENTS: tuple[type[Event], ...] = (
    PersonEntered,
    PersonLeft,
    PersonPosted,
    PersonUnposted,
    CertificateGained,
    CertificateEnded,
    TalentDescribed,
    SupervisorCertified,
    SupervisorWithdrawn,
    ExamTaken,
    EducationCompleted,
    IncentivePaid,
)
