"""From an HTTP attempt to the command an aggregate remembers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from servicekit.aggregate import Aggregates, Command, Decision, Stored
from servicekit.errors import Conflict, NotFound
from servicekit.idempotency import AttemptOf
from servicekit.scope import Actor, Scope

S = TypeVar("S")


def command(attempt: AttemptOf, actor: Actor, expected: int | None = None) -> Command:
    """Keys belong to their caller: two callers may use the same one."""
    return Command(
        key=f"{actor.subject} {attempt.key}",
        fingerprint=attempt.fingerprint(actor.subject),
        expected=expected,
    )


async def change_or_create(
    store: Aggregates[S],
    id_: str,
    region: str,
    new: S,
    by: Command,
    decide: Callable[[S], Decision[S]],
) -> Stored[S]:
    """Change the one aggregate there is of something (an area's programme, say), or begin it from
    `new`. Who comes second in making it changes what the first has made."""
    scope = Scope.of(region)
    try:
        return await store.change(id_, scope, by, decide)
    except NotFound:
        pass
    try:
        return await store.create(id_, region, decide(new), by)
    except Conflict:
        return await store.change(id_, scope, by, decide)
