"""Entries written straight to the bus, in whole batches, as the publisher would send them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any, Self

from aiokafka import AIOKafkaProducer

from contracts.event import to_headers
from servicekit.journal import Entry

BATCH_BYTES = 512 * 1024
Place = tuple[str, int]


async def seed(bus: str, entries: Iterable[Entry]) -> dict[Place, int]:
    """Produce all, in order; the number of records by (topic, partition)."""
    async with Sending(bus) as sending:
        return await sending.send(entries)


class Sending:
    """A producer that is given whole batches: the client's own way costs more than counting."""

    def __init__(self, bus: str) -> None:
        self._producer = AIOKafkaProducer(
            bootstrap_servers=bus, acks="all", max_batch_size=BATCH_BYTES, linger_ms=0
        )
        self._open: dict[Place, Any] = {}
        self._sent: dict[Place, asyncio.Future[Any]] = {}
        self._counts: dict[Place, int] = {}

    async def __aenter__(self) -> Self:
        await self._producer.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._producer.stop()

    async def send(self, entries: Iterable[Entry]) -> dict[Place, int]:
        for entry in entries:
            place = entry.topic, entry.partition
            self._counts[place] = self._counts.get(place, 0) + 1
            if not self._append(place, entry):
                await self._flush(place)
                self._append(place, entry)
        for place in list(self._open):
            await self._flush(place)
        await asyncio.gather(*self._sent.values())
        return self._counts

    def _append(self, place: Place, entry: Entry) -> bool:
        if place not in self._open:
            self._open[place] = self._producer.create_batch()
        said = entry.envelope
        fits = self._open[place].append(
            timestamp=None,
            key=said.subject.encode(),
            value=said.data.encode(),
            headers=to_headers(said, entry.sequence),
        )
        return fits is not None

    async def _flush(self, place: Place) -> None:
        """One batch of a partition at a time, or a retry could turn two round."""
        if place in self._sent:
            await self._sent[place]
        batch = self._open.pop(place)
        batch.close()
        topic, partition = place
        self._sent[place] = await self._producer.send_batch(batch, topic, partition=partition)
