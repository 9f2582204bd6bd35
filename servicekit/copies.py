"""A copy of another service's aggregates, kept by its events (say, charity's list of stations)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from contracts.event import Event
from servicekit.batches import Batch, Delivered, Parked
from servicekit.database import BulkWriteError, Database, Document, UpdateOne, is_duplicate
from servicekit.positions import Positions
from servicekit.scope import Scope

Fields = dict[str, Any]


class Copies:
    """A projection. `fields_of` says what an event sets in the copy of its subject.

    The guard is the subject's version inside the copy, so a repeat changes nothing and an older
    event never overwrites a newer one.
    """

    def __init__(self, database: Database, name: str, fields_of: Callable[[Event], Fields]) -> None:
        self.name = name
        self._database = database
        self._copies = database.collection(name)
        self._positions = Positions(database, name)
        self._fields_of = fields_of

    async def start(self) -> None:
        await self._database.index(self.name, ["region"])

    async def get(self, id_: str, scope: Scope | None = None) -> Document | None:
        found = await self._copies.find_one({"_id": id_})
        if found is None or (scope is not None and not scope.allows(found["region"])):
            return None
        return found

    async def position(self, topic: str, partition: int) -> int:
        return await self._positions.read(topic, partition)

    def fold(self, delivered: Delivered) -> tuple[str, int, Fields]:
        fields = {"region": delivered.event.region, **self._fields_of(delivered.event)}
        return delivered.subject, delivered.version, fields

    async def store(self, batch: Batch) -> None:
        newest: dict[str, tuple[int, Fields]] = {}
        for subject, version, fields in batch.folded:
            before = newest.get(subject, (0, {}))[1]
            newest[subject] = version, {**before, **fields}
        await self._set(newest)
        await self._positions.advance(batch)

    async def park_foreign(self, topic: str, partition: int, parked: Parked) -> None:
        await self._positions.park_foreign(topic, partition, parked)

    async def _set(self, newest: Mapping[str, tuple[int, Fields]]) -> None:
        if not newest:
            return
        changes = [
            UpdateOne(
                {"_id": subject, "version": {"$lt": version}},
                {"$set": {**fields, "version": version}},
                upsert=True,
            )
            for subject, (version, fields) in newest.items()
        ]
        try:
            await self._copies.bulk_write(changes, ordered=False)
        except BulkWriteError as error:
            if not is_duplicate(error):  # a duplicate: that copy is at this version or past it
                raise
