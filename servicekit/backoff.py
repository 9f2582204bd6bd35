"""Waiting longer after each failure: 0.2, 0.4, … 30 s, with jitter so that peers do not march."""

from __future__ import annotations

import asyncio
import random


class Backoff:
    def __init__(self, first: float = 0.2, longest: float = 30.0) -> None:
        self._first = first
        self._longest = longest
        self._next = first

    def reset(self) -> None:
        self._next = self._first

    async def wait(self) -> None:
        await asyncio.sleep(self._next * random.uniform(0.8, 1.2))
        self._next = min(self._next * 2, self._longest)
