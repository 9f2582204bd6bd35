"""Certificates over HTTP: issue, withdraw, and, for anybody, verify by number."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Path

from contracts import codes
from servicekit.aggregate import Aggregates, Stored
from servicekit.commands import command
from servicekit.errors import DomainError, NotFound
from servicekit.fields import Body, Id, LocalDate, View, coded
from servicekit.idempotency import Attempt, IfMatch
from servicekit.mirror import Mirror
from servicekit.providing import Now, provided
from servicekit.security import Actor, require
from services.volunteers.certificates import domain
from services.volunteers.certificates.domain import Certificate
from services.volunteers.certificates.known import Known
from services.volunteers.hours.api import own
from services.volunteers.people.domain import Volunteer
from services.volunteers.people.number import number_of, well_written

router = APIRouter(prefix="/api/volunteers", tags=["certificates 时长证明"])

Issuer = Annotated[Actor, Depends(require("volunteers.certificates.write"))]
Withdrawer = Annotated[Actor, Depends(require("volunteers.certificates.withdraw"))]
Reader = Annotated[Actor, Depends(require("volunteers.certificates.read"))]
Certificates = Annotated[Aggregates[Certificate], Depends(provided(Aggregates[Certificate]))]
Numbers = Annotated[Known, Depends(provided(Known))]
All = Annotated[Mirror[Certificate], Depends(provided(Mirror[Certificate]))]
People = Annotated[Aggregates[Volunteer], Depends(provided(Aggregates[Volunteer]))]


class NumberMiswritten(DomainError):
    code = "number_invalid"
    status = 422
    zh = "编号书写有误（校验位不符），请核对后再查。"
    en = "The number was miswritten: its check character does not fit."


class IssueCertificate(Body):
    """Local days, both included."""

    first: LocalDate
    last: LocalDate


class WithdrawCertificate(Body):
    reason: Annotated[str, coded(codes.VOID_REASONS)]


class PublicCertificate(View):
    """`holds`: not withdrawn, and what it certifies is credited still."""

    number: str
    first: date
    last: date
    service_hours: int
    training_hours: int
    services: int
    issued_on: date
    withdrawn_on: date | None
    holds: bool


class CertificateView(PublicCertificate):
    id: str
    version: int
    volunteer_id: str


@router.post("/people/{volunteer_id}/certificates", status_code=201)
async def post_certificate(
    volunteer_id: Id,
    body: IssueCertificate,
    actor: Issuer,
    people: People,
    certificates: Certificates,
    attempt: Attempt,
    clock: Now,
) -> CertificateView:
    """What is credited in these days, certified free of charge."""
    own(actor, volunteer_id)
    person = (await people.load(volunteer_id, actor.scope)).state
    decision = domain.issue(volunteer_id, person, body.first, body.last, clock.today())
    id_ = attempt.id(actor.subject)
    stored = await certificates.create(id_, person.region, decision, command(attempt, actor))
    return _view(stored, person)


@router.post("/certificates/{certificate_id}/withdraw")
async def post_withdraw(
    certificate_id: Id,
    body: WithdrawCertificate,
    actor: Withdrawer,
    people: People,
    certificates: Certificates,
    attempt: Attempt,
    version: IfMatch,
    clock: Now,
) -> CertificateView:
    today = clock.today()
    stored = await certificates.change(
        certificate_id,
        actor.scope,
        command(attempt, actor, version),
        lambda c: domain.withdraw(c, body.reason, today),
    )
    person = await people.load(stored.state.volunteer_id, actor.scope)
    return _view(stored, person.state)


@router.get("/people/{volunteer_id}/certificates")
async def get_certificates(
    volunteer_id: Id, actor: Reader, people: People, certificates: All
) -> list[CertificateView]:
    """A volunteer's own, the newest first."""
    own(actor, volunteer_id)
    person = (await people.load(volunteer_id, actor.scope)).state
    found = [c for c in certificates.within(actor.scope) if c.state.volunteer_id == volunteer_id]
    found.sort(key=lambda c: (c.state.issued_on, c.id), reverse=True)
    return [_view(one, person) for one in found]


@router.get("/public/certificates/{number}")
async def get_public_certificate(
    number: Annotated[str, Path(max_length=20)], numbers: Numbers, people: People
) -> PublicCertificate:
    """For anybody who has the number: what it says and whether it holds; not whose it is.

    One that was miswritten is told from one that does not exist (NumberMiswritten, NotFound).
    """
    if not well_written(number):
        raise NumberMiswritten()
    stored = numbers.by_number(number)
    if stored is None:
        raise NotFound()
    (person,) = await people.load_many([stored.state.volunteer_id])
    return _public(stored, person.state)


def _public(stored: Stored[Certificate], person: Volunteer) -> PublicCertificate:
    said = stored.state
    return PublicCertificate(
        number=number_of(stored.id),
        first=said.first,
        last=said.last,
        service_hours=said.service_hours,
        training_hours=said.training_hours,
        services=said.services,
        issued_on=said.issued_on,
        withdrawn_on=said.withdrawn_on,
        holds=domain.holds(said, person),
    )


def _view(stored: Stored[Certificate], person: Volunteer) -> CertificateView:
    return CertificateView(
        **_public(stored, person).model_dump(),
        id=stored.id,
        version=stored.version,
        volunteer_id=stored.state.volunteer_id,
    )
