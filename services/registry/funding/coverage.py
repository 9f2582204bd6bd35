"""Which counties put money of their own into the programme: planned is one thing, paid another.

"Ten counties, and one alone has arranged part of its funds." Pure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from contracts import regions
from services.registry.funding.domain import Fund


@dataclass(frozen=True, slots=True)
class CountyMoney:
    """What a county's own lines, not issued from above, plan and have received, in fen."""

    region: str
    planned: int
    received: int


def own_money(funds: Iterable[Fund], region: str, source: str, year: int) -> list[CountyMoney]:
    """Every county below a region, those with nothing too, in order of code."""
    own = [f for f in funds if f.source == source and f.year == year and not f.parent_id]
    return [
        CountyMoney(
            county,
            sum(f.planned for f in own if regions.within(f.region, county)),
            sum(f.received for f in own if regions.within(f.region, county)),
        )
        for county in counties(region)
    ]


def counties(region: str) -> list[str]:
    """The counties in a region: itself, when it is one."""
    return [r.code for r in regions.all() if r.level == "county" and regions.within(r.code, region)]
