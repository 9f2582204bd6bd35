"""A service's journal: its events in the order of each partition, for ever (promise P3b).

One document an event: `_id` the event id, and a unique (stream, sequence), where a stream is
'topic/partition' and sequences are 1, 2, 3 … without a hole. An insert either takes the next
sequence or collides, so two relays at once need no lease.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from contracts.event import Envelope
from contracts.topics import TOPICS, Topic
from servicekit.database import BulkWriteError, Database, Document, is_duplicate

HINT_EVERY = 1000
"""How far a stream grows before its head is noted again; the note only shortens the next start."""


def stream_of(topic: str, partition: int) -> str:
    return f"{topic}/{partition}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One journalled event; `sequence` starts at 1 in each stream. `region` is for scoped reads."""

    topic: str
    partition: int
    sequence: int
    region: str
    envelope: Envelope

    @property
    def stream(self) -> str:
        return stream_of(self.topic, self.partition)


class Journal:
    """A component: start() makes the indexes and reads where each stream ends."""

    def __init__(self, database: Database, source: str, topics: Iterable[Topic]) -> None:
        self._database = database
        self._entries = database.collection("journal")
        self._heads_hint = database.collection("journal_heads")
        self._source = source
        self.topics = tuple(topics)
        self._heads: dict[str, int] = {}
        self._noted: dict[tuple[str, str], int] = {}

    async def start(self) -> None:
        await self._database.index("journal", ["stream", "sequence"], unique=True)
        for topic in self.topics:
            for partition in range(topic.partitions):
                stream = stream_of(topic.name, partition)
                self._heads[stream] = await self._read_head(stream)

    async def stop(self) -> None:
        for stream, head in self._heads.items():
            await self._note(stream, "sequence", head)

    def head(self, stream: str) -> int:
        """The last sequence known to this process; another relay may be further."""
        return self._heads[stream]

    async def refresh(self) -> None:
        """Learn what other relays have journalled meanwhile."""
        for stream in self._heads:
            # Never back: this process may have added entries while it was asking.
            self._heads[stream] = max(await self._read_head(stream), self._heads[stream])

    async def append(self, pending: Sequence[Document]) -> list[Entry]:
        """Journal pending events, in the order given; those already there are left out.

        Returns the entries this call added. A collision with another relay re-reads and repeats.
        """
        todo = await self._unknown(pending)
        added: list[Entry] = []
        while todo:
            batch = self._number(todo)
            try:
                await self._entries.insert_many([_document(entry) for entry in batch], ordered=True)
                done = len(batch)
            except BulkWriteError as error:
                if not is_duplicate(error):
                    raise
                done = int(error.details["nInserted"])
            added += self._accept(batch[:done])
            todo = await self._after_collision(todo[done:])
        return added

    async def read(self, stream: str, after: int, limit: int) -> list[Entry]:
        """At most `limit` entries behind sequence `after`, in order."""
        wanted = {"stream": stream, "sequence": {"$gt": after, "$lte": after + limit}}
        return [_entry(d) async for d in self._entries.find(wanted).sort("sequence", 1)]

    async def _after_collision(self, todo: Sequence[Document]) -> list[Document]:
        if not todo:
            return []
        await self.refresh()
        return await self._unknown(todo)

    async def _unknown(self, pending: Sequence[Document]) -> list[Document]:
        ids = [event["id"] for event in pending]
        cursor = self._entries.find({"_id": {"$in": ids}}, {"_id": 1})
        known = {document["_id"] async for document in cursor}
        return [event for event in pending if event["id"] not in known]

    def _number(self, pending: Sequence[Document]) -> list[Entry]:
        heads = dict(self._heads)
        entries = []
        for event in pending:
            topic = TOPICS[event["topic"]]
            partition = topic.partition_of(event["subject"])
            stream = stream_of(topic.name, partition)
            heads[stream] += 1
            entries.append(
                Entry(topic.name, partition, heads[stream], event["region"], self._envelope(event))
            )
        return entries

    def _accept(self, entries: Sequence[Entry]) -> list[Entry]:
        for entry in entries:
            self._heads[entry.stream] = entry.sequence
        return list(entries)

    def _envelope(self, event: Document) -> Envelope:
        return Envelope(
            id=event["id"],
            type=event["type"],
            source=self._source,
            time=event["time"],
            subject=event["subject"],
            subjectversion=event["subjectversion"],
            data=event["data"],
            traceparent=event["trace"],
        )

    async def acked(self, stream: str) -> int:
        """The last sequence the bus was noted to have acknowledged; a lower bound."""
        noted = await self._heads_hint.find_one({"_id": stream})
        return int(noted.get("acked", 0)) if noted else 0

    async def note_acked(self, stream: str, sequence: int) -> None:
        await self._note(stream, "acked", sequence)

    async def _read_head(self, stream: str) -> int:
        """The hint is a lower bound (it is only ever written after the entries)."""
        head = self._heads.get(stream, 0)
        if not head:
            hint = await self._heads_hint.find_one({"_id": stream})
            head = int(hint.get("sequence", 0)) if hint else 0
        newer = {"stream": stream, "sequence": {"$gt": head}}
        cursor = self._entries.find(newer, {"sequence": 1}).sort("sequence", -1).limit(1)
        async for document in cursor:
            head = int(document["sequence"])
        if head - self._noted.get((stream, "sequence"), 0) >= HINT_EVERY:
            await self._note(stream, "sequence", head)
        return head

    async def _note(self, stream: str, what: str, sequence: int) -> None:
        if self._noted.get((stream, what), 0) < sequence:
            change = {"$max": {what: sequence}}
            await self._heads_hint.update_one({"_id": stream}, change, upsert=True)
            self._noted[stream, what] = sequence


def _document(entry: Entry) -> Document:
    said = entry.envelope
    return {
        "_id": said.id,
        "stream": entry.stream,
        "sequence": entry.sequence,
        "topic": entry.topic,
        "partition": entry.partition,
        "region": entry.region,
        "type": said.type,
        "source": said.source,
        "time": said.time,
        "subject": said.subject,
        "subjectversion": said.subjectversion,
        "data": said.data,
        "trace": said.traceparent,
    }


def _entry(document: Document) -> Entry:
    envelope = Envelope(
        id=document["_id"],
        type=document["type"],
        source=document["source"],
        time=document["time"],
        subject=document["subject"],
        subjectversion=document["subjectversion"],
        data=document["data"],
        traceparent=document["trace"],
    )
    return Entry(
        document["topic"],
        document["partition"],
        document["sequence"],
        document["region"],
        envelope,
    )
