"""What of a station changes beside its ladder, over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from contracts import codes
from servicekit.fields import Body, Id, Line, RegionCode, coded
from services.registry.stations import changes
from services.registry.stations.changing import AllStations, Changing, OnDay, Stations
from services.registry.stations.parents import check_neighbours, check_visible_parent, find_parent
from services.registry.stations.station import Brand, Change, Station
from services.registry.stations.views import StationView

router = APIRouter(prefix="/api/registry/stations", tags=["stations 社工站"])


class MoveStation(OnDay):
    """`region` and `place` where it stands from that day on; both areas are the caller's."""

    region: RegionCode
    place: Line | None = None
    reason: Annotated[str, coded(codes.MOVE_REASONS)] = "premises_moved"


class RenameStation(OnDay):
    name: Line


class ChangeMode(OnDay):
    operating_mode: Annotated[str, coded(codes.OPERATING_MODES)]


class Reparent(Body):
    """null: it belongs to no other station."""

    parent_id: Id | None


class LinkInstitutions(OnDay):
    """The whole list; an empty one says that it shares its house with nobody."""

    links: Annotated[list[Annotated[str, coded(codes.PARTNER_INSTITUTIONS)]], Field(max_length=20)]


class BrandStation(OnDay):
    name: Line
    domain: Annotated[str, coded(codes.DOMAINS)]


@router.post("/{station_id}/move")
async def post_move(body: MoveStation, change: Changing, everyone: AllStations) -> StationView:
    """It stands elsewhere from that day; what it did before stays where it was done."""
    change.scope.require(body.region)
    on = body.on or change.today

    def move(station: Station) -> Change:
        check_neighbours(change.id, station, body.region, everyone)
        return changes.move_station(
            station, body.region, body.place or "", body.reason, on, change.today
        )

    return await change(move)


@router.post("/{station_id}/rename")
async def post_rename(body: RenameStation, change: Changing) -> StationView:
    today = change.today
    return await change(
        lambda station: changes.rename_station(station, body.name, body.on or today, today)
    )


@router.post("/{station_id}/mode")
async def post_mode(body: ChangeMode, change: Changing) -> StationView:
    """Run in another way from that day: 就地转化, 政府购买, 法人化."""
    today = change.today
    return await change(
        lambda station: changes.change_mode(station, body.operating_mode, body.on or today, today)
    )


@router.post("/{station_id}/reparent")
async def post_reparent(body: Reparent, change: Changing, stations: Stations) -> StationView:
    """It belongs to another station: one of a higher tier, in whose area it lies."""
    parent_id = body.parent_id or ""
    parent = await find_parent(parent_id, stations)

    def decide(station: Station) -> Change:
        if parent_id:
            check_visible_parent(station, parent, change.scope)
        return changes.reparent(station, parent_id, change.today)

    return await change(decide)


@router.post("/{station_id}/links")
async def post_links(body: LinkInstitutions, change: Changing) -> StationView:
    """The institutions it shares its house with 共建共享."""
    today = change.today
    return await change(
        lambda station: changes.link_institutions(station, body.links, body.on or today, today)
    )


@router.post("/{station_id}/brand")
async def post_brand(body: BrandStation, change: Changing) -> StationView:
    """What it is known for 一站一品牌; it takes the place of the last."""
    today = change.today
    brand = Brand(body.name, body.domain, body.on or today)
    return await change(lambda station: changes.brand_station(station, brand, today))
