"""When each station last served: folded from the journal of the service log, kept in memory.

The journal is the record; a snapshot only shortens the next start. It holds the counts and how
far they were folded in one document, so a kill at any moment leaves a snapshot that is whole,
and what came after it is folded again from the journal, each event once.
"""

from __future__ import annotations

import asyncio
import zlib

import msgspec
import structlog

from contracts.catalogue import reader
from contracts.event import BadEvent, Event
from contracts.registry import service_log
from servicekit.database import Database, DuplicateKey, StoreError
from servicekit.journal import Entry, Journal, stream_of
from services.registry.activity.days import NEVER, Packed, ServiceDays, fold

log = structlog.get_logger(__name__)

TOPIC = service_log.ServiceEvent.topic
POLL_SECONDS = 1.0
READ_AT_ONCE = 5_000
SNAPSHOT_EVERY = 5_000
"""Events between snapshots: at most this many, and one page of each stream, are folded again."""

_Snapshot = tuple[dict[str, int], dict[str, Packed]]


class Activity:
    """A component that follows the journal (Backbone.follow)."""

    def __init__(self, database: Database, journal: Journal) -> None:
        self._journal = journal
        self._snapshots = database.collection("activity")
        self._reader = reader()
        streams = next(topic for topic in journal.topics if topic.name == TOPIC).partitions
        self._at = {stream_of(TOPIC, n): 0 for n in range(streams)}
        self._kept = 0
        self._stations: dict[str, ServiceDays] = {}
        self._following: asyncio.Task[None] | None = None

    def of(self, station_id: str) -> ServiceDays:
        """The days it served, as far as the journal has been read (about a second behind)."""
        return self._stations.get(station_id, NEVER)

    @property
    def folded(self) -> int:
        """How many events are in; only ever grows."""
        return sum(self._at.values())

    async def start(self) -> None:
        await self._restore()
        await self.catch_up()
        self._following = asyncio.create_task(self._follow(), name="activity")

    async def stop(self) -> None:
        if self._following is not None:
            self._following.cancel()
            await asyncio.gather(self._following, return_exceptions=True)
            await self._keep()

    async def catch_up(self) -> None:
        for stream in self._at:
            while await self._read(stream):
                pass
        if self.folded - self._kept >= SNAPSHOT_EVERY:
            await self._keep()

    async def _follow(self) -> None:
        while True:
            await asyncio.sleep(POLL_SECONDS)
            try:
                await self.catch_up()
            except StoreError as error:
                log.warning("activity_behind", exc_info=error)

    async def _read(self, stream: str) -> bool:
        """One page; whether there may be more. All of a page is folded, or nothing of it."""
        position = self._at[stream]
        entries = await self._journal.read(stream, position, READ_AT_ONCE)
        events = [event for entry in entries if (event := self._event(entry))]
        if entries and self._at[stream] == position:  # nobody else has folded it meanwhile
            fold(self._stations, events)
            self._at[stream] = entries[-1].sequence
        return len(entries) == READ_AT_ONCE

    def _event(self, entry: Entry) -> Event | None:
        try:
            return self._reader.read(entry.envelope.type, entry.envelope.data)
        except BadEvent as bad:  # of a later release, which counts in its own way
            log.warning("activity_skipped", sequence=entry.sequence, reason=bad.reason)
            return None

    async def _restore(self) -> None:
        found = await self._snapshots.find_one({"_id": TOPIC})
        if found is None:
            return
        at, packed = msgspec.msgpack.decode(zlib.decompress(found["packed"]), type=_Snapshot)
        self._at.update(at)
        self._kept = self.folded
        self._stations = {id_: ServiceDays.unpack(days) for id_, days in packed.items()}

    async def _keep(self) -> None:
        """Only ever forward: another replica may have kept a later one."""
        folded = self.folded
        if folded == self._kept:
            return
        packed = {id_: days.pack() for id_, days in self._stations.items()}
        body = zlib.compress(msgspec.msgpack.encode((self._at, packed)))
        here = {"_id": TOPIC, "folded": {"$lt": folded}}
        try:
            await self._snapshots.update_one(
                here, {"$set": {"folded": folded, "packed": body}}, upsert=True
            )
        except DuplicateKey:
            log.info("activity_kept_by_another", folded=folded)
        self._kept = folded
