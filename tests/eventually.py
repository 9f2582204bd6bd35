"""Polling instead of sleeping: wait for what must come true, and say what was last seen."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

_PAUSE = threading.Event()


def eventually(
    condition: Callable[[], bool],
    *,
    within: float = 10.0,
    last: Callable[[], Any] | None = None,
    every: float = 0.1,
) -> None:
    """Returns once the condition holds; fails with what `last` gives (or the last error)."""
    deadline = time.monotonic() + within
    while True:
        seen: Any = None
        try:
            if condition():
                return
        except Exception as error:
            seen = error
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {within:g} s; last seen: {_seen(last, seen)}")
        _PAUSE.wait(every)


def _seen(last: Callable[[], Any] | None, error: Any) -> Any:
    if last is None:
        return error
    try:
        return last()
    except Exception as failure:
        return failure
