"""A station's staff count, derived from who is on its posts: one source, counted once.

After a change of persons the station's own count follows; what a kill left is put right by the
sweep. From the first posting on, the station's staff is not counted by hand any more: it would be
a second source for the same figure.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable
from functools import partial
from uuid import uuid4

import structlog

from contracts import codes
from contracts.registry.stations import StaffCounts
from servicekit.aggregate import Aggregates, Command
from servicekit.clock import Clock
from servicekit.database import StoreError
from servicekit.errors import DomainError, Unavailable
from servicekit.mirror import Mirror
from servicekit.scope import EVERYWHERE
from services.registry.staff.domain import Person
from services.registry.stations.domain import Stage, Station, count_staff

log = structlog.get_logger(__name__)

EVERY_SECONDS = 30.0


class StaffCounting:
    """A component: sweeps now and then; several at once do no harm."""

    def __init__(self, stations: Aggregates[Station], people: Mirror[Person], clock: Clock) -> None:
        self._stations = stations
        self._people = people
        self._clock = clock
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="staff_counting")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def follow(self, station_ids: Iterable[str]) -> None:
        """Count the staff of these stations anew; one that takes no count now is left alone."""
        today = self._clock.today()
        for station_id in sorted(set(station_ids)):
            decide = partial(count_staff, counts=self.counts(station_id), on=today, today=today)
            key = uuid4().hex
            try:
                await self._stations.change(
                    station_id, EVERYWHERE, Command(key=key, fingerprint=key), decide
                )
            except DomainError as refusal:
                log.info("staff_not_counted", code=refusal.code)

    def counts(self, station_id: str) -> StaffCounts:
        """Persons by employment, and holders of a certificate by their highest level."""
        today = self._clock.today()
        employment: Counter[str] = Counter()
        levels: Counter[str] = Counter()
        for stored in self._people.within(EVERYWHERE):
            for posting in stored.state.posts:
                if posting.station_id == station_id:
                    employment[posting.employment] += 1
                    levels.update(_highest(stored.state.levels(today)))
        return StaffCounts(by_employment=dict(employment), certified_by_level=dict(levels))

    def on_posts(self, station_id: str) -> int:
        """Persons on its posts now."""
        return sum(self.counts(station_id).by_employment.values())

    def recorded(self, station_id: str) -> bool:
        """Whether persons are, or once were, recorded on posts of the station."""
        return station_id in self._recorded()

    def _recorded(self) -> set[str]:
        return {p.station_id for s in self._people.within(EVERYWHERE) for p in s.state.postings}

    async def sweep(self) -> None:
        """Stations whose staff is recorded person by person and whose count is another; also
        where the last person has left: a kill may have come before the count followed."""
        wrong = []
        for stored in await self._stations.load_many(sorted(self._recorded())):
            closed = stored.state.stage is Stage.CLOSED
            if not closed and stored.state.staff != self.counts(stored.id):
                wrong.append(stored.id)
        await self.follow(wrong)

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            try:
                await self.sweep()
            except (StoreError, Unavailable) as error:
                log.warning("staff_counting_waits", reason=type(error).__name__)


def _highest(levels: Iterable[str]) -> list[str]:
    order = codes.CERTIFICATE_LEVELS.codes
    return sorted(levels, key=order.index)[-1:]
