"""A write whose outcome is unknown is tried again: keys and ids make a repeat harmless."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from servicekit import metrics
from servicekit.database import StoreError, is_duplicate, is_outage
from servicekit.errors import Unavailable

T = TypeVar("T")

SETTLE_SECONDS = 8.0
"""How long it is tried before the caller hears 503."""


async def settle(operation: str, attempt: Callable[[], Awaitable[T]]) -> T:
    """Repeat until it is done or refused. Raises Unavailable."""
    deadline = time.monotonic() + SETTLE_SECONDS
    while True:
        try:
            return await attempt()
        except StoreError as error:
            if not is_outage(error) and not is_duplicate(error):
                raise
            if time.monotonic() > deadline:
                raise Unavailable() from error
            metrics.STORE_RETRY.labels(operation).inc()
            await asyncio.sleep(0.2)
