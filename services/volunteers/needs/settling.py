"""Finishes what a killed process left: places held, but neither accepted nor released."""

from __future__ import annotations

import asyncio

import structlog

from servicekit.database import Database, StoreError
from servicekit.errors import Unavailable
from services.volunteers.needs.accepting import Accepting

log = structlog.get_logger(__name__)

EVERY_SECONDS = 5.0


class Settling:
    """A component: sweeps at start and every few seconds; several at once do no harm."""

    def __init__(self, database: Database, accepting: Accepting) -> None:
        self._database = database
        self._accepting = accepting
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        await self._database.index(self._accepting.needs.name, ["state.unsettled"])
        self._task = asyncio.create_task(self._run(), name="settling")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def sweep(self) -> None:
        """Settle the stale holds of every need that has one."""
        needs = self._database.collection(self._accepting.needs.name)
        cursor = needs.find({"state.unsettled": {"$gt": 0}}, {"_id": 1})
        for need_id in [document["_id"] async for document in cursor]:
            await self._accepting.settle_stale(need_id)

    async def _run(self) -> None:
        while True:
            try:
                await self.sweep()
            except (StoreError, Unavailable) as error:
                log.warning("settling_waits", reason=type(error).__name__)
            await asyncio.sleep(EVERY_SECONDS)
