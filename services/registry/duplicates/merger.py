"""Merging, with what must hold of others beside the station that closes."""

from __future__ import annotations

import asyncio
from datetime import date

from servicekit.aggregate import Aggregates, Stored
from servicekit.mirror import Mirror
from servicekit.scope import Scope
from services.registry.stations.changing import StationChange
from services.registry.stations.headcount import StaffByPerson
from services.registry.stations.ladder import Stage
from services.registry.stations.merging import MergedWithItself, PeopleLeftBehind, merge_station
from services.registry.stations.refusals import ChildrenLeftBehind
from services.registry.stations.station import Change, Station
from services.registry.stations.tiers import area_of
from services.registry.stations.views import StationView


class Merger:
    """One merge at a time, so that of two stations not each closes in favour of the other."""

    def __init__(
        self, stations: Aggregates[Station], everyone: Mirror[Station], staff: StaffByPerson
    ) -> None:
        self._stations = stations
        self._everyone = everyone
        self._staff = staff
        self._turn = asyncio.Lock()

    async def visible(self, id_: str, scope: Scope) -> Stored[Station]:
        """Raises NotFound out of scope."""
        return await self._stations.load(id_, scope)

    async def merge(self, change: StationChange, survivor_id: str, on: date) -> StationView:
        """Raises what refuses it; the station that closes is the one `change` is about."""
        if survivor_id == change.id:
            raise MergedWithItself(pointer="/survivor_id")
        async with self._turn:
            survivor = await self.visible(survivor_id, change.scope)

            def decide(station: Station) -> Change:
                self._require_left(change.id, station)
                return merge_station(station, survivor.id, survivor.state, on, change.today)

            return await change(decide)

    def _require_left(self, id_: str, station: Station) -> None:
        """Nobody may be left at, and no station below, one that is no more."""
        persons = self._staff.on_posts(id_)
        if persons:
            raise PeopleLeftBehind(persons=persons)
        below = [
            child
            for child in self._everyone.within(area_of(station))
            if child.state.parent_id == id_ and child.state.stage is not Stage.CLOSED
        ]
        if below:
            raise ChildrenLeftBehind(children=len(below))
