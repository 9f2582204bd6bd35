"""Stations over HTTP: plan, list, read."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from contracts import codes
from contracts.codes import CodeList
from servicekit.boundaries import RegionAsked
from servicekit.commands import command
from servicekit.fields import Body, Id, Line, RegionCode, coded
from servicekit.idempotency import Attempt
from servicekit.listing import mirrored
from servicekit.paging import Page, Paging
from servicekit.providing import Now
from services.registry.stations import domain
from services.registry.stations.changing import AllStations, Reader, Stations, Writer
from services.registry.stations.ladder import Stage
from services.registry.stations.parents import check_visible_parent, find_parent
from services.registry.stations.station import Station
from services.registry.stations.views import StationView

router = APIRouter(prefix="/api/registry/stations", tags=["stations 社工站"])


class PlanStation(Body):
    """`place`: the farm, campus or resettlement site, which has no code of its own."""

    name: Line
    kind: Annotated[str, coded(codes.STATION_KINDS)]
    region: RegionCode
    place: Line | None = None
    operating_mode: Annotated[str, coded(codes.OPERATING_MODES)] = "own_staff"
    parent_id: Id | None = None

    def station(self) -> Station:
        given = {name: value for name, value in self.model_dump().items() if value is not None}
        return Station(**given)


@router.post("", status_code=201)
async def post_station(
    body: PlanStation, actor: Writer, stations: Stations, attempt: Attempt, clock: Now
) -> StationView:
    """Enter a planned station into the register; its parent may stand in the area above."""
    actor.scope.require(body.region)
    station = body.station()
    if station.parent_id:
        parent = await find_parent(station.parent_id, stations)
        check_visible_parent(station, parent, actor.scope)
    decision = domain.plan_station(station, clock.today())
    return StationView.of(
        await stations.create(
            attempt.id(actor.subject), body.region, decision, command(attempt, actor)
        )
    )


@router.get("")
async def get_stations(
    actor: Reader,
    stations: AllStations,
    paging: Paging,
    region: RegionAsked = None,
    kind: Annotated[str | None, Query()] = None,
    stage: Annotated[Stage | None, Query()] = None,
    operating_mode: Annotated[str | None, Query()] = None,
    link: Annotated[str | None, Query(description="共建共享的机构")] = None,
    parent_id: Annotated[Id | None, Query()] = None,
    brand: Annotated[str | None, Query(description="服务品牌所属领域")] = None,
) -> Page[StationView]:
    """Stations of the caller's area, in order of id."""
    kind = _coded(codes.STATION_KINDS, kind, "/kind")
    mode = _coded(codes.OPERATING_MODES, operating_mode, "/operating_mode")
    brand = _coded(codes.DOMAINS, brand, "/brand")
    link = _coded(codes.PARTNER_INSTITUTIONS, link, "/link")

    def wanted(station: Station) -> bool:
        return (
            kind in (None, station.kind)
            and stage in (None, station.stage)
            and mode in (None, station.operating_mode)
            and parent_id in (None, station.parent_id)
            and (link is None or link in station.links)
            and (brand is None or (station.brand is not None and station.brand.domain == brand))
        )

    return mirrored(stations, actor.scope.narrowed(region), wanted, paging, StationView.of)


@router.get("/{station_id}")
async def get_station(station_id: Id, actor: Reader, stations: Stations) -> StationView:
    return StationView.of(await stations.load(station_id, actor.scope))


def _coded(known: CodeList, code: str | None, pointer: str) -> str | None:
    return known.require(code, pointer).code if code is not None else None
