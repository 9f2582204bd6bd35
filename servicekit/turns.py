"""Callers of one process take turns at a document, instead of spoiling each other's writes.

A courtesy and no lock: correctness is the conditional write's. When no turn has ended for too
long, whoever waits goes ahead, so a store that hangs holds nobody up for longer than it would have
anyway; as long as turns end, however many wait, they go one after the other.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

PATIENCE_SECONDS = 2.0


class Turns:
    def __init__(self) -> None:
        self._queues: WeakValueDictionary[str, _Queue] = WeakValueDictionary()

    @asynccontextmanager
    async def at(self, id_: str) -> AsyncIterator[None]:
        """One caller at a time for each id; when none has ended in PATIENCE_SECONDS, regardless."""
        queue = self._queues.setdefault(id_, _Queue())
        if not await queue.wait():
            yield
            return
        try:
            yield
        finally:
            queue.end()


class _Queue:
    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._ended = 0

    async def wait(self) -> bool:
        """True once it is the caller's turn, False when the queue stands still."""
        while True:
            ended = self._ended
            try:
                async with asyncio.timeout(PATIENCE_SECONDS):
                    await self._lock.acquire()
                return True
            except TimeoutError:
                if self._ended == ended:
                    return False

    def end(self) -> None:
        self._ended += 1
        self._lock.release()
