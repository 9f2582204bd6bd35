"""Events of the code list of regions: opened, renamed, moved, merged, split, closed.

All readers build the same history from them, whatever the order they hear them in: each says what
became of every code it concerns.
"""

from __future__ import annotations

from typing import ClassVar

from contracts.event import Event
from contracts.regions.change import Change, Succession


class RegionChanged(Event, frozen=True, kw_only=True):
    """`region` is the code the change is about, `occurred_on` the first day it holds on.

    `change_id` makes it apply once; `document_number` 文号 is the order it was made by.
    """

    topic: ClassVar[str] = "registry.regions"

    change_id: str
    document_number: str
    successions: tuple[Succession, ...]

    @property
    def change(self) -> Change:
        return Change(self.change_id, self.occurred_on, self.successions)


class RegionOpened(RegionChanged, frozen=True, kw_only=True):
    """A region that was not there before; a village too."""

    type: ClassVar[str] = "registry.region.opened.v1"


class RegionRenamed(RegionChanged, frozen=True, kw_only=True):
    type: ClassVar[str] = "registry.region.renamed.v1"


class RegionMoved(RegionChanged, frozen=True, kw_only=True):
    """It has another code, mostly because it has another parent; so has all below it."""

    type: ClassVar[str] = "registry.region.moved.v1"


class RegionsMerged(RegionChanged, frozen=True, kw_only=True):
    """`region` is what they became."""

    type: ClassVar[str] = "registry.region.merged.v1"


class RegionSplit(RegionChanged, frozen=True, kw_only=True):
    """Each part with its share; the region itself may be one of them."""

    type: ClassVar[str] = "registry.region.split.v1"


class RegionClosed(RegionChanged, frozen=True, kw_only=True):
    """Its land is the region's above from then on."""

    type: ClassVar[str] = "registry.region.closed.v1"


EVENTS: tuple[type[Event], ...] = (
    RegionOpened,
    RegionRenamed,
    RegionMoved,
    RegionsMerged,
    RegionSplit,
    RegionClosed,
)
