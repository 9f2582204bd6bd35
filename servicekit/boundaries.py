"""`boundaries=then|now` and `on`: which borders a list or a count is asked for.

    @router.get("")
    async def get_stations(actor: Reader, borders: Borders, region: str | None = None): ...
        wanted = borders.filter(region or actor.region)
        mirrored(stations, actor.scope, lambda s: wanted(s.region_on(borders.on)), …)

Scope is always by the borders of today: they say who may look, not what is counted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Depends, Query

from contracts import regions
from contracts.regions.history import LATEST, Boundaries
from contracts.regions.refusals import RegionNotThen, RegionUnknown
from servicekit.fields import LocalDate
from servicekit.providing import Now


@dataclass(frozen=True, slots=True)
class BordersAsked:
    """`on`: the day asked for. "then": the borders of that day; "now": those of today."""

    boundaries: Boundaries
    on: date

    @property
    def day(self) -> date:
        """The day whose borders count."""
        return self.on if self.boundaries == "then" else LATEST

    def region(self, code: str, pointer: str = "/region") -> regions.Region:
        """The region asked about. Raises RegionUnknown, RegionRetired, RegionNotThen."""
        if self.boundaries == "now":
            return regions.require(code, pointer)
        return region_on(code, self.on, pointer)

    def path(self, filed_under: str) -> tuple[str, ...]:
        """The codes that what is filed under this code counts for, the province last."""
        return regions.timeline().roll_up(filed_under, self.on, self.boundaries)

    def filter(self, code: str) -> Callable[[str], bool]:
        """Whether what is filed under a code lies in this region, by the borders asked for."""
        wanted = self.region(code).code
        return lambda filed_under: wanted in self.path(filed_under)

    def children(self, code: str) -> tuple[regions.Region, ...]:
        """The regions directly below by the borders asked for: the rows of a table."""
        return regions.timeline().children(code, self.day)


def region_on(code: str, on: date, pointer: str = "/region") -> regions.Region:
    """The region of this code on a day. Raises RegionUnknown, RegionNotThen (who held it)."""
    past = regions.timeline()
    found = past.at(code, on)
    if found is None and not past.known(code):
        raise RegionUnknown(pointer)
    if found is None:
        raise RegionNotThen(past.at(past.holding(code, on), on), pointer)
    return found


def borders_asked(
    clock: Now,
    boundaries: Annotated[Boundaries, Query(description="区划口径：then 当时，now 现在")] = "now",
    on: Annotated[LocalDate | None, Query(description="哪一天；不填为今天")] = None,
) -> BordersAsked:
    return BordersAsked(boundaries, on or clock.today())


Borders = Annotated[BordersAsked, Depends(borders_asked)]
"""The pair of query parameters as a route takes them."""
