"""`region`, `boundaries=then|now` and `on`: which area a list or a count is asked for.

    @router.get("")
    async def get_stations(actor: Reader, stations: AllStations, region: RegionAsked = None, …):
        mirrored(stations, actor.scope.narrowed(region), …)

A table of an area and the regions directly below it takes `AreaAsked`, which is the caller's own
area when none is named. Scope is always by the borders of today: they say who may look.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query

from contracts.regions import Area, BordersAsked, Boundaries
from servicekit.fields import LocalDate, RegionCode
from servicekit.providing import Now


def borders_asked(
    clock: Now,
    boundaries: Annotated[Boundaries, Query(description="区划口径：then 当时，now 现在")] = "now",
    on: Annotated[LocalDate | None, Query(description="哪一天；不填为今天")] = None,
) -> BordersAsked:
    return BordersAsked(boundaries, on or clock.today())


Borders = Annotated[BordersAsked, Depends(borders_asked)]
"""The pair of query parameters as a route takes them."""


def region_asked(
    borders: Borders, region: Annotated[RegionCode | None, Query(description="区划代码")] = None
) -> Area | None:
    """Raises RegionNotThen for a region that was not there on the day asked for."""
    if region is None:
        return None
    named = borders.region(region) if borders.boundaries == "then" else None
    return Area(named.code if named else region, borders)


RegionAsked = Annotated[Area | None, Depends(region_asked)]
"""The three query parameters as a list takes them: for `Scope.narrowed`."""
