"""Every aggregate of one kind, in memory: for questions that look at all of them at once.

What this process saves is seen at once; what another replica saved is read again from the store
within POLL_SECONDS of its events being in the journal. The mirror is a cache: the store decides.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

import structlog

from contracts.event import Envelope
from contracts.topics import TOPICS
from servicekit.aggregate import Aggregates, Stored
from servicekit.database import StoreError
from servicekit.journal import Journal, stream_of
from servicekit.scope import Scope

log = structlog.get_logger(__name__)

S = TypeVar("S")

POLL_SECONDS = 1.0
READ_AT_ONCE = 500

Listener = Callable[[Stored[S] | None, Stored[S]], None]
"""(as it was, as it is) of an aggregate that is new or has changed."""


class Mirror(Generic[S]):
    """A component; it starts once the journal has. `topic` is where the aggregates' events go."""

    def __init__(self, store: Aggregates[S], journal: Journal, topic: str) -> None:
        self._store = store
        self._journal = journal
        self._streams = [stream_of(topic, n) for n in range(TOPICS[topic].partitions)]
        self._seen: dict[str, int] = {}
        self._known: dict[str, Stored[S]] = {}
        self._listeners: list[Listener[S]] = []
        self._polling: asyncio.Task[None] | None = None
        store.tell(self._hear)

    def tell(self, listener: Listener[S]) -> None:
        """Also keep something of one's own in step, an index say; hears the past first."""
        self._listeners.append(listener)
        for stored in self._known.values():
            listener(None, stored)

    def get(self, id_: str, scope: Scope | None = None) -> Stored[S] | None:
        found = self._known.get(id_)
        return found if found and (scope is None or scope.allows(found.region)) else None

    def within(self, scope: Scope) -> Iterator[Stored[S]]:
        """Those of the scope, in no order."""
        return (stored for stored in list(self._known.values()) if scope.allows(stored.region))

    def __len__(self) -> int:
        return len(self._known)

    async def start(self) -> None:
        self._seen = {stream: self._journal.head(stream) for stream in self._streams}
        async for stored in self._store.scan():
            self._hear(stored)
        self._polling = asyncio.create_task(self._poll(), name=f"mirror.{self._store.name}")

    async def stop(self) -> None:
        if self._polling is not None:
            self._polling.cancel()
            await asyncio.gather(self._polling, return_exceptions=True)

    async def catch_up(self) -> None:
        """Read again what the journal has heard of since; for other replicas' changes."""
        for stream in self._streams:
            while await self._read(stream):
                pass

    async def _poll(self) -> None:
        while True:
            await asyncio.sleep(POLL_SECONDS)
            try:
                await self.catch_up()
            except StoreError as error:
                log.warning("mirror_behind", collection=self._store.name, exc_info=error)

    async def _read(self, stream: str) -> bool:
        entries = await self._journal.read(stream, self._seen[stream], READ_AT_ONCE)
        stale = {e.envelope.subject for e in entries if self._is_news(e.envelope)}
        for stored in await self._store.load_many(sorted(stale)):
            self._hear(stored)
        if entries:
            self._seen[stream] = entries[-1].sequence
        return len(entries) == READ_AT_ONCE

    def _is_news(self, envelope: Envelope) -> bool:
        known = self._known.get(envelope.subject)
        return known is None or known.version < envelope.subjectversion

    def _hear(self, stored: Stored[S]) -> None:
        before = self._known.get(stored.id)
        if before is not None and before.version >= stored.version:
            return
        self._known[stored.id] = stored
        for listener in self._listeners:
            listener(before, stored)
