"""The checks of stations as they are kept: one document a station, made by the first check."""

from __future__ import annotations

from collections.abc import Callable

from servicekit.aggregate import Aggregates, Command
from servicekit.errors import Conflict, NotFound
from servicekit.scope import EVERYWHERE
from services.registry.checks.domain import Change, StationCheck, check_id
from services.registry.checks.gaps import Place


class CheckRecords:
    def __init__(self, checks: Aggregates[StationCheck]) -> None:
        self._checks = checks

    async def save(
        self, place: Place, command: Command, decide: Callable[[StationCheck], Change]
    ) -> None:
        """Decide on the station's check, the first of which makes the document. The place was
        found within the caller's scope."""
        id_ = check_id(place.id)
        try:
            await self._checks.change(id_, EVERYWHERE, command, decide)
            return
        except NotFound:
            fresh = StationCheck(station_id=place.id, region=place.region, kind=place.kind)
            decision = decide(fresh)
        try:
            await self._checks.create(id_, place.region, decision, command)
        except Conflict:  # another first check was faster
            await self._checks.change(id_, EVERYWHERE, command, decide)
