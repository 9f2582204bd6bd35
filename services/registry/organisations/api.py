"""Organisations over HTTP: register, change, list by what they really do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import AfterValidator, Field

from contracts import codes
from contracts.registry.organisations import OrganisationFacts
from servicekit.aggregate import Aggregates
from servicekit.boundaries import RegionAsked
from servicekit.commands import command
from servicekit.fields import Body, Count, Id, Line, LocalDate, RegionCode, coded
from servicekit.idempotency import Attempt, IfMatch
from servicekit.paging import Page, Paging
from servicekit.providing import Now, provided
from servicekit.security import Actor, require
from services.registry.organisations import domain
from services.registry.organisations.activity import ZOMBIE_DAYS
from services.registry.organisations.credit_code import credit_code
from services.registry.organisations.domain import Organisation, organisation_id
from services.registry.organisations.shown import Shown
from services.registry.organisations.views import OrganisationView
from services.registry.stations.refusals import DateInFuture

router = APIRouter(prefix="/api/registry/organisations", tags=["organisations 机构"])

Reader = Annotated[Actor, Depends(require("registry.organisations.read"))]
Writer = Annotated[Actor, Depends(require("registry.organisations.write"))]
Organisations = Annotated[Aggregates[Organisation], Depends(provided(Aggregates[Organisation]))]
Register = Annotated[Shown, Depends(provided(Shown))]

Domain = Annotated[str, coded(codes.DOMAINS)]
State = Annotated[str, coded(codes.AGENCY_STATES)]


class Facts(Body):
    """`certified_staff` 人; `inspected_year`: the last yearly inspection passed."""

    name: Line
    domains: Annotated[tuple[Domain, ...], Field(max_length=10)] = ()
    certified_staff: Count = 0
    filed_kind: Annotated[str, coded(codes.FILED_KINDS)] | None = None
    inspected_year: Annotated[int, Field(strict=True, ge=1990, le=2100)] | None = None
    party_led: bool = False

    def organisation(self, known: Organisation) -> Organisation:
        """Known with these facts."""
        facts = OrganisationFacts(
            name=self.name,
            kind=known.facts.kind,
            credit_code=known.facts.credit_code,
            domains=tuple(sorted(set(self.domains))),
            certified_staff=self.certified_staff,
            filed_kind=self.filed_kind or "",
        )
        return Organisation(
            facts=facts,
            region=known.region,
            registered_on=known.registered_on,
            inspected_year=self.inspected_year or 0,
            party_led=self.party_led,
        )


class RegisterOrganisation(Facts):
    kind: Annotated[str, coded(codes.ORGANISATION_KINDS)]
    credit_code: Annotated[str, AfterValidator(credit_code)]
    region: RegionCode
    registered_on: LocalDate

    def new(self) -> Organisation:
        facts = OrganisationFacts(name=self.name, kind=self.kind, credit_code=self.credit_code)
        return self.organisation(
            Organisation(facts=facts, region=self.region, registered_on=self.registered_on)
        )


class Exit(Body):
    reason: Annotated[str, coded(codes.EXIT_REASONS)]


class OrganisationChange:
    """What every change of an organisation needs."""

    def __init__(
        self,
        organisation_id: Id,
        organisations: Organisations,
        register: Register,
        attempt: Attempt,
        version: IfMatch,
        clock: Now,
    ) -> None:
        self._id = organisation_id
        self._organisations = organisations
        self._register = register
        self._attempt = attempt
        self._version = version
        self.today = clock.today()

    async def __call__(
        self, actor: Actor, decide: Callable[[Organisation], domain.Change]
    ) -> OrganisationView:
        by = command(self._attempt, actor, self._version)
        saved = await self._organisations.change(self._id, actor.scope, by, decide)
        return self._register.view(saved)


Changing = Annotated[OrganisationChange, Depends()]


@router.post("", status_code=201)
async def post_organisation(
    body: RegisterOrganisation,
    actor: Writer,
    organisations: Organisations,
    register: Register,
    attempt: Attempt,
    clock: Now,
) -> OrganisationView:
    """Register an organisation under its credit code; 409 when that code is registered already."""
    actor.scope.require(body.region)
    if body.registered_on > clock.today():
        raise DateInFuture(given=body.registered_on, today=clock.today(), pointer="/registered_on")
    decision = domain.register(body.new(), clock.today())
    id_ = organisation_id(body.credit_code)
    by = command(attempt, actor)
    return register.view(await organisations.create(id_, body.region, decision, by))


@router.get("")
async def get_organisations(
    actor: Reader,
    register: Register,
    paging: Paging,
    region: RegionAsked = None,
    kind: Annotated[str | None, Query()] = None,
    domain: Annotated[Domain | None, Query()] = None,
    state: Annotated[State | None, Query(description="登记、具备能力、入驻、僵尸")] = None,
    blacklisted: Annotated[bool | None, Query()] = None,
    zombie_days: Annotated[int, Query(ge=30, le=3650)] = ZOMBIE_DAYS,
) -> Page[OrganisationView]:
    """Organisations of the caller's area in order of id; `state` as their contracts show it."""
    after = str(paging.after[0]) if paging.after else ""
    found: list[OrganisationView] = []
    for stored in register.within(actor.scope.narrowed(region)):
        view = register.view(stored, zombie_days)
        fits = (
            stored.id > after
            and (kind is None or view.kind == kind)
            and (domain is None or domain in view.domains)
            and (state is None or view.activity.state == state)
            and (blacklisted is None or view.standing.blacklisted == blacklisted)
        )
        if fits:
            found.append(view)
        if len(found) > paging.limit:
            return paging.page(found[:-1], found[-2].id)
    return paging.page(found)


@router.get("/{organisation_id}")
async def get_organisation(
    organisation_id: Id, actor: Reader, organisations: Organisations, register: Register
) -> OrganisationView:
    return register.view(await organisations.load(organisation_id, actor.scope))


@router.post("/{organisation_id}")
async def post_facts(body: Facts, actor: Writer, change: Changing) -> OrganisationView:
    """What is true of it now; the credit code stays."""
    return await change(
        actor, lambda known: domain.change_facts(known, body.organisation(known), change.today)
    )


@router.post("/{organisation_id}/exit")
async def post_exit(body: Exit, actor: Writer, change: Changing) -> OrganisationView:
    return await change(actor, lambda known: domain.exit_(known, body.reason, change.today))
