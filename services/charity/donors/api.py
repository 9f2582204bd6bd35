"""Donors over HTTP: register, list, change how they are shown."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from contracts import codes
from servicekit.aggregate import Aggregates, Stored
from servicekit.boundaries import RegionAsked
from servicekit.commands import command
from servicekit.fields import Body, Id, Line, RegionCode, View, coded
from servicekit.idempotency import Attempt, IfMatch
from servicekit.listing import mirrored
from servicekit.mirror import Mirror
from servicekit.paging import Page, Paging
from servicekit.providing import Now, provided
from servicekit.security import Actor, require
from services.charity.donors import donor as domain
from services.charity.donors.donor import Donor
from services.charity.organisations.copy import Organisations

router = APIRouter(prefix="/api/charity/donors", tags=["donors 捐赠方"])

Reader = Annotated[Actor, Depends(require("charity.donors.read"))]
Writer = Annotated[Actor, Depends(require("charity.donors.write"))]
Donors = Annotated[Aggregates[Donor], Depends(provided(Aggregates[Donor]))]
AllDonors = Annotated[Mirror[Donor], Depends(provided(Mirror[Donor]))]
Known = Annotated[Organisations, Depends(provided(Organisations))]
Kind = Annotated[str, coded(codes.DONOR_KINDS)]


class RegisterDonor(Body):
    """`anonymous`: the public sees no name. `organisation_id`: a body the registry knows."""

    kind: Kind
    name: Line
    region: RegionCode | None = None
    anonymous: bool = False
    organisation_id: Id | None = None


class ChangeDonor(Body):
    name: Line | None = None
    anonymous: bool | None = None


class DonorView(View):
    id: str
    version: int
    kind: str
    name: str
    public_name: str
    region: str
    anonymous: bool
    organisation_id: str | None

    @classmethod
    def of(cls, stored: Stored[Donor]) -> DonorView:
        donor = stored.state
        return cls(
            id=stored.id,
            version=stored.version,
            kind=donor.kind,
            name=donor.name,
            public_name=donor.public_name()[0],
            region=donor.region,
            anonymous=donor.anonymous,
            organisation_id=donor.organisation_id or None,
        )


@router.post("", status_code=201)
async def post_donor(
    body: RegisterDonor, actor: Writer, donors: Donors, known: Known, attempt: Attempt, clock: Now
) -> DonorView:
    """Raises OrganisationRefused for a body on the blacklist."""
    region = body.region or actor.region
    actor.scope.require(region)
    if body.organisation_id is not None:
        await known.require_allowed(body.organisation_id, clock.today())
    donor = Donor(
        kind=body.kind,
        name=body.name,
        region=region,
        anonymous=body.anonymous,
        organisation_id=body.organisation_id or "",
    )
    decision = domain.register(donor, clock.today())
    id_ = attempt.id(actor.subject)
    return DonorView.of(await donors.create(id_, region, decision, command(attempt, actor)))


@router.get("")
async def get_donors(
    actor: Reader,
    donors: AllDonors,
    paging: Paging,
    region: RegionAsked = None,
    kind: Annotated[Kind | None, Query()] = None,
) -> Page[DonorView]:
    """Donors registered in the caller's area, in order of id; by region and kind."""
    scope = actor.scope.narrowed(region)
    return mirrored(donors, scope, lambda d: kind in (None, d.kind), paging, DonorView.of)


@router.get("/{donor_id}")
async def get_donor(donor_id: Id, actor: Reader, donors: Donors) -> DonorView:
    return DonorView.of(await donors.load(donor_id, actor.scope))


@router.post("/{donor_id}/change")
async def post_change(
    donor_id: Id,
    body: ChangeDonor,
    actor: Writer,
    donors: Donors,
    attempt: Attempt,
    version: IfMatch,
    clock: Now,
) -> DonorView:
    """A donor may ask at any time to be shown or hidden."""
    today = clock.today()
    return DonorView.of(
        await donors.change(
            donor_id,
            actor.scope,
            command(attempt, actor, version),
            lambda donor: domain.change(donor, body.name, body.anonymous, today),
        )
    )
