"""Wait for what must come to hold; never sleep and hope."""

from __future__ import annotations

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")


async def eventually(
    probe: Callable[[], T | Awaitable[T]], *, within: float = 10.0, every: float = 0.03
) -> T:
    """The first truthy value of `probe` (plain or async); fails with the last value seen."""
    deadline = time.monotonic() + within
    while True:
        seen = probe()
        value: T = await seen if inspect.isawaitable(seen) else seen
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {within:g} s; last seen: {value!r}")
        await asyncio.sleep(every)
