"""Waiting longer after each failure: 0.2, 0.4, … 30 s, with jitter so that peers do not march."""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress


class Backoff:
    def __init__(self, first: float = 0.2, longest: float = 30.0) -> None:
        self._first = first
        self._longest = longest
        self._next = first

    def reset(self) -> None:
        self._next = self._first

    async def wait(self, until: asyncio.Event | None = None) -> None:
        """Returns early when `until` is set."""
        seconds = self._next * random.uniform(0.8, 1.2)
        with suppress(TimeoutError):
            await asyncio.wait_for((until or asyncio.Event()).wait(), seconds)
        self._next = min(self._next * 2, self._longest)
