"""A certificate of hours 志愿服务记录证明: what was credited in a span of days, numbered. Pure.

Anybody who has the number can see what it says and whether it holds; nobody sees whose it is. The
certificate is not changed by what comes later: it is withdrawn, or shown beside what is credited
now (《志愿服务条例》2017, art. 19: certified free of charge, and never falsely).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from contracts.volunteers.certificates import (
    CertificateEvent,
    CertificateWithdrawn,
    HoursCertified,
)
from servicekit.errors import DomainError
from services.volunteers.people.domain import Volunteer

KINDS = ("service", "training")


class NothingToCertify(DomainError):
    code = "no_hours"
    zh = "这段时间没有已记入的服务时长，不能出具证明。"
    en = "No hours are credited in these days, so there is nothing to certify."


class DaysInvalid(DomainError):
    code = "date_out_of_order"
    status = 422
    zh = "起止日期应先后有序，且不晚于今天 {today}。"
    en = "The days must be in order and not after today, {today}."


class AlreadyWithdrawn(DomainError):
    code = "certificate_withdrawn"
    zh = "该证明已于 {on} 撤销。"
    en = "The certificate was withdrawn on {on}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """Hours by kind, credited from `first` through `last`; kinds are never added."""

    volunteer_id: str
    region: str
    first: date
    last: date
    service_hours: int
    training_hours: int
    services: int
    issued_on: date
    withdrawn_on: date | None = None
    reason: str = ""


Change = tuple[Certificate, list[CertificateEvent]]


def issue(volunteer_id: str, volunteer: Volunteer, first: date, last: date, today: date) -> Change:
    """Raises DaysInvalid, NothingToCertify."""
    if not first <= last <= today:
        raise DaysInvalid(today=today, pointer="/last")
    service, training, services = credited(volunteer, first, last)
    if not service and not training:
        raise NothingToCertify()
    certificate = Certificate(
        volunteer_id=volunteer_id,
        region=volunteer.region,
        first=first,
        last=last,
        service_hours=service,
        training_hours=training,
        services=services,
        issued_on=today,
    )
    event = HoursCertified(region=volunteer.region, occurred_on=today, hours=service)
    return certificate, [event]


def withdraw(certificate: Certificate, reason: str, today: date) -> Change:
    """Raises AlreadyWithdrawn."""
    if certificate.withdrawn_on is not None:
        raise AlreadyWithdrawn(on=certificate.withdrawn_on)
    event = CertificateWithdrawn(
        region=certificate.region,
        occurred_on=today,
        hours=certificate.service_hours,
        reason=reason,
    )
    return replace(certificate, withdrawn_on=today, reason=reason), [event]


def credited(volunteer: Volunteer, first: date, last: date) -> tuple[int, int, int]:
    """(service hours, training hours, services) that count now, of these days."""
    found = [c for c in volunteer.credits if c.counts and first <= c.day <= last]
    service, training = (sum(c.hours for c in found if c.kind == kind) for kind in KINDS)
    return service, training, len(found)


def holds(certificate: Certificate, volunteer: Volunteer) -> bool:
    """Whether it is not withdrawn and what it certifies is credited still."""
    service, training, _ = credited(volunteer, certificate.first, certificate.last)
    enough = service >= certificate.service_hours and training >= certificate.training_hours
    return certificate.withdrawn_on is None and enough
