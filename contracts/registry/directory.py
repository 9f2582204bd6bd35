"""Events of the directory: what a station offers, for whom, and when it is open.

Hours and codes only: the place and the telephone stay in the registry.
"""

from __future__ import annotations

from typing import ClassVar

import msgspec

from contracts.event import Event, Whole


class Offer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One service on offer; no target group named means everybody."""

    domain: str
    activities: tuple[str, ...] = ()
    target_groups: tuple[str, ...] = ()


class OpeningHours(msgspec.Struct, frozen=True, kw_only=True):
    """`weekday` 1 (Monday) … 7, ISO 8601; minutes since local midnight, `closes` excluded."""

    weekday: Whole
    opens: Whole
    closes: Whole


class ListingEvent(Event, frozen=True, kw_only=True):
    """The subject is the listing; a station has one."""

    topic: ClassVar[str] = "registry.directory"

    station_id: str


class ListingPublished(ListingEvent, frozen=True, kw_only=True):
    """What the station offers from this day; it takes the place of what was said before."""

    type: ClassVar[str] = "registry.listing.published.v1"

    offers: tuple[Offer, ...]
    hours: tuple[OpeningHours, ...] = ()
    languages: tuple[str, ...] = ()
    open_on_holidays: bool = False


class ListingWithdrawn(ListingEvent, frozen=True, kw_only=True):
    """The station offers nothing in the directory any more."""

    type: ClassVar[str] = "registry.listing.withdrawn.v1"


EVENTS: tuple[type[Event], ...] = (ListingPublished, ListingWithdrawn)
