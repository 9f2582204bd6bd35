"""Events of needs, and the people who meet them (by opaque id only).

A place is held on the need, then booked in the volunteer's calendar, then accepted; a hold whose
booking is refused is released. `hold` numbers the holds of one need and is never used twice.
"""

from __future__ import annotations

from typing import ClassVar

from contracts.event import Event, Whole


class NeedEvent(Event, frozen=True, kw_only=True):
    topic: ClassVar[str] = "volunteers.needs"

    domain: str
    target_group: str


class NeedPosted(NeedEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "volunteers.need.posted.v1"

    places: Whole


class PlaceEvent(NeedEvent, frozen=True, kw_only=True):
    """`places_left` counts the places neither held nor accepted after this event."""

    volunteer_id: str
    hold: Whole
    places_left: Whole


class PlaceHeld(PlaceEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "volunteers.need.place-held.v1"


class PlaceReleased(PlaceEvent, frozen=True, kw_only=True):
    """`reason`: code of the refusal (say, double_booked)."""

    type: ClassVar[str] = "volunteers.need.place-released.v1"

    reason: str


class VolunteerAccepted(PlaceEvent, frozen=True, kw_only=True):
    """The held place is this volunteer's for good."""

    type: ClassVar[str] = "volunteers.need.volunteer-accepted.v1"


EVENTS: tuple[type[Event], ...] = (
    NeedPosted,
    PlaceHeld,
    PlaceReleased,
    VolunteerAccepted,
)
