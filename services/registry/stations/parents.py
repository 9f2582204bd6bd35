"""Whether a station may stand below another, asked of the register."""

from __future__ import annotations

from dataclasses import replace

from servicekit.aggregate import Aggregates
from servicekit.errors import NotFound
from servicekit.mirror import Mirror
from servicekit.scope import Scope
from services.registry.stations.ladder import Stage
from services.registry.stations.refusals import ChildrenLeftBehind
from services.registry.stations.station import Station
from services.registry.stations.tiers import area_of, check_parent


async def find_parent(parent_id: str, stations: Aggregates[Station]) -> Station | None:
    """Wherever it stands: a county's station belongs to its prefecture's centre."""
    found = await stations.load_many([parent_id]) if parent_id else []
    return found[0].state if found else None


def check_visible_parent(child: Station, parent: Station | None, scope: Scope) -> None:
    """NotFound for one that is neither in the caller's scope nor above the child; else the
    refusals of tiers.check_parent."""
    if parent is None:
        raise NotFound()
    if not (scope.allows(parent.region) or area_of(parent).allows(child.region)):
        raise NotFound()
    check_parent(child, parent)


def check_neighbours(id_: str, station: Station, region: str, stations: Mirror[Station]) -> None:
    """Before a move: raises ParentElsewhere when its parent's area does not hold `region`,
    ChildrenLeftBehind when stations below it would be out of its own."""
    moved = replace(station, region=region)
    parent = stations.get(station.parent_id)
    if parent is not None:
        check_parent(moved, parent.state)
    outside = [
        below
        for below in stations.within(area_of(station))
        if below.state.parent_id == id_
        and below.state.stage is not Stage.CLOSED
        and not area_of(moved).allows(below.region)
    ]
    if outside:
        raise ChildrenLeftBehind(children=len(outside))
