"""Callers of one process take turns at a document, instead of spoiling each other's writes.

A courtesy and no lock: correctness is the conditional write's. Whoever has waited too long goes
ahead, so a store that hangs holds nobody up for longer than it would have anyway.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

PATIENCE_SECONDS = 2.0


class Turns:
    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def at(self, id_: str) -> AsyncIterator[None]:
        """One caller at a time for each id; after PATIENCE_SECONDS, regardless."""
        lock = self._locks.setdefault(id_, asyncio.Lock())
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await lock.acquire()
        except TimeoutError:
            yield
            return
        try:
            yield
        finally:
            lock.release()
