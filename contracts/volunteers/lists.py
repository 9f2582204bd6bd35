"""Events of the three lists 三项清单 (resources, needs, services) of a place and a period.

An item keeps its id from one period's list to the next, so lists can be compared. What an item is
called stays in the service; its codes and quantity are told, each quantity in its own unit.
"""

from __future__ import annotations

from typing import ClassVar

import msgspec

from contracts.event import Event, Whole


class ListedItem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`quantity` of `unit` where the item has one (20 户, 2 间)."""

    id: str
    domain: str
    target_group: str = ""
    quantity: Whole = 0
    unit: str = ""


class ListEvent(Event, frozen=True, kw_only=True):
    """`kind`: resources | needs | services; `place_id`: opaque id of the village or community
    within the region, '' for the region as a whole."""

    topic: ClassVar[str] = "volunteers.lists"

    kind: str
    period: str
    place_id: str = ""


class ListDrafted(ListEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "volunteers.list.drafted.v1"

    items: Whole


class ListPublished(ListEvent, frozen=True, kw_only=True):
    """Frozen from now on. `added`, `kept` and `removed` count against the list of
    `previous_period`; without one every item is added."""

    type: ClassVar[str] = "volunteers.list.published.v1"

    items: tuple[ListedItem, ...]
    added: Whole
    kept: Whole
    removed: Whole
    previous_period: str = ""


class ListedNeedMet(ListEvent, frozen=True, kw_only=True):
    """A need of a published list was met: by a need of this service (`need_id`) or as the
    evidence says, of which `evidence` is the SHA-256."""

    type: ClassVar[str] = "volunteers.list.need-met.v1"

    item: ListedItem
    need_id: str = ""
    evidence: str = ""


EVENTS: tuple[type[Event], ...] = (ListDrafted, ListPublished, ListedNeedMet)
