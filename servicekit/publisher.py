"""From the journal to the bus, each stream in its order, again whenever the bus lost something.

The journal is the record (promise P3b): what counts as sent is what the bus can show. After every
connect, and whenever acknowledgements or ends of partitions go backwards, the tail of each
partition is read and everything behind it is sent again.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress

import structlog
from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.errors import KafkaError

from contracts.event import to_headers
from servicekit import crash, metrics
from servicekit.backoff import Backoff
from servicekit.database import StoreError
from servicekit.journal import Entry, Journal, stream_of
from servicekit.tails import BusTails

log = structlog.get_logger(__name__)

SEND_SECONDS = 10.0
"""Longer without an acknowledgement means: unknown. The producer is rebuilt and sends again."""
CHECK_SECONDS = 5.0
CLOSE_SECONDS = 2.0
BATCH = 500
FRESH_KEPT = 5000
"""Entries a stream keeps in memory while the bus is away; the journal has them all."""
PRODUCER = {"acks": "all", "enable_idempotence": True, "linger_ms": 0, "compression_type": "gzip"}
AWAY = (KafkaError, TimeoutError, OSError)


class BusLostRecords(Exception):
    """The bus no longer has what it acknowledged."""


class BusAheadOfJournal(Exception):
    """The bus holds events this journal never wrote: it belongs to another database. Sending would
    reuse their sequences, and readers would take the new events for repeats."""


class Publisher:
    """A component. `publish` hands over new journal entries; the rest is read from the journal."""

    def __init__(self, journal: Journal, bootstrap: str) -> None:
        self._journal = journal
        self._bootstrap = bootstrap
        self._tails = BusTails(bootstrap)
        self._partitions = [
            (topic.name, partition)
            for topic in journal.topics
            for partition in range(topic.partitions)
        ]
        self._sent: dict[str, int] = {}
        self._most_sent: dict[str, int] = {}
        self._next_offset: dict[str, int] = {}
        self._fresh: dict[str, dict[int, Entry]] = {}
        self._behind_since: dict[str, float] = {}
        self._wake = asyncio.Event()
        self._producer: AIOKafkaProducer | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._problem: str | None = "还没有连上消息总线 / not connected to the bus yet"

    def publish(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            waiting = self._fresh.setdefault(entry.stream, {})
            if len(waiting) < FRESH_KEPT:
                waiting[entry.sequence] = entry
        self._wake.set()

    async def ready(self) -> str | None:
        return self._problem

    async def start(self) -> None:
        if not self._partitions:
            self._problem = None
            return
        self._tasks = [
            asyncio.create_task(self._run(), name="publisher"),
            asyncio.create_task(self._measuring(), name="publisher-gauges"),
        ]

    async def stop(self) -> None:
        crash.point("stopping")
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._disconnect()

    async def _run(self) -> None:
        backoff = Backoff(longest=5.0)
        while True:
            try:
                await self._connect()
                self._problem = None
                backoff.reset()
                await self._publishing()
            except Exception as error:  # whatever it was: the journal knows what to send again
                self._report(_cause(error))
                metrics.PRODUCER_REBUILT.inc()
                await self._disconnect()
                await backoff.wait()

    def _report(self, error: BaseException) -> None:
        expected = isinstance(error, (*AWAY, StoreError, BusLostRecords, BusAheadOfJournal))
        log.warning(
            "publisher_reconnects",
            reason=type(error).__name__,
            exc_info=None if expected else error,
        )
        self._problem = f"消息总线不可用 / the bus is away ({type(error).__name__})"
        if isinstance(error, BusAheadOfJournal):
            self._problem = (
                "消息总线上有本数据库没有的事件，请换用与之相配的数据库或总线 / the bus holds "
                "events this database never wrote: use the database or the bus that belongs to it"
            )

    async def _publishing(self) -> None:
        checked = time.monotonic()
        while True:
            self._wake.clear()
            async with asyncio.TaskGroup() as sending:  # one that fails ends the others too
                for place in self._partitions:
                    sending.create_task(self._send(*place))
            with suppress(TimeoutError):
                left = checked + CHECK_SECONDS - time.monotonic()
                await asyncio.wait_for(self._wake.wait(), max(left, 0.0))
            if time.monotonic() >= checked + CHECK_SECONDS:
                await self._check()
                checked = time.monotonic()

    async def _connect(self) -> None:
        await self._journal.refresh()
        self._producer = AIOKafkaProducer(bootstrap_servers=self._bootstrap, **PRODUCER)
        await asyncio.wait_for(self._producer.start(), SEND_SECONDS)
        await asyncio.wait_for(self._tails.start(), SEND_SECONDS)
        for topic, partition in self._partitions:
            await self._resume(topic, partition)

    async def _disconnect(self) -> None:
        producer, self._producer = self._producer, None
        if producer is not None:
            await _end(producer)
        with suppress(*AWAY):
            await asyncio.wait_for(self._tails.stop(), CLOSE_SECONDS)

    async def _resume(self, topic: str, partition: int) -> None:
        """What the bus can show is sent; the journal has the rest."""
        stream = stream_of(topic, partition)
        tail = await asyncio.wait_for(self._tails.read(topic, partition), SEND_SECONDS)
        acked = await self._journal.acked(stream)
        shown = acked if tail.expired else tail.sequence
        if shown > self._journal.head(stream):
            await self._journal.refresh()  # another relay may just have added them
        if shown > self._journal.head(stream):
            raise BusAheadOfJournal(stream)
        self._sent[stream] = shown
        self._next_offset[stream] = tail.end
        lost = self._most_sent.setdefault(stream, acked) - shown
        if lost > 0:
            log.warning("bus_lost_records", topic=topic, partition=partition, count=lost)

    async def _send(self, topic: str, partition: int) -> None:
        stream = stream_of(topic, partition)
        while self._sent[stream] < self._journal.head(stream):
            entries = await self._next_entries(stream)
            offsets = await asyncio.wait_for(self._produce(entries), SEND_SECONDS)
            crash.point("sent")
            if offsets[0] < self._next_offset[stream]:
                raise BusLostRecords(stream)
            self._next_offset[stream] = offsets[-1] + 1
            self._note_sent(topic, stream, entries[-1].sequence, len(entries))

    async def _next_entries(self, stream: str) -> list[Entry]:
        """From memory where the relay just put them, else from the journal."""
        fresh, first = self._fresh.setdefault(stream, {}), self._sent[stream] + 1
        entries: list[Entry] = []
        while first in fresh and len(entries) < BATCH:
            entries.append(fresh.pop(first))
            first += 1
        if entries:
            return entries
        fresh.clear()
        return await self._journal.read(stream, self._sent[stream], BATCH)

    async def _produce(self, entries: Sequence[Entry]) -> list[int]:
        assert self._producer is not None
        sending = [
            await self._producer.send(
                entry.topic,
                entry.envelope.data.encode(),
                key=entry.envelope.subject.encode(),
                partition=entry.partition,
                headers=to_headers(entry.envelope, entry.sequence),
            )
            for entry in entries
        ]
        return [(await record).offset for record in sending]

    def _note_sent(self, topic: str, stream: str, sequence: int, count: int) -> None:
        again = min(count, self._most_sent.get(stream, 0) - (sequence - count))
        if again > 0:
            metrics.BUS_RESENT.labels(topic).inc(again)
        self._sent[stream] = sequence
        self._most_sent[stream] = max(sequence, self._most_sent.get(stream, 0))
        metrics.BUS_SENT.labels(topic).inc(count)

    async def _check(self) -> None:
        """Has the bus still what it acknowledged? Raises BusLostRecords when an end went back."""
        await self._journal.refresh()
        partitions = [TopicPartition(*place) for place in self._partitions]
        ends = await asyncio.wait_for(self._tails.ends(partitions), SEND_SECONDS)
        for place, end in ends.items():
            stream = stream_of(place.topic, place.partition)
            if end < self._next_offset[stream]:
                raise BusLostRecords(stream)
            self._next_offset[stream] = end
            await self._journal.note_acked(stream, self._sent[stream])

    async def _measuring(self) -> None:
        while True:
            self._measure(time.monotonic())
            await asyncio.sleep(1)

    def _measure(self, now: float) -> None:
        for topic in self._journal.topics:
            pending, oldest = 0, 0.0
            for partition in range(topic.partitions):
                stream = stream_of(topic.name, partition)
                behind = self._journal.head(stream) - self._sent.get(stream, 0)
                if not behind:
                    self._behind_since.pop(stream, None)
                    continue
                pending += behind
                oldest = max(oldest, now - self._behind_since.setdefault(stream, now))
            metrics.OUTBOX_PENDING.labels(topic.name).set(pending)
            metrics.OUTBOX_OLDEST.labels(topic.name).set(oldest)


async def _end(producer: AIOKafkaProducer) -> None:
    """stop() waits until all is sent and, cut short, leaves its sender running for ever: a late
    delivery behind our back, and a core spent on reconnecting."""
    try:
        await asyncio.wait_for(producer.stop(), CLOSE_SECONDS)
    except AWAY:
        log.info("producer_dropped")
        await producer.client.close()
        await _cancel(producer._sender.sender_task)


async def _cancel(task: asyncio.Task[None] | None) -> None:
    """Ask until it has ended: one request may fall into a wait that swallows it."""
    while task is not None and not task.done():
        task.cancel()
        await asyncio.wait([task], timeout=0.1)


def _cause(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
