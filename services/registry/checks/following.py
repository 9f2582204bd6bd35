"""Checks follow their stations: to another area when one moves, out of the stocks when it closes.

The station decides; what was found there follows by the station's own change. If the process dies
in between, the station is found here again at the next start.
"""

from __future__ import annotations

import asyncio
from functools import partial

import structlog

from servicekit.aggregate import Aggregates, Command, Stored
from servicekit.clock import Clock
from servicekit.database import StoreError
from servicekit.errors import DomainError
from servicekit.mirror import Mirror
from servicekit.scope import EVERYWHERE
from services.registry.checks.domain import StationCheck, check_id, follow_station
from services.registry.stations.domain import Stage, Station

log = structlog.get_logger(__name__)

POLL_SECONDS = 1.0


class Following:
    """A component. Stations that closed or moved wait in `_gone` until their check has followed."""

    def __init__(
        self,
        stations: Mirror[Station],
        checks: Aggregates[StationCheck],
        known: Mirror[StationCheck],
        clock: Clock,
    ) -> None:
        self._checks = checks
        self._known = known
        self._clock = clock
        self._gone: dict[str, Stored[Station]] = {}
        self._running: asyncio.Task[None] | None = None
        stations.tell(lambda _before, now: self._hear(now))

    def _hear(self, stored: Stored[Station]) -> None:
        if stored.state.stage is Stage.CLOSED or stored.state.stood:
            self._gone[stored.id] = stored

    async def start(self) -> None:
        self._running = asyncio.create_task(self._run(), name="checks.following")

    async def stop(self) -> None:
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(POLL_SECONDS)
            await self.catch_up()

    async def catch_up(self) -> None:
        """Let every check follow; what cannot be written is tried again."""
        for id_, stored in sorted(self._gone.items()):
            try:
                await self.follow(stored)
            except (StoreError, DomainError) as error:
                log.warning("check_left_behind", station=id_, exc_info=error)
            else:
                if self._gone.get(id_) is stored:
                    del self._gone[id_]

    async def follow(self, stored: Stored[Station]) -> None:
        """Harmless when it has followed before."""
        id_, station = check_id(stored.id), stored.state
        if self._known.get(id_) is None:
            return
        closed = station.stage is Stage.CLOSED
        left = station.closed_on if closed else station.moved_on
        decide = partial(
            follow_station,
            region=station.region,
            kind=station.kind,
            on=left or self._clock.today(),
            closed=closed,
        )
        named = Command(key=f"follow {stored.version}", fingerprint=stored.id)
        await self._checks.change(id_, EVERYWHERE, named, decide)
