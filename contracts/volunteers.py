"""Events of the volunteers service: needs, and the people who meet them (by opaque id only)."""

from __future__ import annotations

from typing import ClassVar

from contracts.event import Event


class VolunteerRegistered(Event, frozen=True, kw_only=True):
    """`region` is where the volunteer lives (county or below); nothing else about the person."""

    type: ClassVar[str] = "volunteers.volunteer.registered.v1"
    topic: ClassVar[str] = "volunteers.people"


class NeedEvent(Event, frozen=True, kw_only=True):
    topic: ClassVar[str] = "volunteers.needs"

    domain: str
    target_group: str


class NeedPosted(NeedEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "volunteers.need.posted.v1"

    places: int


class VolunteerAccepted(NeedEvent, frozen=True, kw_only=True):
    """One place of the need is taken; `staffed` once all are."""

    type: ClassVar[str] = "volunteers.need.volunteer-accepted.v1"

    volunteer_id: str
    places_left: int


EVENTS: tuple[type[Event], ...] = (VolunteerRegistered, NeedPosted, VolunteerAccepted)
