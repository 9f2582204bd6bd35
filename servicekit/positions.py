"""How far a consumer has come in each stream, and what it had to park there, in one write."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from servicekit.batches import Batch, Parked, PositionMoved
from servicekit.database import Database, Document, DuplicateKey
from servicekit.journal import stream_of


class Positions:
    """One document a stream: {_id: 'name:topic/partition', sequence, parked: […]}.

    For effects that are harmless to repeat (a copy guarded by its subject's version), so that the
    position may follow the effect.
    """

    def __init__(self, database: Database, name: str) -> None:
        self._name = name
        self._positions = database.collection("positions")
        self._foreign = database.collection("parked_foreign")

    async def read(self, topic: str, partition: int) -> int:
        found = await self._positions.find_one({"_id": self._id(stream_of(topic, partition))})
        return int(found["sequence"]) if found else 0

    async def advance(self, batch: Batch) -> None:
        """From exactly `batch.position` to `batch.last`; raises PositionMoved."""
        change: dict[str, Any] = {"$set": {"sequence": batch.last}}
        if batch.parked:
            change["$push"] = {"parked": {"$each": [asdict(p) for p in batch.parked]}}
        here = {"_id": self._id(batch.stream), "sequence": batch.position}
        if batch.position == 0:
            await self._begin(here["_id"])
        result = await self._positions.update_one(here, change)
        if result.matched_count == 0:
            raise PositionMoved

    async def park_foreign(self, topic: str, partition: int, parked: Parked) -> None:
        """Keyed by its offset, so that seeing it again adds nothing."""
        here = {"_id": f"{self._id(stream_of(topic, partition))}/{parked.offset}"}
        await self._foreign.update_one(here, {"$set": asdict(parked)}, upsert=True)

    async def _begin(self, id_: Any) -> None:
        fresh: Document = {"_id": id_, "sequence": 0, "parked": []}
        try:
            await self._positions.insert_one(fresh)
        except DuplicateKey:
            return

    def _id(self, stream: str) -> str:
        return f"{self._name}:{stream}"
