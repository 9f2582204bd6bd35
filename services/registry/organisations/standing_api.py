"""Blacklist 黑名单, suspension and appeal over HTTP: proposed by one, confirmed by another."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import Field

from contracts import codes
from servicekit.fields import Body, LocalDate, coded
from servicekit.security import Actor, require
from services.registry.funding.bodies import DocumentNumber
from services.registry.organisations import domain
from services.registry.organisations.api import Changing
from services.registry.organisations.domain import Listing
from services.registry.organisations.views import OrganisationView

router = APIRouter(prefix="/api/registry/organisations", tags=["organisations 机构"])

Judge = Annotated[Actor, Depends(require("registry.organisations.judge"))]

Ground = Annotated[str, coded(codes.BLACKLIST_GROUNDS)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Propose(Body):
    """`document`: the decision's 文号; `evidence`: SHA-256 of what it rests on; `until`: the last
    day, left out for a blacklisting without a term."""

    ground: Ground
    document: DocumentNumber
    evidence: Sha256
    until: LocalDate | None = None


class Suspend(Body):
    ground: Ground
    until: LocalDate


class DecideAppeal(Body):
    upheld: bool


@router.post("/{organisation_id}/propose-blacklisting")
async def post_proposal(body: Propose, actor: Judge, change: Changing) -> OrganisationView:
    """It holds once another person has confirmed it."""
    listing = Listing(**body.model_dump(), proposed_by=actor.subject)
    return await change(
        actor, lambda known: domain.propose_blacklisting(known, listing, change.today)
    )


@router.post("/{organisation_id}/confirm-blacklisting")
async def post_confirmation(actor: Judge, change: Changing) -> OrganisationView:
    """From now on it is refused everywhere."""
    return await change(
        actor, lambda known: domain.confirm_blacklisting(known, actor.subject, change.today)
    )


@router.post("/{organisation_id}/appeal")
async def post_appeal(actor: Judge, change: Changing) -> OrganisationView:
    """An appeal has come in; the blacklisting stays until it is decided."""
    return await change(actor, lambda known: domain.file_appeal(known, change.today))


@router.post("/{organisation_id}/decide-appeal")
async def post_decision(body: DecideAppeal, actor: Judge, change: Changing) -> OrganisationView:
    return await change(
        actor,
        lambda known: domain.decide_appeal(known, body.upheld, actor.subject, change.today),
    )


@router.post("/{organisation_id}/suspend")
async def post_suspension(body: Suspend, actor: Judge, change: Changing) -> OrganisationView:
    return await change(
        actor, lambda known: domain.suspend(known, body.ground, body.until, change.today)
    )


@router.post("/{organisation_id}/lift")
async def post_lift(actor: Judge, change: Changing) -> OrganisationView:
    """End a suspension or a blacklisting before its term."""
    return await change(actor, lambda known: domain.lift(known, change.today))
