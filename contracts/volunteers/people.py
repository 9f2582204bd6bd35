"""Events of volunteers, by opaque id only: who there is, and when their time is taken."""

from __future__ import annotations

from typing import ClassVar

from contracts.event import Event, Whole


class PersonEvent(Event, frozen=True, kw_only=True):
    """`region` is where the volunteer lives (county or below); nothing else about the person."""

    topic: ClassVar[str] = "volunteers.people"


class VolunteerRegistered(PersonEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "volunteers.volunteer.registered.v1"


class VolunteerProfileChanged(PersonEvent, frozen=True, kw_only=True):
    """Other skills, languages, times or reach; which, stays in the service."""

    type: ClassVar[str] = "volunteers.volunteer.profile-changed.v1"


class VolunteerMoved(PersonEvent, frozen=True, kw_only=True):
    """They live elsewhere now: `was` is the region until then."""

    type: ClassVar[str] = "volunteers.volunteer.moved.v1"

    was: str


class VolunteerStatusChanged(PersonEvent, frozen=True, kw_only=True):
    """active | paused | left | barred."""

    type: ClassVar[str] = "volunteers.volunteer.status-changed.v1"

    was: str
    now: str


class VolunteerBooked(PersonEvent, frozen=True, kw_only=True):
    """The time of the need is taken in this volunteer's calendar."""

    type: ClassVar[str] = "volunteers.volunteer.booked.v1"

    need_id: str
    hold: Whole


class VolunteerUnbooked(PersonEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "volunteers.volunteer.unbooked.v1"

    need_id: str
    hold: Whole


EVENTS: tuple[type[Event], ...] = (
    VolunteerRegistered,
    VolunteerProfileChanged,
    VolunteerMoved,
    VolunteerStatusChanged,
    VolunteerBooked,
    VolunteerUnbooked,
)
