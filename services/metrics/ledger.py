"""The projection: segments stored, the cube kept in step with them, in every replica."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import structlog

from contracts.topics import read_by
from servicekit.batches import Batch, Delivered, Parked, PositionMoved
from servicekit.database import Database, Document, DuplicateKey, StoreError
from servicekit.journal import stream_of
from services.metrics import segments
from services.metrics.columns import Rows
from services.metrics.cube import Cube

log = structlog.get_logger(__name__)

TAIL_SECONDS = 2.0
"""How often segments stored by other replicas are looked for."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a segment holds, kept in memory so that a trace opens only those it needs."""

    id: str
    stream: str
    first: int
    last: int
    span: tuple[date, date] | None
    indicators: frozenset[str]
    parked: tuple[Document, ...]


class Ledger:
    """A component and a projection (servicekit.delivery): folds events into segments and cube."""

    name = "figures"

    def __init__(self, database: Database, cube: Cube) -> None:
        self._database = database
        self._segments = database.collection("segments")
        self._foreign = database.collection("parked_foreign")
        self.cube = cube
        self.summaries: list[Summary] = []
        self._positions: dict[str, int] = {
            stream_of(topic.name, partition): 0
            for topic in read_by("metrics")
            for partition in range(topic.partitions)
        }
        self._tailing: asyncio.Task[None] | None = None

    async def start(self) -> None:
        await self._database.index("segments", ["stream", "first"], unique=True)
        for stream in self._positions:
            await self._catch_up(stream)
        self._tailing = asyncio.create_task(self._tail(), name="segments-tail")

    async def stop(self) -> None:
        if self._tailing is not None:
            self._tailing.cancel()
            await asyncio.gather(self._tailing, return_exceptions=True)

    async def position(self, topic: str, partition: int) -> int:
        stream = stream_of(topic, partition)
        await self._catch_up(stream)
        return self._positions[stream]

    def fold(self, delivered: Delivered) -> Any:
        return segments.count(delivered)

    async def store(self, batch: Batch) -> None:
        """One insert: effect, position and what was parked."""
        document, rows = segments.segment_of(batch)
        try:
            await self._segments.insert_one(document)
        except DuplicateKey:
            raise PositionMoved from None
        self._apply(document, rows)

    async def park_foreign(self, topic: str, partition: int, parked: Parked) -> None:
        here = f"{stream_of(topic, partition)}/{parked.offset}"
        await self._foreign.update_one({"_id": here}, {"$set": asdict(parked)}, upsert=True)

    async def segment(self, id_: str) -> Document:
        found = await self._segments.find_one({"_id": id_})
        assert found is not None, id_
        return found

    async def _catch_up(self, stream: str) -> None:
        behind = {"stream": stream, "first": {"$gt": self._positions[stream]}}
        async for document in self._segments.find(behind, segments.NAMES).sort("first", 1):
            self._apply(document, segments.rows_of(document))

    def _apply(self, document: Document, rows: Rows) -> None:
        """Each segment once, each stream in order; one applied already is left alone."""
        stream = document["stream"]
        if document["first"] != self._positions[stream] + 1:
            return
        self.cube.fold(rows)
        self.cube.state(segments.stated_of(document))
        self._positions[stream] = document["last"]
        self.summaries.append(_summary(document))

    async def _tail(self) -> None:
        while True:
            await asyncio.sleep(TAIL_SECONDS)
            try:
                for stream in self._positions:
                    await self._catch_up(stream)
            except StoreError as error:
                log.warning("tail_waits", reason=type(error).__name__)


@lru_cache(maxsize=4096)
def _known(indicators: frozenset[str]) -> frozenset[str]:
    """One and the same set for all the segments that hold the same."""
    return indicators


def _summary(document: Document) -> Summary:
    return Summary(
        document["_id"],
        document["stream"],
        document["first"],
        document["last"],
        segments.span_of(document),
        _known(frozenset(document["indicators"])),
        tuple(document["parked"]),
    )
