"""The record read again: from the bus while it still has everything, else from a service's feed.

Nothing is committed and no group is joined: whoever consumes meanwhile is not disturbed. Both go
on where they stopped when asked again.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, Self

import httpx
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from contracts.event import Envelope, sequence_of, to_headers
from servicekit.paging import MAX_LIMIT

__all__ = ["BusReplay", "ConsumerRecord", "FeedReplay", "Nobody", "Records", "record_of"]

Records = Sequence[ConsumerRecord]
AT_ONCE = 10_000
"""Records handed over at once, so that other work gets its turn in between."""


class Nobody:
    """What a delivery asks of its consumer, where there is none to seek."""

    def assignment(self) -> frozenset[TopicPartition]:
        return frozenset()


class BusReplay:
    """A context: `async with BusReplay(bootstrap) as bus`."""

    def __init__(self, bootstrap: str) -> None:
        self._consumer = AIOKafkaConsumer(
            bootstrap_servers=bootstrap, enable_auto_commit=False, group_id=None
        )
        self._at: dict[TopicPartition, int] = {}

    async def __aenter__(self) -> Self:
        await self._consumer.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._consumer.stop()

    async def has_all(self, topic: str, partition: int) -> bool:
        """Whether the bus still has the stream's very first event."""
        place = TopicPartition(topic, partition)
        begin = (await self._consumer.beginning_offsets([place]))[place]
        async for records in self._read(place, begin):
            numbers = (sequence_of(topic, dict(record.headers)) for record in records)
            first = next((number for number in numbers if number is not None), None)
            if first is not None:
                return first == 1
        return False

    async def records(self, topic: str, partition: int) -> AsyncIterator[Records]:
        """From the first the bus has, or where this stopped, to what is its last when asked."""
        place = TopicPartition(topic, partition)
        if place not in self._at:
            self._at[place] = (await self._consumer.beginning_offsets([place]))[place]
        async for records in self._read(place, self._at[place]):
            yield records
            self._at[place] = records[-1].offset + 1

    async def _read(self, place: TopicPartition, start: int) -> AsyncIterator[Records]:
        end = (await self._consumer.end_offsets([place]))[place]
        self._consumer.assign([place])
        self._consumer.seek(place, start)
        while await self._consumer.position(place) < end:
            fetched = await self._consumer.getmany(place, timeout_ms=1000, max_records=AT_ONCE)
            if fetched.get(place):
                yield fetched[place]


class FeedReplay:
    """A service's journal through its feed, as records of the bus. `token` must be one that may
    read the feed of the whole province, else events are left out."""

    def __init__(
        self,
        service: str,
        address: str,
        token: str,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._path = f"/api/{service}/feed"
        self._after: str | None = None
        self._http = httpx.AsyncClient(
            base_url=address,
            headers={"Authorization": f"Bearer {token}"},
            timeout=60.0,
            trust_env=False,
            transport=transport,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    async def records(self) -> AsyncIterator[Mapping[TopicPartition, Records]]:
        """By stream, each in order, to the last event there is when asked."""
        gathered: dict[TopicPartition, list[ConsumerRecord]] = defaultdict(list)
        more = True
        while more:
            page = await self._page()
            more = bool(page["items"])
            for item in page["items"]:
                place = TopicPartition(item["topic"], item["partition"])
                gathered[place].append(record_of(item))
            if gathered and (not more or sum(map(len, gathered.values())) >= AT_ONCE):
                yield gathered
                gathered = defaultdict(list)
            self._after = page["next"]

    async def _page(self) -> dict[str, Any]:
        asked = {"limit": str(MAX_LIMIT), **({"after": self._after} if self._after else {})}
        answer = await self._http.get(self._path, params=asked)
        answer.raise_for_status()
        page: dict[str, Any] = answer.json()
        return page


def record_of(item: Mapping[str, Any]) -> ConsumerRecord:
    """A CloudEvent of a feed as the publisher would send it."""
    said = Envelope(
        id=item["id"],
        type=item["type"],
        source=item["source"],
        time=item["time"],
        subject=item["subject"],
        subjectversion=item["subjectversion"],
        data=json.dumps(item["data"], ensure_ascii=False),
    )
    sequence = int(item["sequence"])
    return ConsumerRecord(
        topic=item["topic"],
        partition=item["partition"],
        offset=sequence - 1,
        timestamp=0,
        timestamp_type=0,
        key=said.subject.encode(),
        value=said.data.encode(),
        checksum=None,
        serialized_key_size=0,
        serialized_value_size=0,
        headers=tuple(to_headers(said, sequence)),
    )
