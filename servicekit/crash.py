"""Named steps at which a test may kill the process. Nothing happens unless a test armed one.

`WUSHE_CRASH_AT=after_write:3` kills this process the third time it comes to `after_write`.
Settings refuse the variable in production.
"""

from __future__ import annotations

import os
import signal

POINTS = {
    "before_write": "C1 decided, nothing written",
    "after_write": "C2 written, the answer not sent",
    "relay_read": "C3 pending events read, not yet in the journal",
    "journalled": "in the journal, still pending in the aggregate",
    "sent": "C4 acknowledged by the bus, not yet remembered",
    "half_cleared": "C5 cleared from the first aggregate of a batch only",
    "received": "C6 records received, nothing done",
    "effect_stored": "C7 effect and position stored, offset not committed",
    "statement_posted": "a statement written, how far it has come not yet noted",
    "stopping": "C8 during a graceful stop",
}

_armed: dict[str, int] = {}


def arm(crash_at: str) -> None:
    """Arm one point, 'name' or 'name:n'; an empty string disarms. Raises ValueError."""
    _armed.clear()
    if not crash_at:
        return
    name, _, count = crash_at.partition(":")
    if name not in POINTS:
        raise ValueError(f"no crash point {name!r}; there are: {', '.join(POINTS)}")
    _armed[name] = int(count or 1)


def point(name: str) -> None:
    if not _armed or name not in _armed:
        return
    _armed[name] -= 1
    if _armed[name] == 0:
        os.kill(os.getpid(), signal.SIGKILL)
