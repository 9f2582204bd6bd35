"""Delivery: every record of a stream is applied, dropped as a repeat, or parked with a reason.

An outage is waited out for ever with the partition held; a bad record is parked in the same write
that advances the position; behind a hole in the sequences nothing is applied until the relay has
sent the missing events again. Nothing is skipped (promise P2).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Protocol

import structlog
from aiokafka import ConsumerRecord, TopicPartition

from contracts.catalogue import reader
from contracts.event import BadEvent, IgnoredType, foreign, sequence_of
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


class TooManyParked(Exception):
    """The stream stays where it is until somebody has looked."""


class Delivery:
    """Takes raw batches from subscribers; one call at a time for each stream."""

    def __init__(self, projection: Projection, clock: Clock, *, measured: bool = True) -> None:
        """`measured` False: reading again what was applied once must not show in the gauges."""
        self.projection = projection
        self._measured = measured
        self._clock = clock
        self._reader = reader()
        self._positions: dict[TopicPartition, int] = {}
        self._rewound: dict[TopicPartition, int] = {}
        self._limits: dict[TopicPartition, ParkingLimit] = {}
        self._waiting: set[TopicPartition] = set()
        self._stopping = asyncio.Event()
        self.progressed = time.monotonic()

    def stop(self) -> None:
        self._stopping.set()

    async def ready(self) -> str | None:
        """None, or why records of some stream are not being applied."""
        over = [limit.problem for limit in self._limits.values() if limit.problem]
        if not over and self._waiting:
            return "消费暂停，正在等待存储恢复 / consuming waits until effects can be stored"
        return over[0] if over else None

    async def deliver(self, records: Sequence[ConsumerRecord], consumer: Any) -> None:
        """Returns once all is stored or dropped; only then is the offset committed.

        Raises only when told to stop meanwhile: nothing is committed then.
        """
        crash.point("received")
        streams: dict[TopicPartition, list[ConsumerRecord]] = {}
        for record in records:
            place = TopicPartition(record.topic, record.partition)
            streams.setdefault(place, []).append(record)
        for place, run in streams.items():
            await self._patiently(place, run, consumer)
            if self._measured:
                _measure_lag(place, run[-1].offset, consumer)
        crash.point("effect_stored")
        self.progressed = time.monotonic()

    async def _patiently(
        self, place: TopicPartition, run: Sequence[ConsumerRecord], consumer: Any
    ) -> None:
        """Repeat through outages and moved positions, for as long as it takes. A fault of ours
        in storing is an outage too: to raise would bring the records back at once, for ever."""
        backoff = Backoff()
        while True:
            try:
                await self._deliver(place, run, consumer)
                self._waiting.discard(place)
                return
            except PositionMoved:
                self._positions.pop(place, None)
            except Exception as error:
                self._positions.pop(place, None)
                if self._stopping.is_set():
                    raise
                self._waiting.add(place)
                self._report(place, error)
                await backoff.wait(self._stopping)

    def _report(self, place: TopicPartition, error: Exception) -> None:
        bug = None if isinstance(error, StoreError) else error
        log.warning("delivery_waits", topic=place.topic, reason=type(error).__name__, exc_info=bug)
        metrics.CONSUMER_RETRIES.labels(place.topic).inc()

    async def _deliver(
        self, place: TopicPartition, run: Sequence[ConsumerRecord], consumer: Any
    ) -> None:
        batch = Batch.behind(place.topic, place.partition, await self._position(place))
        limit = replace(self._limits.get(place, ParkingLimit()))
        beyond = self._sort_out(batch, run, limit)
        if beyond:
            await self._check_position(place, batch)
        await self._store(place, batch)
        self._limits[place] = limit
        self._mind_the_gap(place, batch, beyond, consumer)
        if limit.problem:
            await self._hold(place)

    def _sort_out(self, batch: Batch, run: Sequence[ConsumerRecord], limit: ParkingLimit) -> int:
        """Fill the batch; how many records lie behind a hole in the sequences."""
        plausible = Plausible.at(self._clock.now())
        beyond = 0
        for record in run:
            headers = dict(record.headers)
            sequence = sequence_of(record.topic, headers)
            if sequence == batch.last + 1:
                self._take(batch, record, headers, plausible, limit)
                if limit.problem:
                    break
            elif sequence is None:
                bad = foreign(record.topic, headers, record.value)
                batch.foreign.append(Parked.of(record, None, bad))
            elif sequence <= batch.last:
                batch.duplicates += 1
            else:
                beyond += 1
        return beyond

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
        limit: ParkingLimit,
    ) -> None:
        batch.last += 1
        try:
            event = self._reader.read_record(record.topic, record.key, headers, record.value)
            time_ = headers["ce_time"].decode()
            plausible.check(time_, event)
            batch.folded.append(self.projection.fold(Delivered(batch.last, headers, event)))
            batch.oldest = batch.oldest or time_
            limit.applied()
        except IgnoredType:
            batch.ignored += 1
        except BadEvent as bad:
            self._park(batch, record, bad, limit)
        except UnicodeDecodeError:  # an attribute of the envelope
            self._park(batch, record, BadEvent("malformed"), limit)
        except Exception as bug:  # a fault of ours must not lose the events behind it
            log.exception("fold_failed", topic=record.topic, sequence=batch.last)
            self._park(batch, record, BadEvent("bug", type(bug).__name__), limit)

    def _park(
        self, batch: Batch, record: ConsumerRecord, bad: BadEvent, limit: ParkingLimit
    ) -> None:
        log.warning("parked", topic=record.topic, sequence=batch.last, reason=bad.reason)
        batch.parked.append(Parked.of(record, batch.last, bad))
        limit.parked()

    async def _store(self, place: TopicPartition, batch: Batch) -> None:
        for parked in batch.foreign:
            await self.projection.park_foreign(place.topic, place.partition, parked)
        if batch.last > batch.position:
            await self.projection.store(batch)
            self._positions[place] = batch.last
        if self._measured:
            _count(batch, self._clock)

    def _mind_the_gap(
        self, place: TopicPartition, batch: Batch, beyond: int, consumer: Any
    ) -> None:
        """Look once from the partition's beginning; then wait: the relay sends again, in order."""
        if self._measured:
            metrics.CONSUMER_GAP_HELD.labels(*map(str, place)).set(1 if beyond else 0)
        if not beyond or self._rewound.get(place) == batch.last:
            return
        log.warning("gap", topic=place.topic, partition=place.partition, after=batch.last)
        if place in consumer.assignment():
            self._rewound[place] = batch.last
            consumer.seek(place, 0)

    async def _hold(self, place: TopicPartition) -> None:
        """Until the process is told to stop; what lies behind is then not committed."""
        log.error("consuming_stopped", topic=place.topic, partition=place.partition)
        await self._stopping.wait()
        raise TooManyParked


def _measure_lag(place: TopicPartition, applied: int, consumer: Any) -> None:
    if place in consumer.assignment():  # it may have gone to another consumer meanwhile
        lag = (consumer.highwater(place) or 0) - applied - 1
        metrics.CONSUMER_LAG.labels(*map(str, place)).set(max(0, lag))


def _count(batch: Batch, clock: Clock) -> None:
    topic = batch.topic
    metrics.CONSUMER_DUPLICATES.labels(topic).inc(batch.duplicates)
    metrics.CONSUMER_IGNORED.labels(topic).inc(batch.ignored)
    for parked in (*batch.parked, *batch.foreign):
        metrics.CONSUMER_PARKED.labels(topic, parked.reason).inc()
    if batch.last > batch.position:
        metrics.CONSUMER_APPLIED.labels(topic).inc(len(batch.folded))
        metrics.CONSUMER_BATCH.labels(topic).observe(batch.last - batch.position)
    if batch.oldest:
        metrics.EVENT_FRESHNESS.labels(topic).observe(age_seconds(batch.oldest, clock.now()))
