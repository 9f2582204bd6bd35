"""All schemes and designations in memory, and the keeping of designations where stations are."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import date

import structlog

from servicekit.aggregate import Aggregates, Command, Stored
from servicekit.clock import Clock
from servicekit.database import StoreError
from servicekit.errors import DomainError, NotFound
from servicekit.mirror import Mirror
from servicekit.scope import EVERYWHERE, Scope
from services.registry.designations.domain import CountyRegister, Designation, follow, register_id
from services.registry.designations.schemes import AreaScheme, Schemes
from services.registry.stations.station import Station

log = structlog.get_logger(__name__)

EVERY_SECONDS = 2.0


class Designations:
    """What is designated, for questions; other nouns ask it too."""

    def __init__(self, registers: Mirror[CountyRegister], schemes: Mirror[AreaScheme]) -> None:
        self._registers = registers
        self._schemes = schemes

    def registers(self) -> Iterator[Stored[CountyRegister]]:
        return self._registers.within(EVERYWHERE)

    def register_of(self, county: str) -> Stored[CountyRegister] | None:
        return self._registers.get(register_id(county))

    def within(self, scope: Scope) -> Iterator[tuple[Stored[CountyRegister], Designation]]:
        """Every designation of a station that stands in the scope, ended ones too."""
        for stored in self.registers():
            for designation in stored.state.designations:
                if scope.allows(designation.region):
                    yield stored, designation

    def find(self, id_: str, scope: Scope) -> tuple[Stored[CountyRegister], Designation]:
        """Raises NotFound."""
        for stored, designation in self.within(scope):
            if designation.id == id_:
                return stored, designation
        raise NotFound()

    def of_station(self, station_id: str, day: date) -> list[Designation]:
        """What a station holds on a day: a demonstration site may be asked for more."""
        return [d for stored in self.registers() for d in stored.state.of(station_id, day)]

    def schemes(self) -> Schemes:
        return {
            (area.region, area.kind, area.level): area.scheme
            for stored in self._schemes.within(EVERYWHERE)
            if (area := stored.state).scheme is not None
        }


class Keeping:
    """A component: a closed station loses its designations, one that moves takes them along.

    It looks at what is in memory every few seconds, so whatever a killed process left undone is
    done by the next; each change is decided by the register again, so several at once do no harm.
    """

    def __init__(
        self,
        designations: Designations,
        store: Aggregates[CountyRegister],
        stations: Mirror[Station],
        clock: Clock,
    ) -> None:
        self._designations = designations
        self._store = store
        self._stations = stations
        self._clock = clock
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="designations-kept")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def sweep(self) -> None:
        today = self._clock.today()
        for stored, designation in list(self._designations.within(EVERYWHERE)):
            station = self._stations.get(designation.station_id)
            if (
                station is not None
                and follow(stored.state, designation.id, station.state, today)[1]
            ):
                await self._follow(stored, designation, station, today)

    async def _follow(
        self,
        stored: Stored[CountyRegister],
        designation: Designation,
        station: Stored[Station],
        today: date,
    ) -> None:
        key = f"keeping {designation.id} {station.version}"
        await self._store.change(
            stored.id,
            EVERYWHERE,
            Command(key=key, fingerprint=key),
            lambda register: follow(register, designation.id, station.state, today),
        )

    async def _run(self) -> None:
        while True:
            try:
                await self.sweep()
            except (StoreError, DomainError) as error:
                log.warning("designations_wait", reason=type(error).__name__)
            await asyncio.sleep(EVERY_SECONDS)
