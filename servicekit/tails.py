"""What the bus really has at the end of each partition."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from contracts.event import sequence_of

WINDOW = 2000
"""How many last records are read to see whether the sequences are without a hole; more than two
publishers can have sent behind a hole before they noticed it."""


@dataclass(frozen=True, slots=True)
class Tail:
    """`sequence`: up to where the bus has everything (0: it has nothing); `end`: the offset the
    next record will get; `expired`: records were there, and retention has removed them all."""

    sequence: int
    end: int
    expired: bool = False


class BusTails:
    """Reads without a group and commits nothing."""

    def __init__(self, bootstrap: str) -> None:
        self._bootstrap = bootstrap
        self._consumer: AIOKafkaConsumer | None = None

    async def start(self) -> None:
        self._consumer = AIOKafkaConsumer(
            bootstrap_servers=self._bootstrap, enable_auto_commit=False, group_id=None
        )
        await self._consumer.start()

    async def stop(self) -> None:
        if self._consumer is not None:
            await self._consumer.stop()
            self._consumer = None

    async def ends(self, partitions: Sequence[TopicPartition]) -> dict[TopicPartition, int]:
        assert self._consumer is not None
        found: dict[TopicPartition, int] = await self._consumer.end_offsets(partitions)
        return found

    async def read(self, topic: str, partition: int) -> Tail:
        assert self._consumer is not None
        place = TopicPartition(topic, partition)
        begin = (await self._consumer.beginning_offsets([place]))[place]
        end = (await self._consumer.end_offsets([place]))[place]
        if begin == end:
            return Tail(0, end, expired=end > 0)
        start = max(begin, end - WINDOW)
        records = await self._records(place, start, end)
        return Tail(last_contiguous(records, from_the_first=start == 0), end)

    async def _records(self, place: TopicPartition, start: int, end: int) -> list[ConsumerRecord]:
        assert self._consumer is not None
        self._consumer.assign([place])
        self._consumer.seek(place, start)
        records: list[ConsumerRecord] = []
        while await self._consumer.position(place) < end:
            fetched = await self._consumer.getmany(place, timeout_ms=1000)
            records += fetched.get(place, [])
        self._consumer.unsubscribe()  # or it goes on fetching what nobody reads
        return records


def last_contiguous(records: Iterable[ConsumerRecord], *, from_the_first: bool) -> int:
    """The last journal sequence before a hole; repeats and foreign records do not count.

    `from_the_first`: the records begin where the partition began, so sequence 1 must be there.
    """
    last = 0
    for record in records:
        sequence = sequence_of(record.topic, dict(record.headers))
        if sequence is None or (last and sequence <= last):
            continue
        if sequence > last + 1 and (last or from_the_first):
            return last
        last = sequence
    return last
