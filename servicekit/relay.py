"""From the aggregates' pending events into the journal, in version order, each exactly once.

A change wakes the relay with the aggregate's id; a sweep finds what a killed process left. The
relay always takes *all* pending events of an aggregate in one read, so a version is never
journalled before the one ahead of it, whoever else relays at the same time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, timedelta

import structlog

from servicekit import crash
from servicekit.backoff import Backoff
from servicekit.clock import Clock
from servicekit.database import Database, Document, StoreError
from servicekit.journal import Entry, Journal

log = structlog.get_logger(__name__)

SWEEP_SECONDS = 5.0
SWEEP_SELDOM = 12
"""How many times SWEEP_SECONDS a backlog may put a sweep off."""
SETTLED = timedelta(seconds=3)
"""Younger pending events are left to the process that wrote them."""
BATCH = 200
CLEARED_AT_ONCE = 50
ROOM = 5_000
ROOM_SECONDS = 0.05


class Relay:
    """A component. `publish` is told which entries are new in the journal."""

    def __init__(
        self,
        database: Database,
        journal: Journal,
        clock: Clock,
        publish: Callable[[Sequence[Entry]], None],
    ) -> None:
        self._database = database
        self._journal = journal
        self._clock = clock
        self._publish = publish
        self._collections: set[str] = set()
        self._woken: dict[tuple[str, str], None] = {}
        self._wake = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    def serve(self, collection: str) -> None:
        """Also sweep this collection."""
        self._collections.add(collection)

    def wake(self, collection: str, id_: str) -> None:
        self._woken[(collection, id_)] = None
        self._wake.set()

    async def room(self, most: int = ROOM) -> None:
        """Return once no more than `most` aggregates wait: who writes very many asks between, so
        that what waits in memory stays small."""
        while len(self._woken) > most:
            self._wake.set()
            await asyncio.sleep(ROOM_SECONDS)

    async def start(self) -> None:
        await self.sweep(timedelta())
        self._tasks = [
            asyncio.create_task(self._run(), name="relay"),
            asyncio.create_task(self._sweeping(), name="relay-sweep"),
        ]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        try:
            await self.drain()
        except StoreError as error:  # what is still pending is found by the next start
            log.warning("relay_stopped_early", reason=type(error).__name__)

    async def drain(self) -> None:
        """Journal everything woken so far."""
        while self._woken:
            batch = list(self._woken)[:BATCH]
            for key in batch:
                del self._woken[key]  # before reading: a wake from now on is a new one
            try:
                await self._relay(batch)
            except BaseException:
                self._woken.update(dict.fromkeys(batch))
                raise

    async def sweep(self, settled: timedelta = SETTLED) -> None:
        """Wake for every aggregate whose events have been pending for longer than `settled`."""
        before = (self._clock.now() - settled).astimezone(UTC).isoformat(timespec="milliseconds")
        late = {"pending.time": {"$lte": before.replace("+00:00", "Z")}}
        for name in self._collections:
            async for document in self._database.collection(name).find(late, {"_id": 1}):
                self.wake(name, document["_id"])

    async def _run(self) -> None:
        backoff = Backoff()
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                await self.drain()
                backoff.reset()
            except Exception as error:  # whatever it was, a relay that ends would strand events
                expected = isinstance(error, StoreError)
                log.warning("relay_waits", reason=type(error).__name__, exc_info=not expected)
                await backoff.wait()
                self._wake.set()

    async def _sweeping(self) -> None:
        """Behind a backlog a sweep would mostly find what is known to wait, so it comes seldom."""
        rested = 0
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            rested += 1
            if len(self._woken) >= BATCH and rested < SWEEP_SELDOM:
                continue
            rested = 0
            try:
                await self.sweep()
            except Exception as error:
                log.warning("sweep_failed", reason=type(error).__name__)

    async def _relay(self, batch: Sequence[tuple[str, str]]) -> None:
        for name in {name for name, _ in batch}:
            ids = [id_ for of, id_ in batch if of == name]
            waiting = await self._read(name, ids)
            events = [event for document in waiting for event in document["pending"]]
            crash.point("relay_read")
            self._publish(await self._journal.append(events))
            crash.point("journalled")
            await self._clear(name, waiting)

    async def _read(self, name: str, ids: Sequence[str]) -> list[Document]:
        wanted = {"pending": 1, "version": 1}
        cursor = self._database.collection(name).find({"_id": {"$in": ids}}, wanted)
        return [document async for document in cursor if document["pending"]]

    async def _clear(self, name: str, waiting: Sequence[Document]) -> None:
        """What was read at a version and is still at it has no newer event: one write empties
        many. What has moved on meanwhile was woken by whoever moved it, and is read again."""
        await self._empty(name, waiting[:1])
        crash.point("half_cleared")
        await self._empty(name, waiting[1:])

    async def _empty(self, name: str, waiting: Sequence[Document]) -> None:
        at: dict[int, list[str]] = {}
        for document in waiting:
            at.setdefault(document["version"], []).append(document["_id"])
        for version, ids in at.items():
            for first in range(0, len(ids), CLEARED_AT_ONCE):
                part = {"_id": {"$in": ids[first : first + CLEARED_AT_ONCE]}, "version": version}
                await self._database.collection(name).update_many(part, {"$set": {"pending": []}})
