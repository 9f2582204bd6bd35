"""One way to consume: FastStream subscribers whose settings are pinned here, once.

A subscriber hands over raw records in batches, one batch in flight, so that nothing is committed
before its effect is stored and one bad record costs only itself (see docs/adr/0004).
"""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import Sequence
from typing import Any

import structlog
from aiokafka import ConsumerRecord
from aiokafka.errors import KafkaError
from faststream import AckPolicy
from faststream.kafka import KafkaBroker, KafkaMessage
from faststream.kafka.message import KafkaAckableMessage
from faststream.specification import AsyncAPI

from contracts.topics import Topic
from servicekit.backoff import Backoff
from servicekit.clock import Clock
from servicekit.delivery import Delivery, Projection

log = structlog.get_logger(__name__)

PINNED: dict[str, Any] = {
    "batch": True,
    "ack_policy": AckPolicy.NACK_ON_ERROR,
    "auto_offset_reset": "earliest",
    "max_records": 20_000,
    "batch_timeout_ms": 200,
    "fetch_max_wait_ms": 100,
    "max_partition_fetch_bytes": 4 * 1024 * 1024,
    "session_timeout_ms": 10_000,
    "max_poll_interval_ms": 5 * 60 * 1000,
}
"""Of FastStream's policies only NACK_ON_ERROR keeps a record whose handler raised; the rest of
Kafka's defaults (latest, acks of everything read) would lose records."""
CONSUMES_ONLY: dict[str, Any] = {
    "consumer_only": True,
    "allow_auto_create_topics": False,
    "metadata_max_age_ms": 10_000,
    "graceful_timeout": 5.0,
}
"""What is sent goes through the journal and the publisher, never through this broker. A topic made
again is noticed within seconds, not five minutes."""


class Subscriptions:
    """A component: the service's FastStream broker and one delivery per projection."""

    def __init__(self, service: str, bootstrap: str, clock: Clock) -> None:
        self._service = service
        self._clock = clock
        self.broker = KafkaBroker(
            bootstrap,
            client_id=f"wushe-{service}",
            **CONSUMES_ONLY,
            # Its own logger writes coloured text to stdout; at this level, a line for every batch.
            logger=logging.getLogger("faststream.bus"),
            log_level=logging.DEBUG,
        )
        self.deliveries: list[Delivery] = []
        self._connecting: asyncio.Task[None] | None = None

    def subscribe(self, topics: Sequence[Topic], projection: Projection) -> Delivery:
        """Every topic's events of the service's group go to the projection, in stream order."""
        delivery = Delivery(projection, self._clock)
        self.deliveries.append(delivery)
        for topic in topics:
            self._subscribe(topic, delivery)
        return delivery

    def _subscribe(self, topic: Topic, delivery: Delivery) -> None:
        group = f"{self._service}.{delivery.projection.name}.{topic.name}"

        async def parse(records: tuple[ConsumerRecord, ...]) -> KafkaMessage:
            """Headers stay bytes: a malformed one is the delivery's to park, not ours to raise."""
            return KafkaAckableMessage(
                raw_message=records, body=b"", headers={}, consumer=subscriber.consumer
            )

        subscriber = self.broker.subscriber(
            topic.name,
            group_id=group,
            parser=parse,
            decoder=_undecoded,
            title=f"{topic.name} → {delivery.projection.name}",
            description=topic.about,
            **PINNED,
        )

        async def deliver(_: None, message: KafkaMessage) -> None:
            await delivery.deliver(message.raw_message, message.consumer)

        subscriber(deliver)

    async def start(self) -> None:
        """Returns also while the bus is away: the service takes commands, and reads once it is
        back."""
        _collect_seldom()
        if not await self._connect():
            self._connecting = asyncio.create_task(self._keep_connecting(), name="bus-connect")

    async def stop(self) -> None:
        if self._connecting is not None:
            self._connecting.cancel()
            await asyncio.gather(self._connecting, return_exceptions=True)
        for delivery in self.deliveries:
            delivery.stop()
        await self.broker.stop()

    async def _keep_connecting(self) -> None:
        backoff = Backoff(longest=5.0)
        while not await self._connect():
            await backoff.wait()

    async def _connect(self) -> bool:
        try:
            await self.broker.start()
        except (KafkaError, OSError, TimeoutError) as error:
            log.warning("bus_away", reason=type(error).__name__)
            await self.broker.stop()
            return False
        return True

    def asyncapi(self) -> AsyncAPI:
        return AsyncAPI(self.broker, title=f"wushe {self._service}", schema_version="3.0.0")


def _collect_seldom() -> None:
    """A batch makes many small objects and no cycles; to look through them all again and again
    took half of the time of counting (46 µs an event, 24 without)."""
    gc.freeze()
    gc.set_threshold(100_000, 50, 1000)


async def _undecoded(_: KafkaMessage) -> None:
    return None
