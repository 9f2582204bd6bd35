"""Stations over HTTP: plan, sign, open, close, count staff, read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from contracts import codes
from contracts.registry.stations import StaffCounts
from servicekit.aggregate import Aggregates, Stored
from servicekit.commands import command
from servicekit.fields import Body, Count, Id, Line, LocalDate, RegionCode, View, coded
from servicekit.idempotency import Attempt, IfMatch
from servicekit.listing import listed
from servicekit.paging import Page, Paging
from servicekit.providing import Now, provided
from servicekit.security import Actor, require
from services.registry.stations import domain
from services.registry.stations.domain import Stage, Station

router = APIRouter(prefix="/api/registry/stations", tags=["stations 社工站"])

Reader = Annotated[Actor, Depends(require("registry.stations.read"))]
Writer = Annotated[Actor, Depends(require("registry.stations.write"))]
Stations = Annotated[Aggregates[Station], Depends(provided(Aggregates[Station]))]


class PlanStation(Body):
    name: Line
    kind: Annotated[str, coded(codes.STATION_KINDS)]
    region: RegionCode
    operating_mode: Annotated[str, coded(codes.OPERATING_MODES)] = "own_staff"
    parent_id: Id | None = None


class OnDay(Body):
    """`on`: the local day it happened; today when left out."""

    on: LocalDate | None = None


class CloseStation(OnDay):
    reason: Annotated[str, coded(codes.CLOSING_REASONS)]


class CountStaff(OnDay):
    by_employment: dict[Annotated[str, coded(codes.EMPLOYMENT_TYPES)], Count] = Field(default={})
    certified_by_level: dict[Annotated[str, coded(codes.CERTIFICATE_LEVELS)], Count] = Field(
        default={}
    )


class StaffView(View):
    by_employment: dict[str, int]
    certified_by_level: dict[str, int]


class StationView(View):
    id: str
    version: int
    name: str
    kind: str
    region: str
    operating_mode: str
    parent_id: str | None
    stage: Stage
    signed_on: date | None
    opened_on: date | None
    closed_on: date | None
    staff: StaffView

    @classmethod
    def of(cls, stored: Stored[Station]) -> StationView:
        station = stored.state
        return cls(
            id=stored.id,
            version=stored.version,
            name=station.name,
            kind=station.kind,
            region=station.region,
            operating_mode=station.operating_mode,
            parent_id=station.parent_id or None,
            stage=station.stage,
            signed_on=station.signed_on,
            opened_on=station.opened_on,
            closed_on=station.closed_on,
            staff=StaffView(
                by_employment=station.staff.by_employment,
                certified_by_level=station.staff.certified_by_level,
            ),
        )


class StationChange:
    """What every change of a station needs; calling it decides, saves and shows the station."""

    def __init__(
        self,
        station_id: Id,
        actor: Writer,
        stations: Stations,
        attempt: Attempt,
        version: IfMatch,
        clock: Now,
    ) -> None:
        self._id = station_id
        self._scope = actor.scope
        self._stations = stations
        self._command = command(attempt, actor, version)
        self.today = clock.today()

    async def __call__(self, decide: Callable[[Station], domain.Change]) -> StationView:
        return StationView.of(
            await self._stations.change(self._id, self._scope, self._command, decide)
        )


Changing = Annotated[StationChange, Depends()]


@router.post("", status_code=201)
async def post_station(
    body: PlanStation, actor: Writer, stations: Stations, attempt: Attempt, clock: Now
) -> StationView:
    """Enter a planned station into the register."""
    actor.scope.require(body.region)
    if body.parent_id:
        await stations.load(body.parent_id, actor.scope)
    station = Station(**{**body.model_dump(), "parent_id": body.parent_id or ""})
    decision = domain.plan_station(station, clock.today())
    return StationView.of(
        await stations.create(
            attempt.id(actor.subject), body.region, decision, command(attempt, actor)
        )
    )


@router.get("")
async def get_stations(
    actor: Reader,
    stations: Stations,
    paging: Paging,
    region: Annotated[RegionCode | None, Query()] = None,
    kind: Annotated[str | None, Query()] = None,
    stage: Annotated[Stage | None, Query()] = None,
) -> Page[StationView]:
    """Stations of the caller's area, in order of id; by region, kind and stage."""
    wanted = {
        "state.kind": kind and codes.STATION_KINDS.require(kind, "/kind").code,
        "state.stage": stage and stage.value,
    }
    return await listed(stations, actor.scope.narrowed(region), wanted, paging, StationView.of)


@router.get("/{station_id}")
async def get_station(station_id: Id, actor: Reader, stations: Stations) -> StationView:
    return StationView.of(await stations.load(station_id, actor.scope))


@router.post("/{station_id}/sign")
async def post_sign(body: OnDay, change: Changing) -> StationView:
    """The plate is hung 挂牌."""
    today = change.today
    return await change(lambda station: domain.sign_station(station, body.on or today, today))


@router.post("/{station_id}/open")
async def post_open(body: OnDay, change: Changing) -> StationView:
    """The station operates 运转."""
    today = change.today
    return await change(lambda station: domain.open_station(station, body.on or today, today))


@router.post("/{station_id}/close")
async def post_close(body: CloseStation, change: Changing) -> StationView:
    today = change.today
    return await change(
        lambda station: domain.close_station(station, body.on or today, body.reason, today)
    )


@router.post("/{station_id}/staff")
async def post_staff(body: CountStaff, change: Changing) -> StationView:
    """The staff as counted on a day; it takes the place of the last count."""
    today = change.today
    counts = StaffCounts(
        by_employment=body.by_employment, certified_by_level=body.certified_by_level
    )
    return await change(
        lambda station: domain.count_staff(station, counts, body.on or today, today)
    )
