"""A stage for interleavings: the real stores over documents in memory, one step at a time.

Each read and write of a document waits for its cue. The director picks whose turn it is, or kills
an actor — before its write, or after the write but before it hears of it.
"""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Coroutine
from dataclasses import dataclass, field
from random import Random
from types import SimpleNamespace
from typing import Any, cast

from servicekit.database import Database, DuplicateKey


class Cues:
    """Whoever waits here goes on when given a cue."""

    def __init__(self) -> None:
        self._waiting: dict[asyncio.Task[Any], asyncio.Future[None]] = {}
        self.playing = False

    async def wait(self) -> None:
        task = asyncio.current_task()
        if not self.playing or task is None:
            return
        self._waiting[task] = asyncio.get_running_loop().create_future()
        try:
            await self._waiting[task]
        finally:
            self._waiting.pop(task, None)

    @property
    def waiting(self) -> list[asyncio.Task[Any]]:
        return list(self._waiting)

    async def cue(self, task: asyncio.Task[Any]) -> None:
        self._waiting[task].set_result(None)
        await settled()

    async def kill(self, task: asyncio.Task[Any]) -> None:
        task.cancel()
        await settled()


async def settled() -> None:
    """Until every task stands at a cue, or is done."""
    for _ in range(25):
        await asyncio.sleep(0)


@dataclass
class MemoryCollection:
    """The few calls aggregates make, each atomic."""

    cues: Cues
    documents: dict[str, dict[str, Any]] = field(default_factory=dict)

    async def find_one(self, query: dict[str, Any], _projection: Any = None) -> Any:
        await self.cues.wait()
        return copy.deepcopy(self.documents.get(query["_id"]))

    async def insert_one(self, document: dict[str, Any]) -> None:
        if document["_id"] in self.documents:
            raise DuplicateKey("there already")
        self.documents[document["_id"]] = copy.deepcopy(document)

    async def update_one(self, query: dict[str, Any], change: dict[str, Any]) -> Any:
        await self.cues.wait()
        document = self.documents[query["_id"]]
        matched = document["version"] == query["version"]
        if matched:
            document.update(copy.deepcopy(change["$set"]))
            for name, push in change["$push"].items():
                document[name] = (document[name] + push["$each"])[push.get("$slice", 0) :]
        await self.cues.wait()
        return SimpleNamespace(matched_count=int(matched))


class MemoryDatabase:
    def __init__(self, cues: Cues) -> None:
        self._collections: dict[str, MemoryCollection] = {}
        self._cues = cues

    def collection(self, name: str) -> MemoryCollection:
        return self._collections.setdefault(name, MemoryCollection(self._cues))

    def as_database(self) -> Database:
        return cast(Database, self)


async def play(
    cues: Cues,
    actors: list[Coroutine[Any, Any, Any]],
    random: Random,
    kill_share: float,
    check: Any,
) -> list[Any]:
    """Everybody's answer, exception, or None for the killed; `check` runs after each step."""
    cues.playing = True
    tasks = [asyncio.create_task(actor) for actor in actors]
    await settled()
    while waiting := sorted(cues.waiting, key=tasks.index):
        chosen = random.choice(waiting)
        if random.random() < kill_share:
            await cues.kill(chosen)
        else:
            await cues.cue(chosen)
        check()
    cues.playing = False
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    return [None if isinstance(a, asyncio.CancelledError) else a for a in answers]
