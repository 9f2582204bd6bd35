"""Aggregates as single documents: the state, its version, the events not yet journalled.

One conditional write of one document holds a change and the events that tell of it, so a kill
leaves either the old document or the new one (promise P1), with no multi-document transaction.

    {_id, version, region, state, pending: [event…], keys: [{key, print, version, state}…]}

`version` counts the aggregate's events: the n-th event ever has subjectversion n.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import msgspec

from contracts.event import Event
from servicekit import crash, metrics
from servicekit.clock import Clock
from servicekit.database import Database, Document, DuplicateKey
from servicekit.errors import Conflict, KeyReused, NotFound, VersionConflict
from servicekit.many import STATE_ONLY, found, insert_missing, made_under
from servicekit.pending import pending
from servicekit.scope import Scope
from servicekit.settling import settle
from servicekit.turns import Turns

S = TypeVar("S")

Decision = tuple[S, Sequence[Event]]

KEYS_KEPT = 8
"""How many idempotency keys, with their answers, a document remembers."""


@dataclass(frozen=True, slots=True)
class Command:
    """Who repeats what: the caller's key, what it was first used for, the version it saw.

    `expected` None means any version (If-Match: *).
    """

    key: str
    fingerprint: str
    expected: int | None = None


@dataclass(frozen=True, slots=True)
class Stored(Generic[S]):
    id: str
    version: int
    region: str
    state: S


class Aggregates(Generic[S]):
    """One kind of aggregate in one collection. `wake` hears the id of each changed document.

    `answers`: whether a document keeps the answer beside each key it remembers. Without, a repeat
    is answered with the present state: for large documents whose `decide` knows every repeat.
    """

    def __init__(
        self,
        database: Database,
        collection: str,
        state: type[S],
        clock: Clock,
        wake: Callable[[str, str], None],
        answers: bool = True,
    ) -> None:
        self.name = collection
        self._database = database
        self._documents = database.collection(collection)
        self.state = state
        self._clock = clock
        self._wake = wake
        self._answers = answers
        self._turns = Turns()
        self._listeners: list[Callable[[Stored[S]], None]] = []
        self._indexes: list[tuple[str, ...]] = [("pending.time",), ("region",)]

    def tell(self, listener: Callable[[Stored[S]], None]) -> None:
        """Call it with what this process saved, once it is saved; order is not promised."""
        self._listeners.append(listener)

    def index(self, *fields: str) -> None:
        """Also keep an index on these fields: whatever is asked of the store needs one."""
        self._indexes.append(fields)

    async def start(self) -> None:
        for fields in self._indexes:
            await self._database.index(self.name, fields)

    async def load(self, id_: str, scope: Scope) -> Stored[S]:
        """Raises NotFound also for a document outside the scope: the two look the same."""
        document = await self._documents.find_one({"_id": id_}, {"pending": 0, "keys": 0})
        if document is None or not scope.allows(document["region"]):
            raise NotFound()
        return self._stored(document)

    async def find(
        self,
        scope: Scope,
        where: Mapping[str, Any],
        *,
        after: str = "",
        limit: int = 50,
    ) -> list[Stored[S]]:
        """Within the scope, in order of id, from after `after`."""
        query = {**scope.filter("region"), **where, "_id": {"$gt": after}}
        cursor = self._documents.find(query, {"pending": 0, "keys": 0})
        return [self._stored(document) async for document in cursor.sort("_id", 1).limit(limit)]

    async def load_many(self, ids: Sequence[str]) -> list[Stored[S]]:
        """Those of these ids that exist, wherever they are: for copies kept in memory."""
        return [self._stored(d) async for d in found(self._documents, ids, STATE_ONLY)]

    async def touched(self, ids: Sequence[str], key: str) -> dict[str, tuple[Stored[S], int]]:
        """Those that exist, wherever; each with the version made under the key, 0 when none was."""
        there = found(self._documents, ids)
        return {d["_id"]: (self._stored(d), made_under(d, key)) async for d in there}

    def scan(self) -> AsyncIterator[Stored[S]]:
        """Every aggregate, for copies kept in memory."""
        cursor = self._documents.find({}, {"pending": 0, "keys": 0})
        return (self._stored(document) async for document in cursor)

    async def create(
        self, id_: str, region: str, decision: Decision[S], command: Command
    ) -> Stored[S]:
        """Insert once; a repeat of the same command gets the first answer.

        Raises KeyReused when the key was used for something else, Conflict when the id is taken.
        """
        document = self._document(id_, region, *decision, command)
        return await settle("create", lambda: self._insert(document, command))

    async def create_many(
        self, new: Sequence[tuple[str, str, Decision[S]]], command: Command
    ) -> int:
        """Insert many (id, region, decision); those already there stay as they are, so that an
        interrupted load may be sent again. Returns how many were new.

        Raises KeyReused, and inserts nothing, when one was made under this key for something else.
        """
        documents = [
            self._document(id_, region, state, events, command, answer=False)
            for id_, region, (state, events) in new
        ]
        return await settle("create_many", lambda: self._insert_many(documents, command))

    async def change(
        self,
        id_: str,
        scope: Scope,
        command: Command,
        decide: Callable[[S], Decision[S]],
    ) -> Stored[S]:
        """Load, decide, save; a repeat of the same command gets the first answer.

        Raises NotFound, VersionConflict, KeyReused, Unavailable, and what `decide` raises.
        """
        return await settle("change", lambda: self._change(id_, scope, command, decide))

    async def _change(
        self, id_: str, scope: Scope, command: Command, decide: Callable[[S], Decision[S]]
    ) -> Stored[S]:
        async with self._turns.at(id_):
            return await self._try_to_change(id_, scope, command, decide)

    async def _try_to_change(
        self, id_: str, scope: Scope, command: Command, decide: Callable[[S], Decision[S]]
    ) -> Stored[S]:
        while True:
            document = await self._documents.find_one({"_id": id_}, {"pending": 0})
            if document is None or not scope.allows(document["region"]):
                raise NotFound()
            answered = self._answered(document, command)
            if answered is not None:
                self._wake(self.name, id_)
                return answered
            before = self._stored(document)
            if command.expected not in (None, before.version):
                raise VersionConflict(before.version)
            state, events = decide(before.state)
            if not events and state != before.state:
                raise ValueError(
                    f"{self.name}: a change needs an event: it is what moves the version"
                )
            after = Stored(id_, before.version + len(events), _region(before, state), state)
            if await self._update(before, after, events, command):
                return self._saved(after)
            metrics.STORE_CONFLICTS.labels(self.name).inc()

    async def _update(
        self, before: Stored[S], after: Stored[S], events: Sequence[Event], command: Command
    ) -> bool:
        plain = msgspec.to_builtins(after.state)
        key = _key(command, after.version, plain if self._answers else None)
        crash.point("before_write")
        result = await self._documents.update_one(
            {"_id": before.id, "version": before.version},
            {
                "$set": {"state": plain, "version": after.version, "region": after.region},
                "$push": {
                    "pending": {"$each": pending(before.id, before.version, events, self._clock)},
                    "keys": {"$each": [key], "$slice": -KEYS_KEPT},
                },
            },
        )
        crash.point("after_write")
        self._wake(self.name, before.id)
        return result.matched_count == 1

    async def _insert(self, document: Document, command: Command) -> Stored[S]:
        crash.point("before_write")
        try:
            await self._documents.insert_one(document)
        except DuplicateKey:
            return await self._first_answer(document["_id"], command)
        crash.point("after_write")
        self._wake(self.name, document["_id"])
        return self._saved(self._stored(document))

    async def _first_answer(self, id_: str, command: Command) -> Stored[S]:
        document = await self._documents.find_one({"_id": id_})
        answered = self._answered(document, command) if document else None
        if answered is None:
            raise Conflict()
        self._wake(self.name, id_)
        return answered

    async def _insert_many(self, documents: Sequence[Document], command: Command) -> int:
        key, fingerprint = command.key, command.fingerprint
        new = await insert_missing(self._documents, documents, key, fingerprint)
        for document in new if self._listeners else ():
            self._saved(self._stored(document))
        for document in new:  # what an attempt before left pending, the sweep finds
            self._wake(self.name, document["_id"])
        return len(new)

    def _saved(self, stored: Stored[S]) -> Stored[S]:
        for listener in self._listeners:
            listener(stored)
        return stored

    def _answered(self, document: Document, command: Command) -> Stored[S] | None:
        for seen in document.get("keys", ()):
            if seen["key"] == command.key:
                if seen["print"] != command.fingerprint:
                    raise KeyReused()
                return self._first(document, seen)
        return None

    def _first(self, document: Document, seen: Document) -> Stored[S]:
        """The answer kept with a key; the present state where none is kept."""
        if seen["state"] is None:
            return self._stored(document)
        return self._stored(document | {"state": seen["state"], "version": seen["version"]})

    def _document(
        self,
        id_: str,
        region: str,
        state: S,
        events: Sequence[Event],
        command: Command,
        answer: bool = True,
    ) -> Document:
        """`answer`: whether a repeat of the command is answered from the document."""
        plain = msgspec.to_builtins(state)
        return {
            "_id": id_,
            "version": len(events),
            "region": region,
            "state": plain,
            "pending": pending(id_, 0, events, self._clock),
            "keys": [_key(command, len(events), plain if answer and self._answers else None)],
        }

    def _stored(self, document: Document) -> Stored[S]:
        return Stored(
            document["_id"],
            document["version"],
            document["region"],
            msgspec.convert(document["state"], self.state),
        )


def _key(command: Command, version: int, state: Any) -> Document:
    return {"key": command.key, "print": command.fingerprint, "version": version, "state": state}


def _region(before: Stored[S], state: S) -> str:
    """Where the document lies: a decision that gives the state another region moves it there."""
    was, now = getattr(before.state, "region", ""), getattr(state, "region", "")
    return now if now != was else before.region
