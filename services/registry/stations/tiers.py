"""Which station stands above which: five tiers, from the prefecture to the service point. Pure.

A parent's tier is above its child's, and the child lies in the parent's area: that is also why
parents can never lead round in a circle.
"""

from __future__ import annotations

from contracts import codes
from contracts.regions import significant
from servicekit.scope import Scope
from services.registry.stations.ladder import Stage
from services.registry.stations.refusals import ParentElsewhere, ParentNotAbove, ParentNotThere
from services.registry.stations.station import Station

TIERS: tuple[tuple[str, ...], ...] = (
    ("supervision",),
    ("general", "incubation"),
    ("township", "subdistrict", "farm", "resettlement"),
    ("community", "village", "school", "contact"),
    ("room", "point"),
)
"""Kinds by tier: prefecture; county; township; village; below it. A farm or a resettlement site
has a station like a township's."""

_AREA_DIGITS = {1: 4, 2: 6}
"""A supervision centre serves its prefecture and a general station its county, wherever in them
it stands; the others serve the region they stand in."""


def tier_of(kind: str) -> int:
    """1 (the prefecture's) to 5."""
    return next(n for n, kinds in enumerate(TIERS, 1) if kind in kinds)


def area_of(station: Station) -> Scope:
    """Where the stations below it may stand."""
    digits = _AREA_DIGITS.get(tier_of(station.kind))
    prefix = significant(station.region)
    return Scope(prefix[:digits] if digits else prefix)


def check_parent(child: Station, parent: Station) -> None:
    """Raises ParentNotThere, ParentNotAbove, ParentElsewhere."""
    if parent.stage is Stage.CLOSED:
        raise ParentNotThere(pointer="/parent_id")
    if tier_of(parent.kind) >= tier_of(child.kind):
        above = codes.STATION_KINDS.require(parent.kind)
        below = codes.STATION_KINDS.require(child.kind)
        raise ParentNotAbove(
            pointer="/parent_id",
            parent=above.name_zh,
            parent_en=above.name_en,
            child=below.name_zh,
            child_en=below.name_en,
        )
    if not area_of(parent).allows(child.region):
        raise ParentElsewhere(pointer="/parent_id")
