"""What stands on the three published lists, and which of the needs were met.

Resources, needs and services are figures of their own and never added. A need kept from one
period's list to the next stands on both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from contracts.volunteers.lists import ListedNeedMet, ListPublished
from services.metrics.counting.cells import Cell, Counters, Delta


def _published(event: ListPublished) -> Iterable[Delta]:
    for domain, items in Counter(item.domain for item in event.items).items():
        cell = Cell(f"listed_{event.kind}", event.region, event.occurred_on, f"domain={domain}")
        yield cell, items


def _met(event: ListedNeedMet) -> Iterable[Delta]:
    domain = f"domain={event.item.domain}"
    yield Cell("listed_needs_met", event.region, event.occurred_on, domain), 1


COUNTERS: Counters = {ListPublished: _published, ListedNeedMet: _met}
