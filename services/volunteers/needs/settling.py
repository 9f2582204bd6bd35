"""What happens to needs without anybody asking: holds a killed process left are finished,
invitations without an answer lapse, and needs whose time has passed expire.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import structlog

from servicekit.clock import Clock
from servicekit.database import Database, StoreError
from servicekit.errors import Unavailable
from servicekit.scope import EVERYWHERE
from services.volunteers.needs.accepting import Accepting, one_step
from services.volunteers.needs.domain import Change, Need
from services.volunteers.needs.inviting import lapse
from services.volunteers.needs.life import expire_need

log = structlog.get_logger(__name__)

EVERY_SECONDS = 5.0
_BY_END = ["state.stage", "state.window.ends"]


class Settling:
    """A component: sweeps at start and every few seconds; several at once do no harm."""

    def __init__(self, database: Database, accepting: Accepting, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._accepting = accepting
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        for indexed in (["state.unsettled"], ["state.open_invitations"], _BY_END):
            await self._database.index(self._accepting.needs.name, indexed)
        self._task = asyncio.create_task(self._run(), name="settling")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def sweep(self) -> None:
        """Settle stale holds, lapse invitations, expire needs."""
        now = self._clock.now()
        for need_id in await self._ids({"state.unsettled": {"$gt": 0}}):
            await self._accepting.settle_stale(need_id)
        for need_id in await self._ids({"state.open_invitations": {"$gt": 0}}):
            await self._change(need_id, lambda need: lapse(need, now))
        over = {"$lt": now.isoformat().replace("+00:00", "Z")}
        for stage in ("ordered", "open"):
            unmet = {"state.stage": stage, "state.window.ends": over, "state.taken": {}}
            for need_id in await self._ids(unmet):
                await self._change(need_id, lambda need: expire_need(need, now))

    async def _ids(self, which: dict[str, Any]) -> list[str]:
        needs = self._database.collection(self._accepting.needs.name)
        return [document["_id"] async for document in needs.find(which, {"_id": 1})]

    async def _change(self, need_id: str, decide: Callable[[Need], Change]) -> None:
        await self._accepting.needs.change(need_id, EVERYWHERE, one_step(), decide)

    async def _run(self) -> None:
        while True:
            try:
                await self.sweep()
            except (StoreError, Unavailable) as error:
                log.warning("settling_waits", reason=type(error).__name__)
            await asyncio.sleep(EVERY_SECONDS)
