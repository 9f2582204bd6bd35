"""Wait for what must come to hold; never sleep and hope."""

from __future__ import annotations

import asyncio
import inspect
import threading
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")


async def eventually(
    probe: Callable[[], T | Awaitable[T]], *, within: float = 30.0, every: float = 0.03
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


def wait_until(
    condition: Callable[[], bool],
    *,
    within: float = 10.0,
    last: Callable[[], object] | None = None,
    every: float = 0.1,
) -> None:
    """As `eventually`, for tests whose threads and processes run beside them. A condition that
    raises does not hold yet; fails with what `last` gives, or with the last error."""
    deadline, pause = time.monotonic() + within, threading.Event()
    while True:
        error: Exception | None = None
        try:
            if condition():
                return
        except Exception as raised:
            error = raised
        if time.monotonic() > deadline:
            seen = last() if last else error
            raise AssertionError(f"not within {within:g} s; last seen: {seen!r}") from error
        pause.wait(every)
