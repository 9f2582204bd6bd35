"""Finishes what was interrupted, without anybody asking: a sweep at start and every few seconds."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from servicekit.database import StoreError
from servicekit.errors import Unavailable

log = structlog.get_logger(__name__)

EVERY_SECONDS = 5.0


class Sweeping:
    """A component; several at once, in one process or more, do no harm: every step they take may
    be repeated."""

    def __init__(self, name: str, sweep: Callable[[], Awaitable[None]]) -> None:
        self._name = name
        self._sweep = sweep
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name=f"sweeping.{self._name}")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            try:
                await self._sweep()
            except (StoreError, Unavailable) as error:
                log.warning("sweep_waits", sweep=self._name, reason=type(error).__name__)
            await asyncio.sleep(EVERY_SECONDS)
