"""Demonstration sites and pilots over HTTP: grant, extend, withdraw, list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from heapq import nsmallest
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from contracts import codes, regions
from contracts.regions import Level
from servicekit.aggregate import Aggregates, Stored
from servicekit.boundaries import RegionAsked
from servicekit.commands import change_or_create, command
from servicekit.fields import Body, Id, LocalDate, coded
from servicekit.idempotency import Attempt, IfMatch
from servicekit.paging import Page, Paging
from servicekit.providing import Now, provided
from servicekit.scope import Scope
from servicekit.security import Actor
from services.registry.designations import domain
from services.registry.designations.domain import CountyRegister, Designation
from services.registry.designations.schemes import binding
from services.registry.designations.schemes_api import (
    Criteria,
    Designated,
    DesignationLevel,
    Kind,
    Reader,
    Writer,
)
from services.registry.designations.views import DesignationView
from services.registry.funding.bodies import DocumentNumber
from services.registry.stations.station import Station

router = APIRouter(prefix="/api/registry/designations", tags=["designations 示范和试点"])

Registers = Annotated[Aggregates[CountyRegister], Depends(provided(Aggregates[CountyRegister]))]
Stations = Annotated[Aggregates[Station], Depends(provided(Aggregates[Station]))]


class Grant(Body):
    """`criteria`: those an evaluation has confirmed; `expires_on`: the last day, the longest the
    scheme allows when left out."""

    station_id: Id
    kind: Kind
    level: DesignationLevel
    granted_on: LocalDate | None = None
    expires_on: LocalDate | None = None
    criteria: Criteria = Field(default=[])
    features: Annotated[
        list[Annotated[str, coded(codes.DESIGNATION_FEATURES)]], Field(max_length=20)
    ] = Field(default=[])
    document_number: DocumentNumber | None = None


class Extend(Body):
    expires_on: LocalDate


class Withdraw(Body):
    """`on`: from this day it holds no more; today when left out."""

    on: LocalDate | None = None
    reason: Annotated[str, coded(codes.DESIGNATION_ENDINGS)]


class DesignationChange:
    """What every change of a designation needs; calling it decides, saves and shows it."""

    def __init__(
        self,
        designation_id: Id,
        actor: Writer,
        registers: Registers,
        designated: Designated,
        attempt: Attempt,
        version: IfMatch,
        clock: Now,
    ) -> None:
        self.id = designation_id
        self.register, found = designated.find(designation_id, actor.scope)
        domain.check_level(found.level, _level(actor))
        self.asked = (found.kind, found.level)
        self.schemes = designated.schemes()
        self.today = clock.today()
        self._registers = registers
        self._command = command(attempt, actor, version)

    async def __call__(self, decide: Callable[[CountyRegister], domain.Change]) -> DesignationView:
        stored = await self._registers.change(
            self.register.id, Scope.of(self.register.region), self._command, decide
        )
        return _shown(stored, self.id, self.today)


Changing = Annotated[DesignationChange, Depends()]


@router.post("", status_code=201)
async def post_designation(
    body: Grant,
    actor: Writer,
    registers: Registers,
    stations: Stations,
    designated: Designated,
    attempt: Attempt,
    clock: Now,
) -> DesignationView:
    """Make a station a demonstration site or a pilot, under the schemes that hold in its county."""
    station = (await stations.load(body.station_id, actor.scope)).state
    domain.check_level(body.level, _level(actor))
    county, today = domain.county_of(station.region), clock.today()
    id_ = attempt.id(actor.subject)

    def decide(register: CountyRegister) -> domain.Change:
        rules = binding(county, (body.kind, body.level), designated.schemes())
        start = body.granted_on or today
        new = Designation(
            id=id_,
            station_id=body.station_id,
            region=station.region,
            kind=body.kind,
            level=body.level,
            granted_on=start,
            expires_on=body.expires_on or domain.months_after(start, rules.validity.valid_months),
            features=tuple(body.features),
            criteria=tuple(body.criteria),
            document_number=body.document_number or "",
        )
        return domain.grant(register, new, station, rules, today)

    stored = await change_or_create(
        registers,
        domain.register_id(county),
        county,
        CountyRegister(region=county),
        command(attempt, actor),
        decide,
    )
    return _shown(stored, id_, today)


@router.get("")
async def get_designations(
    actor: Reader,
    designated: Designated,
    clock: Now,
    paging: Paging,
    region: RegionAsked = None,
    kind: Annotated[str | None, Query()] = None,
    level: Annotated[str | None, Query()] = None,
    feature: Annotated[str | None, Query()] = None,
    station_id: Annotated[Id | None, Query()] = None,
    on: Annotated[LocalDate | None, Query(description="在哪一天有效；不填为今天")] = None,
    ended: Annotated[bool, Query(description="也列出已到期和撤销的")] = False,
) -> Page[DesignationView]:
    """Designations of stations in the caller's area, in order of id."""
    today = clock.today()
    day, after = on or today, str(paging.after[0]) if paging.after else ""
    found = nsmallest(
        paging.limit + 1,
        (
            (designation.id, stored.version, designation)
            for stored, designation in designated.within(actor.scope.narrowed(region))
            if designation.id > after
            and kind in (None, designation.kind)
            and level in (None, designation.level)
            and (feature is None or feature in designation.features)
            and station_id in (None, designation.station_id)
            and (ended or designation.holds(day))
        ),
        key=lambda row: row[0],
    )
    shown = found[: paging.limit]
    views = [DesignationView.of(designation, version, today) for _, version, designation in shown]
    return paging.page(views, *((shown[-1][0],) if len(found) > paging.limit else ()))


@router.get("/{designation_id}")
async def get_designation(
    designation_id: Id, actor: Reader, designated: Designated, clock: Now
) -> DesignationView:
    stored, _ = designated.find(designation_id, actor.scope)
    return _shown(stored, designation_id, clock.today())


@router.post("/{designation_id}/extend")
async def post_extend(body: Extend, change: Changing) -> DesignationView:
    """A review passed: it holds until a later day."""
    rules = binding(change.register.region, change.asked, change.schemes)
    return await change(
        lambda register: domain.extend(register, change.id, body.expires_on, rules, change.today)
    )


@router.post("/{designation_id}/withdraw")
async def post_withdraw(body: Withdraw, change: Changing) -> DesignationView:
    on = body.on or change.today
    return await change(
        lambda register: domain.withdraw(register, change.id, body.reason, on, change.today)
    )


def _shown(stored: Stored[CountyRegister], id_: str, today: date) -> DesignationView:
    return DesignationView.of(stored.state.find(id_), stored.version, today)


def _level(actor: Actor) -> Level:
    """Of the area the caller speaks for."""
    return regions.require(actor.region).level
