"""Events of hours served, by opaque id only. `region` is the need's: where the service was done."""

from __future__ import annotations

from typing import ClassVar

from contracts.event import Event, Whole
from contracts.volunteers.people import PersonEvent


class HoursEvent(PersonEvent, frozen=True, kw_only=True):
    """The subject is the volunteer; `need_id` what they came for."""

    need_id: str


class PresenceTold(HoursEvent, frozen=True, kw_only=True):
    """Somebody came: they checked in, or a leader's list says so. It counts nothing yet."""

    type: ClassVar[str] = "volunteers.presence.told.v1"


class PresenceDisputed(HoursEvent, frozen=True, kw_only=True):
    """Nothing is credited until it is told anew."""

    type: ClassVar[str] = "volunteers.presence.disputed.v1"


class HoursCredited(HoursEvent, frozen=True, kw_only=True):
    """Confirmed attendance, once for each need. `kind`: service | training."""

    type: ClassVar[str] = "volunteers.hours.credited.v1"

    hours: Whole
    kind: str
    domain: str


class HoursReversed(HoursEvent, frozen=True, kw_only=True):
    """A credit taken back, on the day it was for; the facts may then be told anew."""

    type: ClassVar[str] = "volunteers.hours.reversed.v1"

    hours: Whole
    kind: str
    domain: str
    reason: str


class VolunteerRated(HoursEvent, frozen=True, kw_only=True):
    """`stars` 1..5 from those who were helped; `was` 0 when there was none before."""

    type: ClassVar[str] = "volunteers.volunteer.rated.v1"

    stars: Whole
    was: Whole


EVENTS: tuple[type[Event], ...] = (
    PresenceTold,
    PresenceDisputed,
    HoursCredited,
    HoursReversed,
    VolunteerRated,
)
