"""From an HTTP attempt to the command an aggregate remembers."""

from __future__ import annotations

from servicekit.aggregate import Command
from servicekit.idempotency import AttemptOf
from servicekit.scope import Actor


def command(attempt: AttemptOf, actor: Actor, expected: int | None = None) -> Command:
    """Keys belong to their caller: two callers may use the same one."""
    return Command(
        key=f"{actor.subject} {attempt.key}",
        fingerprint=attempt.fingerprint(actor.subject),
        expected=expected,
    )
