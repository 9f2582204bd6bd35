"""Certified rates 持证率 over HTTP: certified ÷ staff, and the stations where it is zero."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from servicekit.aggregate import Stored
from servicekit.boundaries import RegionAsked
from servicekit.fields import View
from servicekit.listing import mirrored
from servicekit.mirror import Mirror
from servicekit.paging import Page, Paging
from servicekit.providing import provided
from services.registry.staff.api import Reader
from services.registry.staff.rates import certified, rate, staff
from services.registry.stations.domain import Station

router = APIRouter(prefix="/api/registry", tags=["staff 人员"])

AllStations = Annotated[Mirror[Station], Depends(provided(Mirror[Station]))]


class StationRate(View):
    """Persons 人; `rate` is null where nobody works: there is nothing to divide by."""

    station_id: str
    region: str
    staff: int
    certified: int
    rate: float | None

    @classmethod
    def of(cls, stored: Stored[Station]) -> StationRate:
        station = stored.state
        return cls(
            station_id=stored.id,
            region=station.region,
            staff=staff(station),
            certified=certified(station),
            rate=rate([station]),
        )


class AreaRate(View):
    """Of the parts of all its stations, never a mean of rates. `stations_without`: they have
    staff and nobody of it is certified."""

    staff: int
    certified: int
    rate: float | None
    stations_with_staff: int
    stations_without: int


@router.get("/certified-rates/stations")
async def get_station_rates(
    actor: Reader,
    stations: AllStations,
    paging: Paging,
    region: RegionAsked = None,
    none_certified: Annotated[bool, Query(description="只看持证率为零的站点")] = False,
) -> Page[StationRate]:
    """Stations that stand in the caller's area, in order of id."""

    def wanted(station: Station) -> bool:
        return station.counted and not (none_certified and rate([station]) != 0)

    scope = actor.scope.narrowed(region)
    return mirrored(stations, scope, wanted, paging, StationRate.of)


@router.get("/certified-rates")
async def get_area_rate(
    actor: Reader,
    stations: AllStations,
    region: RegionAsked = None,
) -> AreaRate:
    """The rate of an area, from the counts of its stations."""
    here = [s.state for s in stations.within(actor.scope.narrowed(region)) if s.state.counted]
    return AreaRate(
        staff=sum(map(staff, here)),
        certified=sum(map(certified, here)),
        rate=rate(here),
        stations_with_staff=sum(staff(station) > 0 for station in here),
        stations_without=sum(rate([station]) == 0 for station in here),
    )
