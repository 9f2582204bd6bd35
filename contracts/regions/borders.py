"""Which borders a list or a count is asked for: those of a day, or those of today. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from contracts.regions.history import LATEST, Boundaries
from contracts.regions.refusals import RegionNotThen, RegionUnknown
from contracts.regions.region import Region
from contracts.regions.tree import require, timeline


@dataclass(frozen=True, slots=True)
class BordersAsked:
    """`on`: the day asked for. "then": the borders of that day; "now": those of today."""

    boundaries: Boundaries = "now"
    on: date = LATEST

    @property
    def day(self) -> date:
        """The day whose borders count."""
        return self.on if self.boundaries == "then" else LATEST

    def region(self, code: str, pointer: str = "/region") -> Region:
        """The region asked about. Raises RegionUnknown, RegionRetired, RegionNotThen."""
        if self.boundaries == "now":
            return require(code, pointer)
        return region_on(code, self.on, pointer)

    def path(self, filed_under: str) -> tuple[str, ...]:
        """The codes that what is filed under this code counts for, the province last."""
        return timeline().roll_up(filed_under, self.on, self.boundaries)

    def holds(self, code: str, filed_under: str) -> bool:
        """Whether what is filed under a code lies in this region."""
        return code in self.path(filed_under)

    def filter(self, code: str) -> Callable[[str], bool]:
        """`holds` for one region, which must be there."""
        wanted = self.region(code).code
        return lambda filed_under: self.holds(wanted, filed_under)

    def children(self, code: str) -> tuple[Region, ...]:
        """The regions directly below: the rows of a table."""
        return timeline().children(code, self.day)

    def all(self) -> tuple[Region, ...]:
        """Every region, in code order."""
        return timeline().all(self.day)


NOW = BordersAsked()


class Area(NamedTuple):
    """A region asked about, and the borders it is meant by."""

    code: str
    borders: BordersAsked = NOW

    @property
    def region(self) -> Region:
        """Raises as `BordersAsked.region`."""
        return self.borders.region(self.code)

    @property
    def children(self) -> tuple[Region, ...]:
        return self.borders.children(self.code)

    def holds(self, filed_under: str) -> bool:
        return self.borders.holds(self.code, filed_under)


def region_on(code: str, on: date, pointer: str = "/region") -> Region:
    """The region of this code on a day. Raises RegionUnknown, RegionNotThen (who held it)."""
    past = timeline()
    found = past.at(code, on)
    if found is None and not past.known(code):
        raise RegionUnknown(pointer)
    if found is None:
        raise RegionNotThen(past.at(past.holding(code, on), on), pointer)
    return found
