"""Delivery: every record of a stream is applied, dropped as a repeat, or parked with a reason.

An outage is waited out for ever with the partition held; a bad record is parked in the same write
that advances the position; behind a hole in the sequences nothing is applied until the relay has
sent the missing events again. Nothing is skipped (promise P2).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import Any, Protocol

import structlog
from aiokafka import ConsumerRecord, TopicPartition

from contracts.catalogue import reader
from contracts.event import BadEvent, sequence_of
from servicekit import crash, metrics
from servicekit.backoff import Backoff
from servicekit.batches import Batch, Delivered, Parked, Plausible, PositionMoved, age_seconds
from servicekit.clock import Clock
from servicekit.database import StoreError
from servicekit.limits import ParkingLimit

log = structlog.get_logger(__name__)


class Projection(Protocol):
    """What a consumer makes of events: effect, position and parking in one write.

    `name` makes the consumer group. `fold` is pure; what it raises parks the event. `store` raises
    PositionMoved when the stream's position is not `batch.position` any more.
    """

    @property
    def name(self) -> str: ...

    async def position(self, topic: str, partition: int) -> int: ...

    def fold(self, delivered: Delivered) -> Any: ...

    async def store(self, batch: Batch) -> None: ...

    async def park_foreign(self, topic: str, partition: int, parked: Parked) -> None: ...


class Delivery:
    """Takes raw batches from subscribers; one call at a time for each stream."""

    def __init__(self, projection: Projection, clock: Clock) -> None:
        self.projection = projection
        self._clock = clock
        self._reader = reader()
        self._positions: dict[TopicPartition, int] = {}
        self._rewound: dict[TopicPartition, int] = {}
        self._limit = ParkingLimit()
        self._stopping = asyncio.Event()
        self.waiting = False
        self.progressed = time.monotonic()

    def stop(self) -> None:
        self._stopping.set()

    async def ready(self) -> str | None:
        return self._limit.problem

    async def deliver(self, records: Sequence[ConsumerRecord], consumer: Any) -> None:
        """Returns once all is stored or dropped; only then is the offset committed."""
        crash.point("received")
        streams: dict[TopicPartition, list[ConsumerRecord]] = {}
        for record in records:
            place = TopicPartition(record.topic, record.partition)
            streams.setdefault(place, []).append(record)
        for place, run in streams.items():
            await self._patiently(place, run, consumer)
            metrics.CONSUMER_LAG.labels(*map(str, place)).set(
                max(0, (consumer.highwater(place) or 0) - run[-1].offset - 1)
            )
        crash.point("effect_stored")
        self.progressed = time.monotonic()

    async def _patiently(
        self, place: TopicPartition, run: Sequence[ConsumerRecord], consumer: Any
    ) -> None:
        """Repeat through outages and moved positions, for as long as it takes."""
        backoff = Backoff()
        while True:
            try:
                await self._deliver(place, run, consumer)
                self.waiting = False
                return
            except PositionMoved:
                self._positions.pop(place, None)
            except StoreError as error:
                self.waiting = True
                log.warning("delivery_waits", topic=place.topic, reason=type(error).__name__)
                metrics.CONSUMER_RETRIES.labels(place.topic).inc()
                self._positions.pop(place, None)
                if self._stopping.is_set():
                    raise
                await backoff.wait()

    async def _deliver(
        self, place: TopicPartition, run: Sequence[ConsumerRecord], consumer: Any
    ) -> None:
        batch = Batch.behind(place.topic, place.partition, await self._position(place))
        plausible = Plausible.at(self._clock.now())
        beyond = 0
        for record in run:
            headers = dict(record.headers)
            sequence = sequence_of(headers)
            if sequence == batch.last + 1:
                self._take(batch, record, headers, plausible)
                if self._limit.problem:
                    break
            elif sequence is None:
                await self._park_foreign(place, record)
            elif sequence <= batch.last:
                batch.duplicates += 1
            else:
                beyond += 1
        if beyond:
            await self._check_position(place, batch)
        await self._store(place, batch)
        self._mind_the_gap(place, batch, beyond, consumer)
        await self._hold_if_over_the_limit()

    async def _position(self, place: TopicPartition) -> int:
        if place not in self._positions:
            self._positions[place] = await self.projection.position(*place)
        return self._positions[place]

    async def _check_position(self, place: TopicPartition, batch: Batch) -> None:
        """A hole may only mean that another consumer had this partition for a while."""
        if await self.projection.position(*place) != batch.position:
            raise PositionMoved

    def _take(
        self,
        batch: Batch,
        record: ConsumerRecord,
        headers: dict[str, bytes],
        plausible: Plausible,
    ) -> None:
        batch.last += 1
        try:
            event = self._reader.read_record(record.topic, record.key, headers, record.value)
            time_ = headers["ce_time"].decode()
            plausible.check(time_, event)
            batch.folded.append(self.projection.fold(Delivered(batch.last, headers, event)))
            batch.oldest = batch.oldest or time_
            self._limit.applied()
        except BadEvent as bad:
            self._park(batch, record, bad)
        except Exception as bug:  # a fault of ours must not lose the events behind it
            log.exception("fold_failed", topic=record.topic, sequence=batch.last)
            self._park(batch, record, BadEvent("bug", type(bug).__name__))

    def _park(self, batch: Batch, record: ConsumerRecord, bad: BadEvent) -> None:
        log.warning("parked", topic=record.topic, sequence=batch.last, reason=bad.reason)
        batch.parked.append(Parked.of(record, batch.last, bad))
        self._limit.parked()

    async def _park_foreign(self, place: TopicPartition, record: ConsumerRecord) -> None:
        """A record no journal wrote has no position; it is parked by its offset."""
        reason = "empty_value" if record.value is None else "missing_field"
        bad = BadEvent(reason, "ce_sequence")
        await self.projection.park_foreign(
            place.topic, place.partition, Parked.of(record, None, bad)
        )
        metrics.CONSUMER_PARKED.labels(place.topic, reason).inc()

    async def _store(self, place: TopicPartition, batch: Batch) -> None:
        metrics.CONSUMER_DUPLICATES.labels(place.topic).inc(batch.duplicates)
        if batch.last == batch.position:
            return
        await self.projection.store(batch)
        self._positions[place] = batch.last
        metrics.CONSUMER_APPLIED.labels(place.topic).inc(len(batch.folded))
        metrics.CONSUMER_BATCH.labels(place.topic).observe(batch.last - batch.position)
        for parked in batch.parked:
            metrics.CONSUMER_PARKED.labels(place.topic, parked.reason).inc()
        if batch.oldest:
            age = age_seconds(batch.oldest, self._clock.now())
            metrics.EVENT_FRESHNESS.labels(place.topic).observe(age)

    def _mind_the_gap(
        self, place: TopicPartition, batch: Batch, beyond: int, consumer: Any
    ) -> None:
        """Look once from the partition's beginning; then wait: the relay sends again, in order."""
        metrics.CONSUMER_GAP_HELD.labels(*map(str, place)).set(1 if beyond else 0)
        if not beyond or self._rewound.get(place) == batch.last:
            return
        log.warning("gap", topic=place.topic, partition=place.partition, after=batch.last)
        self._rewound[place] = batch.last
        consumer.seek(place, 0)

    async def _hold_if_over_the_limit(self) -> None:
        if self._limit.problem:
            log.error("consuming_stopped", reason="too many parked")
            self.waiting = True
            await self._stopping.wait()
