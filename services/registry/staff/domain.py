"""A person who does social work: posts, certificates, talent, supervision, incentives. Pure.

The name stays in the registry's store. No identity number or telephone is kept, and of a
certificate's number only its mark (numbers.py): nobody else holds the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from contracts import codes
from contracts.registry.people import (
    CertificateEnded,
    CertificateGained,
    IncentivePaid,
    PersonEntered,
    PersonEvent,
    PersonLeft,
    PersonPosted,
    PersonUnposted,
    SupervisorCertified,
    SupervisorWithdrawn,
    TalentDescribed,
)
from services.registry.staff.learning import Education, ExamYear
from services.registry.staff.refusals import (
    CertificateHeld,
    DateOutOfOrder,
    Gone,
    HigherHeld,
    IncentiveTwice,
    NoCertificate,
    NotPosted,
    NotSupervisor,
    PostOverlaps,
)

FULL_TIME = frozenset({"full_time", "public_post", "graduate", "dispatched"})
"""Employment of a whole working day: nobody has two of them at once."""
SUPERVISING = frozenset({"social_worker", "senior"})
SUCCEEDED = frozenset({"renewed", "higher_level"})
"""Ends of a certificate that another one follows the same day."""
BEGINNING = date(1990, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    station_id: str
    post: str
    employment: str
    duty: str
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    level: str
    since: date
    valid_until: date | None = None
    ended_on: date | None = None
    mark: str = ""

    def holds(self, on: date) -> bool:
        valid = self.valid_until is None or on <= self.valid_until
        return self.ended_on is None and self.since <= on and valid


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """`skills` code → level 1..3; `incentives` the levels paid for."""

    name: str
    region: str
    entered_on: date
    left_on: date | None = None
    postings: tuple[Posting, ...] = ()
    certificates: tuple[Certificate, ...] = ()
    grade: str = ""
    skills: dict[str, int] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    supervisor_since: date | None = None
    incentives: tuple[str, ...] = ()
    exams: tuple[ExamYear, ...] = ()
    education: tuple[Education, ...] = ()

    @property
    def posts(self) -> tuple[Posting, ...]:
        """Those of today."""
        return tuple(posting for posting in self.postings if posting.until is None)

    def levels(self, on: date) -> tuple[str, ...]:
        return tuple(c.level for c in self.certificates if c.holds(on))


Change = tuple[Person, list[PersonEvent]]


def enter(person: Person, today: date) -> Change:
    require_dated(person.entered_on, BEGINNING, today)
    return person, [PersonEntered(region=person.region, occurred_on=person.entered_on)]


def assign(person: Person, posting: Posting, today: date) -> Change:
    """Once at a station at a time, and one full-time post at a time."""
    require_there(person)
    require_dated(posting.since, person.entered_on, today)
    for other in person.postings:
        same = other.station_id == posting.station_id
        both_full = {other.employment, posting.employment} <= FULL_TIME
        if (same or both_full) and (other.until is None or other.until > posting.since):
            raise PostOverlaps()
    event = PersonPosted(
        **_about(person, posting.since),
        station_id=posting.station_id,
        post=posting.post,
        employment=posting.employment,
        duty=posting.duty,
    )
    return replace(person, postings=(*person.postings, posting)), [event]


def unassign(person: Person, station_id: str, on: date, reason: str, today: date) -> Change:
    posting = next((p for p in person.posts if p.station_id == station_id), None)
    if posting is None:
        raise NotPosted()
    require_dated(on, posting.since, today)
    ended = replace(posting, until=on)
    postings = tuple(ended if p is posting else p for p in person.postings)
    return replace(person, postings=postings), [_unposted(person, posting, on, reason)]


def gain_certificate(person: Person, certificate: Certificate, today: date) -> Change:
    """A higher level ends the lower ones: a person is counted once, at the highest."""
    require_there(person)
    require_dated(certificate.since, BEGINNING, today)
    if certificate.level in person.levels(today):
        raise CertificateHeld()
    _refuse_lower(person, certificate.level, today)
    event = CertificateGained(
        **_about(person, certificate.since),
        level=certificate.level,
        valid_until=certificate.valid_until,
    )
    lower, events = _end_lower(person, certificate)
    return replace(lower, certificates=(*lower.certificates, certificate)), [*events, event]


def renew_certificate(person: Person, level: str, until: date, today: date) -> Change:
    """Registered anew: the old registration ends, the new one begins the same day."""
    held = _held(person, level)
    ended, events = end_certificate(person, level, today, "renewed", today)
    renewed = replace(held, since=today, valid_until=until, ended_on=None)
    after, gained = gain_certificate(ended, renewed, today)
    return after, [*events, *gained]


def end_certificate(person: Person, level: str, on: date, reason: str, today: date) -> Change:
    require_there(person)
    held = _held(person, level)
    require_dated(on, held.since, today)
    ended = replace(held, ended_on=on)
    if reason == "entered_wrongly":
        ended = replace(ended, mark="")
    certificates = tuple(ended if c is held else c for c in person.certificates)
    event = CertificateEnded(**_about(person, on), level=level, reason=reason)
    after = replace(person, certificates=certificates)
    if reason in SUCCEEDED or SUPERVISING & {c.level for c in certificates if not c.ended_on}:
        return after, [event]
    lapsed, withdrawn = withdraw_supervisor(after, on)
    return lapsed, [event, *withdrawn]


def describe_talent(
    person: Person, grade: str, skills: dict[str, int], languages: tuple[str, ...], today: date
) -> Change:
    require_there(person)
    after = replace(person, grade=grade, skills=skills, languages=languages)
    if after == person:
        return person, []
    event = TalentDescribed(
        **_about(person, today), grade=grade, skills=skills, languages=languages
    )
    return after, [event]


def certify_supervisor(person: Person, today: date) -> Change:
    require_there(person)
    if person.supervisor_since is not None:
        return person, []
    if not SUPERVISING & set(person.levels(today)):
        raise NotSupervisor()
    return replace(person, supervisor_since=today), [SupervisorCertified(**_about(person, today))]


def withdraw_supervisor(person: Person, today: date) -> Change:
    if person.supervisor_since is None:
        return person, []
    return replace(person, supervisor_since=None), [SupervisorWithdrawn(**_about(person, today))]


def pay_incentive(person: Person, level: str, year: int, amount_fen: int, today: date) -> Change:
    """Once for a person and a level, who holds the certificate."""
    require_there(person)
    _held(person, level)
    if level in person.incentives:
        raise IncentiveTwice()
    event = IncentivePaid(**_about(person, today), level=level, year=year, amount_fen=amount_fen)
    return replace(person, incentives=(*person.incentives, level)), [event]


def leave(person: Person, on: date, reason: str, today: date) -> Change:
    """Out of social work: posts, certificates and supervision end with it."""
    require_there(person)
    require_dated(on, max([person.entered_on, *(p.since for p in person.posts)]), today)
    events: list[PersonEvent] = [_unposted(person, p, on, reason) for p in person.posts]
    held = tuple(c.level for c in person.certificates if c.ended_on is None)
    events.append(
        PersonLeft(
            **_about(person, on),
            reason=reason,
            certificates=held,
            supervisor=person.supervisor_since is not None,
        )
    )
    gone = replace(
        person,
        left_on=on,
        postings=tuple(replace(p, until=p.until or on) for p in person.postings),
        certificates=tuple(replace(c, ended_on=c.ended_on or on) for c in person.certificates),
        supervisor_since=None,
    )
    return gone, events


def _end_lower(person: Person, gained: Certificate) -> Change:
    after, events = person, []
    for held in person.certificates:
        if held.ended_on is None:
            day = max(gained.since, held.since)
            after, ended = end_certificate(after, held.level, day, "higher_level", day)
            events += ended
    return after, events


def _refuse_lower(person: Person, level: str, today: date) -> None:
    """An old certificate entered late would otherwise end the higher one that is held."""
    order = codes.CERTIFICATE_LEVELS.codes
    if any(order.index(held) > order.index(level) for held in person.levels(today)):
        raise HigherHeld()


def _held(person: Person, level: str) -> Certificate:
    found = [c for c in person.certificates if c.level == level and c.ended_on is None]
    if not found:
        raise NoCertificate()
    return found[-1]


def _unposted(person: Person, posting: Posting, on: date, reason: str) -> PersonUnposted:
    return PersonUnposted(
        **_about(person, on),
        station_id=posting.station_id,
        post=posting.post,
        employment=posting.employment,
        reason=reason,
    )


def require_there(person: Person) -> None:
    if person.left_on is not None:
        raise Gone()


def require_dated(given: date, earlier: date, today: date) -> None:
    if not earlier <= given <= today:
        raise DateOutOfOrder(given=given, earlier=earlier, today=today)


def _about(person: Person, on: date) -> dict[str, Any]:
    return {"region": person.region, "occurred_on": on}
