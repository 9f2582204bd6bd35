"""A service that says and one that hears, in this process, on the real bus and store."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from cli.engines import Engine
from cli.engines.topics import create_topics
from contracts.event import sequence_of
from contracts.topics import TOPICS, owned_by
from servicekit.aggregate import Aggregates
from servicekit.batches import Batch, Delivered, Parked, PositionMoved
from servicekit.clock import SystemClock
from servicekit.consuming import Subscriptions
from servicekit.database import Database
from servicekit.journal import Journal, stream_of
from servicekit.publisher import Publisher
from servicekit.relay import Relay
from tests.eventually import eventually
from tests.integration.stations import REGION, YUNNAN, Station, command, hire, planned

TOPIC = TOPICS["registry.stations"]
PARTITIONS = [TopicPartition(TOPIC.name, n) for n in range(TOPIC.partitions)]


@dataclass
class Heard:
    """A projection of all streams; it outlives the consumers that feed it, as a store does."""

    name: str = "heard"
    at: dict[TopicPartition, int] = field(default_factory=lambda: defaultdict(int))
    applied: dict[TopicPartition, list[tuple[int, str, int]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    parked: list[Parked] = field(default_factory=list)
    foreign: dict[tuple[str, int, int], Parked] = field(default_factory=dict)

    async def position(self, topic: str, partition: int) -> int:
        return self.at[TopicPartition(topic, partition)]

    def fold(self, delivered: Delivered) -> Any:
        return delivered.sequence, delivered.subject, delivered.version

    async def store(self, batch: Batch) -> None:
        place = TopicPartition(batch.topic, batch.partition)
        if self.at[place] != batch.position:
            raise PositionMoved
        self.at[place] = batch.last
        self.applied[place] += batch.folded
        self.parked += batch.parked

    async def park_foreign(self, topic: str, partition: int, parked: Parked) -> None:
        self.foreign[topic, partition, parked.offset] = parked

    @property
    def versions(self) -> dict[str, list[int]]:
        """Of each subject the versions applied; asserts each sequence once and in order."""
        found: dict[str, list[int]] = defaultdict(list)
        for place, events in self.applied.items():
            sequences = [sequence for sequence, _, _ in events]
            parked = {p.sequence for p in self.parked}
            expected = [n for n in range(1, self.at[place] + 1) if n not in parked]
            assert sequences == expected, place
            for _, subject, version in events:
                found[subject].append(version)
        return dict(found)

    @property
    def count(self) -> int:
        return sum(map(len, self.applied.values()))


@dataclass
class Sender:
    stations: Aggregates[Station]
    journal: Journal
    relay: Relay
    publisher: Publisher

    async def plan(self, ids: Sequence[str]) -> None:
        await self.stations.create_many([(i, REGION, planned()) for i in ids], command("plan"))

    async def hire(self, ids: Sequence[str], key: str) -> None:
        changing = [self.stations.change(i, YUNNAN, command(key), hire) for i in ids]
        await asyncio.gather(*changing)

    async def all_sent(self, within: float = 30.0) -> None:
        """Relayed and acknowledged."""
        await self.relay.drain()
        await eventually(lambda: self._behind() == 0, within=within)

    def _behind(self) -> int:
        sent = self.publisher._sent
        streams = [stream_of(*place) for place in PARTITIONS]
        return sum(self.journal.head(s) - sent.get(s, 0) for s in streams)


@asynccontextmanager
async def sending(database: Database, bus: Engine) -> AsyncIterator[Sender]:
    """The producing half of a service: store, relay, journal, publisher."""
    clock = SystemClock()
    journal = Journal(database, "/registry", owned_by("registry"))
    publisher = Publisher(journal, bus.address)
    relay = Relay(database, journal, clock, publisher.publish)
    store = Aggregates(database, "stations", Station, clock, relay.wake)
    relay.serve("stations")
    for part in (store, journal, relay, publisher):
        await part.start()
    try:
        yield Sender(store, journal, relay, publisher)
    finally:
        for stopping in (publisher, relay, journal):
            await stopping.stop()


@asynccontextmanager
async def hearing(heard: Heard, bus: Engine, group: str) -> AsyncIterator[Subscriptions]:
    """The consuming half."""
    subscriptions = Subscriptions(group, bus.address, SystemClock())
    subscriptions.subscribe([TOPIC], heard)
    await subscriptions.start()
    try:
        yield subscriptions
    finally:
        await subscriptions.stop()


async def fresh_topics(bus: Engine) -> None:
    """Our topics, empty."""
    await remove_topics(bus)
    await create_topics(bus.address)


async def remove_topics(bus: Engine) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=bus.address)
    await admin.start()
    try:

        async def gone() -> bool:
            there = [name for name in await admin.list_topics() if name in TOPICS]
            if there:
                await admin.delete_topics(there)
            return not there

        await eventually(gone)
    finally:
        await admin.close()


async def on_the_bus(bus: Engine) -> list[ConsumerRecord[Any, Any]]:
    """All records of the topic, each partition in order."""
    consumer = AIOKafkaConsumer(bootstrap_servers=bus.address, auto_offset_reset="earliest")
    await consumer.start()
    try:
        consumer.assign(PARTITIONS)
        ends = await consumer.end_offsets(PARTITIONS)
        records: list[ConsumerRecord[Any, Any]] = []
        while [p for p in PARTITIONS if await consumer.position(p) < ends[p]]:
            for batch in (await consumer.getmany(timeout_ms=200)).values():
                records += batch
        return sorted(records, key=lambda record: (record.partition, record.offset))
    finally:
        await consumer.stop()


async def produce(bus: Engine, records: Sequence[ConsumerRecord[Any, Any]]) -> None:
    """Put records on the bus as they are, as a faulty or hostile producer would."""
    producer = AIOKafkaProducer(bootstrap_servers=bus.address, acks="all")
    await producer.start()
    try:
        for record in records:
            await producer.send_and_wait(
                record.topic,
                record.value,
                key=record.key,
                partition=record.partition,
                headers=list(record.headers),
            )
    finally:
        await producer.stop()


def sequences(records: Sequence[ConsumerRecord[Any, Any]]) -> dict[int, list[int | None]]:
    found: dict[int, list[int | None]] = defaultdict(list)
    for record in records:
        found[record.partition].append(sequence_of(record.topic, dict(record.headers)))
    return dict(found)
