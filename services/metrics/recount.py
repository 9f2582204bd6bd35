"""Counting again from the record, beside what is served: into a cube, and into segments of a new
generation where they are to take the place of the old."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from contracts.event import sequence_of
from contracts.topics import TOPICS
from servicekit.batches import Batch, Delivered, Parked
from servicekit.clock import Clock
from servicekit.database import Document
from servicekit.delivery import Delivery
from servicekit.journal import stream_of
from servicekit.replaying import BusReplay, ConsumerRecord, FeedReplay, Nobody, Records
from services.metrics import segments
from services.metrics.ledger import STREAMS
from services.metrics.standing import Standing

Keep = Callable[[Document], Awaitable[None]]


class Recounted:
    """A projection (servicekit.delivery) that nobody is served from yet."""

    name = "recount"

    def __init__(self, generation: int, keep: Keep | None) -> None:
        self.standing = Standing(STREAMS, generation)
        self._keep = keep

    async def position(self, topic: str, partition: int) -> int:
        return self.standing.positions[stream_of(topic, partition)]

    def fold(self, delivered: Delivered) -> Any:
        return segments.count(delivered)

    async def store(self, batch: Batch) -> None:
        generation = self.standing.generations[batch.stream]
        document, rows = segments.segment_of(batch, generation)
        if self._keep is not None:
            await self._keep(document)
        self.standing.apply(document, rows)

    async def park_foreign(self, topic: str, partition: int, parked: Parked) -> None:
        """Parked when it was first read."""


class Sources:
    """Where the record can be read: the bus, and the feeds of the services that said it."""

    def __init__(self, bus: str | None, feeds: Mapping[str, str], token: str) -> None:
        self._bus_address = bus
        self._addresses = feeds if token else {}
        self._token = token
        self._open = AsyncExitStack()
        self._bus: BusReplay | None = None
        self._feeds: dict[str, FeedReplay] = {}
        self._by_bus: dict[str, bool] = {}
        self._waiting = _Waiting()

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Sources]:
        async with self._open:
            if self._bus_address is not None:
                self._bus = await self._open.enter_async_context(BusReplay(self._bus_address))
            for service, address in self._addresses.items():
                feed = FeedReplay(service, address, self._token)
                self._feeds[service] = await self._open.enter_async_context(feed)
            yield self

    async def read(self, recounted: Recounted, clock: Clock, until: Mapping[str, int]) -> None:
        """Count each stream up to a sequence, as far as there is a source for it."""
        delivery = Delivery(recounted, clock, measured=False)
        delivery.stop()  # nothing is waited out here: a recount that cannot go on ends
        for stream, last in until.items():
            await _count(delivery, self._waiting.release(stream, last))
        for stream in _behind(recounted, until):
            await self._from_bus(delivery, stream, until[stream])
        for service in {_owner(stream) for stream in _behind(recounted, until)}:
            await self._from_feed(delivery, service, until)

    async def _from_bus(self, delivery: Delivery, stream: str, last: int) -> None:
        if self._bus is not None and await self._is_whole(stream):
            topic, _, partition = stream.rpartition("/")
            async for records in self._bus.records(topic, int(partition)):
                await _count(delivery, self._waiting.split(stream, records, last))

    async def _from_feed(self, delivery: Delivery, service: str, until: Mapping[str, int]) -> None:
        if service not in self._feeds:
            return
        async for gathered in self._feeds[service].records():
            for place, records in gathered.items():
                stream = stream_of(place.topic, place.partition)
                if stream in until:
                    wanted = self._waiting.split(stream, records, until[stream])
                    await _count(delivery, wanted)

    async def _is_whole(self, stream: str) -> bool:
        assert self._bus is not None
        if stream not in self._by_bus:
            topic, _, partition = stream.rpartition("/")
            self._by_bus[stream] = await self._bus.has_all(topic, int(partition))
        return self._by_bus[stream]


class _Waiting:
    """Records behind the sequence a comparison is made at; they come when it is moved on."""

    def __init__(self) -> None:
        self._kept: dict[str, list[ConsumerRecord]] = {}

    def split(self, stream: str, records: Records, last: int) -> Records:
        """What may be counted now; the rest is kept."""
        numbered = [(sequence_of(r.topic, dict(r.headers)), r) for r in records]
        self._kept.setdefault(stream, []).extend(r for n, r in numbered if n and n > last)
        return [record for number, record in numbered if number and number <= last]

    def release(self, stream: str, last: int) -> Records:
        return self.split(stream, self._kept.pop(stream, []), last)


async def _count(delivery: Delivery, records: Records) -> None:
    if records:
        await delivery.deliver(records, Nobody())


def _owner(stream: str) -> str:
    return TOPICS[stream.rpartition("/")[0]].owner


def _behind(recounted: Recounted, until: Mapping[str, int]) -> list[str]:
    positions = recounted.standing.positions
    return [stream for stream, last in until.items() if positions[stream] < last]
