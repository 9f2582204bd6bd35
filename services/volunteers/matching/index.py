"""The roll in step with the volunteers: filled at the start, then by every change, here and there.

A cache of the store. What this process saves is in it at once; what another replica saved, within
POLL_SECONDS of its event being in the journal.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import numpy as np
import structlog

from contracts.event import Envelope
from contracts.topics import TOPICS
from servicekit.aggregate import Aggregates, Stored
from servicekit.clock import Clock
from servicekit.database import StoreError
from servicekit.journal import Journal, stream_of
from services.volunteers.matching.columns import Columns
from services.volunteers.matching.knowing import profile_of
from services.volunteers.matching.profile import Profile
from services.volunteers.matching.roll import Roll
from services.volunteers.people.domain import Volunteer

log = structlog.get_logger(__name__)

TOPIC = "volunteers.people"
POLL_SECONDS = 0.5
AT_ONCE = 10_000


class Matching:
    """A component; it starts once the journal has. `roll` is what questions are put to."""

    def __init__(self, people: Aggregates[Volunteer], journal: Journal, clock: Clock) -> None:
        self._people = people
        self._journal = journal
        self._clock = clock
        self._streams = [stream_of(TOPIC, n) for n in range(TOPICS[TOPIC].partitions)]
        self._seen: dict[str, int] = {}
        self._polling: asyncio.Task[None] | None = None
        self.roll = Roll(Columns.of([]))
        people.tell(self._hear)

    async def start(self) -> None:
        self._seen = {stream: self._journal.head(stream) for stream in self._streams}
        self.roll = await self._read_all()
        self._polling = asyncio.create_task(self._poll(), name="matching")

    async def stop(self) -> None:
        if self._polling is not None:
            self._polling.cancel()
            await asyncio.gather(self._polling, return_exceptions=True)

    async def _read_all(self) -> Roll:
        parts, some, busy = [], [], []
        async for stored in self._people.scan():
            person = stored.id, profile_of(stored.state, self._clock.now())
            some.append(person)
            if person[1].busy:
                busy.append(person)
            if len(some) == AT_ONCE:
                parts.append(Columns.of(some))
                some = []
        roll = Roll(joined([*parts, Columns.of(some)]))
        for id_, profile in busy:
            roll.put(id_, profile)
        return roll

    async def _poll(self) -> None:
        while True:
            await asyncio.sleep(POLL_SECONDS)
            try:
                for stream in self._streams:
                    await self._catch_up(stream)
            except StoreError as error:
                log.warning("matching_behind", collection=self._people.name, exc_info=error)

    async def _catch_up(self, stream: str) -> None:
        while entries := await self._journal.read(stream, self._seen[stream], AT_ONCE):
            subjects = {e.envelope.subject for e in entries if not self._knows(e.envelope)}
            for stored in await self._people.load_many(sorted(subjects)):
                self._hear(stored)
            self._seen[stream] = entries[-1].sequence

    def _knows(self, said: Envelope) -> bool:
        """What this process saved it has entered at once, or a later state."""
        return self.roll.version(said.subject) >= said.subjectversion

    def _hear(self, stored: Stored[Volunteer]) -> None:
        """Who saves last need not be heard last."""
        if stored.version >= self.roll.version(stored.id):
            self.roll.put(stored.id, self._profile(stored), stored.version)

    def _profile(self, stored: Stored[Volunteer]) -> Profile:
        return profile_of(stored.state, self._clock.now())


def joined(parts: Sequence[Columns]) -> Columns:
    """Several people's columns as one."""

    def whole(name: str) -> Any:
        axis = 1 if name == "skills" else 0
        return np.concatenate([getattr(part, name) for part in parts], axis=axis)

    return Columns(**{name: whole(name) for name in Columns.__slots__})
