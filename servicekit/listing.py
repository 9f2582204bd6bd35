"""Lists of aggregates as cursor pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from heapq import nsmallest
from typing import Any, TypeVar

from servicekit.aggregate import Aggregates, Stored
from servicekit.mirror import Mirror
from servicekit.paging import Page, PageRequest
from servicekit.scope import Scope

S = TypeVar("S")
V = TypeVar("V")


async def listed(
    store: Aggregates[S],
    scope: Scope,
    wanted: Mapping[str, Any],
    paging: PageRequest,
    view: Callable[[Stored[S]], V],
) -> Page[V]:
    """One page in order of id; a filter whose value is None is left out."""
    where = {name: value for name, value in wanted.items() if value is not None}
    after = str(paging.after[0]) if paging.after else ""
    found = await store.find(scope, where, after=after, limit=paging.limit + 1)
    shown = found[: paging.limit]
    key = (shown[-1].id,) if len(found) > paging.limit else ()
    return paging.page([view(stored) for stored in shown], *key)


def mirrored(
    mirror: Mirror[S],
    scope: Scope,
    wanted: Callable[[S], bool],
    paging: PageRequest,
    view: Callable[[Stored[S]], V],
) -> Page[V]:
    """The same page from memory: the embedded store would look at every document for it."""
    after = str(paging.after[0]) if paging.after else ""
    fitting = (s for s in mirror.within(scope) if s.id > after and wanted(s.state))
    found = nsmallest(paging.limit + 1, fitting, key=lambda stored: stored.id)
    shown = found[: paging.limit]
    key = (shown[-1].id,) if len(found) > paging.limit else ()
    return paging.page([view(stored) for stored in shown], *key)
