"""A projection and a partition in memory, with the rules of the real ones."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from aiokafka import ConsumerRecord, TopicPartition
from pymongo.errors import AutoReconnect

from servicekit.batches import Batch, Delivered, Parked, PositionMoved
from servicekit.delivery import Delivery
from tests.streams import PLACE


@dataclass
class Recorder:
    """Effect, position and parking are one assignment; the guard is equality."""

    name: str = "recorder"
    at: int = 0
    applied: list[int] = field(default_factory=list)
    parked: list[Parked] = field(default_factory=list)
    foreign: dict[int, Parked] = field(default_factory=dict)
    outages: int = 0
    breaks_on: set[int] = field(default_factory=set)

    async def position(self, topic: str, partition: int) -> int:
        await asyncio.sleep(0)
        return self.at

    def fold(self, delivered: Delivered) -> Any:
        if delivered.sequence in self.breaks_on:
            raise ZeroDivisionError
        return delivered.sequence

    async def store(self, batch: Batch) -> None:
        await asyncio.sleep(0)
        if self.outages:
            self.outages -= 1
            raise AutoReconnect("the store is away")
        if batch.position != self.at:
            raise PositionMoved
        self.at = batch.last
        self.applied += batch.folded
        self.parked += batch.parked

    async def park_foreign(self, topic: str, partition: int, parked: Parked) -> None:
        self.foreign[parked.offset] = parked

    @property
    def reasons(self) -> dict[int, str]:
        return {parked.sequence or 0: parked.reason for parked in self.parked}


@dataclass
class Partition:
    """A partition and the one consumer that reads it."""

    records: list[ConsumerRecord[Any, Any]] = field(default_factory=list)
    reading: int = 0

    def add(self, *records: ConsumerRecord[Any, Any]) -> None:
        for record in records:
            record.offset = len(self.records)
            self.records.append(record)

    def seek(self, place: TopicPartition, offset: int) -> None:
        assert place == PLACE
        self.reading = offset

    def highwater(self, place: TopicPartition) -> int:
        return len(self.records)

    def assignment(self) -> set[TopicPartition]:
        return {PLACE}

    def next(self, size: int) -> Sequence[ConsumerRecord[Any, Any]]:
        """Like a fetch: the position moves before the records are handled."""
        batch = self.records[self.reading : self.reading + size]
        self.reading += len(batch)
        return batch

    async def deliver_all(self, delivery: Delivery, size: int = 100) -> None:
        while batch := self.next(size):
            await delivery.deliver(batch, self)
