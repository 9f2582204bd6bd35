"""Entries that are likely the same service twice: the same station, day, domain, activity, target
group and numbers. Found, never removed: people decide, and the history stays. Pure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from contracts.registry.service_log import ServiceFacts
from servicekit.aggregate import Stored
from services.registry.service_log.domain import ServiceEntry


@dataclass(frozen=True, slots=True)
class Alike:
    """Entries of the same facts, of which at least two were not told apart; in order of id."""

    facts: ServiceFacts
    ids: tuple[str, ...]


def likely_duplicates(entries: Iterable[Stored[ServiceEntry]]) -> list[Alike]:
    """In order of their first id. A voided entry is no duplicate any more."""
    same: dict[ServiceFacts, list[Stored[ServiceEntry]]] = defaultdict(list)
    for stored in entries:
        if not stored.state.voided:
            same[stored.state.facts].append(stored)
    found = [Alike(facts, ids) for facts, group in same.items() if (ids := _unclear(group))]
    return sorted(found, key=lambda alike: alike.ids)


def _unclear(group: list[Stored[ServiceEntry]]) -> tuple[str, ...]:
    """Those with another one of the group that neither was told apart from."""
    apart = {stored.id: set(stored.state.distinct_from) for stored in group}
    return tuple(
        sorted(
            id_
            for id_ in apart
            if any(
                other != id_ and other not in apart[id_] and id_ not in apart[other]
                for other in apart
            )
        )
    )
