"""Honours over HTTP: award, revoke, list."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from contracts import codes, regions
from servicekit.aggregate import Aggregates, Stored
from servicekit.boundaries import RegionAsked
from servicekit.commands import command
from servicekit.fields import Body, Id, LocalDate, RegionCode, View, coded
from servicekit.idempotency import Attempt, IfMatch
from servicekit.listing import mirrored
from servicekit.mirror import Mirror
from servicekit.paging import Page, Paging
from servicekit.providing import Now, provided
from servicekit.security import Actor, require
from services.registry.designations.domain import check_level
from services.registry.funding.bodies import DocumentNumber, Year
from services.registry.honours import domain
from services.registry.honours.domain import Honour
from services.registry.stations.station import Station

router = APIRouter(prefix="/api/registry/honours", tags=["honours 荣誉"])

Reader = Annotated[Actor, Depends(require("registry.honours.read"))]
Writer = Annotated[Actor, Depends(require("registry.honours.write"))]
Honours = Annotated[Aggregates[Honour], Depends(provided(Aggregates[Honour]))]
AllHonours = Annotated[Mirror[Honour], Depends(provided(Mirror[Honour]))]
Stations = Annotated[Aggregates[Station], Depends(provided(Aggregates[Station]))]

OF_STATIONS = "excellent_station"


class AwardHonour(Body):
    """`recipient_id`: an id and never a name; `region`: where the recipient works."""

    title: Annotated[str, coded(codes.HONOUR_TITLES)]
    level: Annotated[str, coded(codes.DESIGNATION_LEVELS)]
    year: Year
    recipient_id: Id
    region: RegionCode
    awarded_on: LocalDate | None = None
    document_number: DocumentNumber | None = None

    def honour(self, today: date) -> Honour:
        given = self.model_dump(exclude={"awarded_on", "document_number"})
        return Honour(
            **given,
            awarded_on=self.awarded_on or today,
            document_number=self.document_number or "",
        )


class HonourView(View):
    id: str
    version: int
    title: str
    level: str
    year: int
    recipient_id: str
    region: str
    awarded_on: date
    document_number: str | None
    revoked_on: date | None

    @classmethod
    def of(cls, stored: Stored[Honour]) -> HonourView:
        honour = stored.state
        return cls(
            id=stored.id,
            version=stored.version,
            title=honour.title,
            level=honour.level,
            year=honour.year,
            recipient_id=honour.recipient_id,
            region=honour.region,
            awarded_on=honour.awarded_on,
            document_number=honour.document_number or None,
            revoked_on=honour.revoked_on,
        )


@router.post("", status_code=201)
async def post_honour(
    body: AwardHonour,
    actor: Writer,
    honours: Honours,
    stations: Stations,
    attempt: Attempt,
    clock: Now,
) -> HonourView:
    """Given once to each recipient for a year; a station must be one of the caller's area."""
    actor.scope.require(body.region)
    check_level(body.level, regions.require(actor.region).level)
    station = None
    if body.title == OF_STATIONS:
        station = (await stations.load(body.recipient_id, actor.scope)).state
    honour = body.honour(clock.today())
    decision = domain.award(honour, station, clock.today())
    return HonourView.of(
        await honours.create(
            domain.honour_id(honour), body.region, decision, command(attempt, actor)
        )
    )


@router.get("")
async def get_honours(
    actor: Reader,
    honours: AllHonours,
    paging: Paging,
    region: RegionAsked = None,
    title: Annotated[str | None, Query()] = None,
    year: Annotated[int | None, Query(ge=2000, le=2100)] = None,
    recipient_id: Annotated[Id | None, Query()] = None,
) -> Page[HonourView]:
    """Honours of the caller's area that stand, in order of id."""

    def wanted(honour: Honour) -> bool:
        return (
            honour.revoked_on is None
            and title in (None, honour.title)
            and year in (None, honour.year)
            and recipient_id in (None, honour.recipient_id)
        )

    return mirrored(honours, actor.scope.narrowed(region), wanted, paging, HonourView.of)


@router.post("/{honour_id}/revoke")
async def post_revoke(
    honour_id: Id,
    actor: Writer,
    honours: Honours,
    attempt: Attempt,
    version: IfMatch,
    clock: Now,
) -> HonourView:
    """By an office of its level or above."""
    level = regions.require(actor.region).level

    def decide(honour: Honour) -> domain.Change:
        check_level(honour.level, level)
        return domain.revoke(honour, clock.today())

    by = command(attempt, actor, version)
    return HonourView.of(await honours.change(honour_id, actor.scope, by, decide))
