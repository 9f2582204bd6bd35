"""Lists of aggregates as cursor pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from servicekit.aggregate import Aggregates, Stored
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
