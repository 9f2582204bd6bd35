"""Every service follows the changes of regions: what is "now" is the same everywhere.

A projection of registry.regions: each change is kept once, by its id, in the service's own
database, and the tree in memory (contracts.regions) is built from what is kept. One replica of a
service hears a change; the others look every POLL_SECONDS how far it has come.
"""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

import msgspec
import structlog

from contracts import regions
from contracts.regions.change import Change, Succession
from contracts.regions.published import published
from contracts.registry.regions import RegionChanged
from servicekit.batches import Batch, Delivered, Parked
from servicekit.database import (
    BulkWriteError,
    Database,
    Document,
    StoreError,
    UpdateOne,
    is_duplicate,
)
from servicekit.positions import Positions

log = structlog.get_logger(__name__)

TOPIC = "registry.regions"
POLL_SECONDS = 2.0


class RegionChanges:
    """A projection and a component. Repeating a change sets the same again, so the position may
    follow the effect."""

    name = "regions"

    def __init__(self, database: Database) -> None:
        self._kept = database.collection("region_changes_heard")
        self._positions = Positions(database, self.name)
        self._seen = 0
        self._polling: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """What an earlier service of the process followed is not this one's."""
        regions.follow(published())
        await self._read()
        self._polling = asyncio.create_task(self._poll(), name="region_changes")

    async def stop(self) -> None:
        if self._polling is not None:
            self._polling.cancel()
            await asyncio.gather(self._polling, return_exceptions=True)

    async def position(self, topic: str, partition: int) -> int:
        return await self._positions.read(topic, partition)

    def fold(self, delivered: Delivered) -> Change | None:
        event = delivered.event
        return event.change if isinstance(event, RegionChanged) else None

    async def store(self, batch: Batch) -> None:
        changes = [change for change in batch.folded if change is not None]
        if changes:
            await self._keep(changes)
            regions.follow(regions.timeline().after(*changes))
        await self._positions.advance(batch)

    async def park_foreign(self, topic: str, partition: int, parked: Parked) -> None:
        await self._positions.park_foreign(topic, partition, parked)

    async def _keep(self, changes: list[Change]) -> None:
        kept = [
            UpdateOne({"_id": change.id}, {"$set": _document(change)}, upsert=True)
            for change in changes
        ]
        try:
            await self._kept.bulk_write(kept, ordered=False)
        except BulkWriteError as error:
            if not is_duplicate(error):  # a duplicate: another replica kept it just now
                raise

    async def _poll(self) -> None:
        while True:
            await asyncio.sleep(POLL_SECONDS)
            try:
                await self.catch_up()
            except StoreError as error:
                log.warning("region_changes_behind", exc_info=error)

    async def catch_up(self) -> None:
        """Read again what is kept if another replica has come further."""
        if await self._positions.read(TOPIC, 0) != self._seen:
            await self._read()

    async def _read(self) -> None:
        seen = await self._positions.read(TOPIC, 0)
        changes = [_change(document) async for document in self._kept.find({})]
        regions.follow(regions.timeline().after(*changes))
        self._seen = seen


def _document(change: Change) -> dict[str, Any]:
    return {"on": change.on.isoformat(), "successions": msgspec.to_builtins(change.successions)}


def _change(document: Document) -> Change:
    successions = msgspec.convert(document["successions"], tuple[Succession, ...])
    return Change(document["_id"], date.fromisoformat(document["on"]), successions)
