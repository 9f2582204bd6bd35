"""The projection: segments stored, the cube kept in step with them, in every replica."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import Any

import structlog

from contracts.topics import read_by
from servicekit.batches import Batch, Delivered, Parked, PositionMoved
from servicekit.database import Database, Document, DuplicateKey, StoreError
from servicekit.journal import stream_of
from services.metrics import segments
from services.metrics.cube import Cube
from services.metrics.standing import Standing, Summary

log = structlog.get_logger(__name__)

TAIL_SECONDS = 2.0
"""How often segments stored by other replicas are looked for."""

STREAMS = tuple(
    stream_of(topic.name, partition)
    for topic in read_by("metrics")
    for partition in range(topic.partitions)
)


class Ledger:
    """A component and a projection (servicekit.delivery): folds events into segments and cube."""

    name = "figures"

    def __init__(self, database: Database) -> None:
        self._database = database
        self._segments = database.collection("segments")
        self._foreign = database.collection("parked_foreign")
        self._generations = database.collection("generations")
        self._reserved = database.collection("recounts")
        self.standing = Standing(STREAMS)
        self._loading: asyncio.Task[None] | None = None
        self._tailing: asyncio.Task[None] | None = None

    @property
    def cube(self) -> Cube:
        return self.standing.cube

    @property
    def summaries(self) -> list[Summary]:
        return self.standing.summaries

    async def start(self) -> None:
        await self._database.index("segments", ["stream", "first"], unique=True)
        await self.reload()
        self._tailing = asyncio.create_task(self._tail(), name="segments-tail")

    async def stop(self) -> None:
        tasks = [task for task in (self._tailing, self._loading) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def position(self, topic: str, partition: int) -> int:
        stream = stream_of(topic, partition)
        await self.catch_up(stream)
        return self.standing.positions[stream]

    def fold(self, delivered: Delivered) -> Any:
        return segments.count(delivered)

    async def store(self, batch: Batch) -> None:
        """One insert: effect, position and what was parked. Positions are those of one chain: what
        was folded on another's must not be stored here."""
        if batch.position != self.standing.positions[batch.stream]:
            raise PositionMoved
        generation = self.standing.generations[batch.stream]
        document, rows = segments.segment_of(batch, generation)
        try:
            await self._segments.insert_one(document)
        except DuplicateKey:
            raise PositionMoved from None
        self.standing.apply(document, rows)

    async def park_foreign(self, topic: str, partition: int, parked: Parked) -> None:
        here = f"{stream_of(topic, partition)}/{parked.offset}"
        await self._foreign.update_one({"_id": here}, {"$set": asdict(parked)}, upsert=True)

    async def segment(self, id_: str) -> Document:
        found = await self._segments.find_one({"_id": id_})
        assert found is not None, id_
        return found

    async def keep(self, document: Document) -> None:
        """A segment of a recount."""
        await self._segments.insert_one(document)

    async def seal(self, stream: str, position: int, successor: int) -> None:
        """The stream goes on in another generation, which has counted up to this position.

        Raises PositionMoved when something was counted behind it meanwhile.
        """
        seal = segments.seal_of(self.standing.chain(stream), position, successor)
        try:
            await self._segments.insert_one(seal)
        except DuplicateKey:
            raise PositionMoved from None
        await self._note(stream, successor)

    async def reserve(self) -> int:
        """A generation of its own for a recount: two at once never write the same chains."""
        generation = 1 + max(self.standing.generations.values())
        while True:
            try:
                await self._reserved.insert_one({"_id": generation})
                return generation
            except DuplicateKey:
                generation += 1

    async def discard(self, generation: int) -> None:
        """Remove the segments of a recount that was not put in place."""
        for stream in STREAMS:
            chain = segments.chain_of(stream, generation)
            await self._segments.delete_many({"stream": chain})

    async def reload(self) -> None:
        """Add all segments up again and serve that; until then the cube there is goes on."""
        if self._loading is None or self._loading.done():
            self._loading = asyncio.create_task(self._load(), name="segments-load")
        await asyncio.shield(self._loading)

    async def _load(self) -> None:
        while True:
            standing = Standing(STREAMS)
            async for noted in self._generations.find({}):
                standing.generations[noted["_id"]] = noted["generation"]
            if not await self._read_all(standing):
                self.standing = standing
                return

    async def _read_all(self, standing: Standing) -> bool:
        """True when a seal was met that was not noted: what was read then counts no more."""
        for stream in STREAMS:
            sealed = await self._read(standing, stream)
            if sealed is not None:
                await self._note(stream, sealed)
                return True
        return False

    async def _read(self, standing: Standing, stream: str) -> int | None:
        """Apply what is new of a stream; the generation in which it goes on, if it was sealed."""
        behind = {"stream": standing.chain(stream), "first": {"$gt": standing.positions[stream]}}
        async for document in self._segments.find(behind, segments.NAMES).sort("first", 1):
            if "sealed" in document:
                return int(document["sealed"])
            standing.apply(document, segments.rows_of(document))
        return None

    async def _note(self, stream: str, generation: int) -> None:
        change = {"$max": {"generation": generation}}
        await self._generations.update_one({"_id": stream}, change, upsert=True)

    async def catch_up(self, stream: str) -> None:
        sealed = await self._read(self.standing, stream)
        if sealed is not None:
            log.info("generation_followed", stream=stream, generation=sealed)
            await self._note(stream, sealed)
            await self.reload()

    async def _tail(self) -> None:
        while True:
            await asyncio.sleep(TAIL_SECONDS)
            try:
                for stream in STREAMS:
                    await self.catch_up(stream)
            except StoreError as error:
                log.warning("tail_waits", reason=type(error).__name__)
