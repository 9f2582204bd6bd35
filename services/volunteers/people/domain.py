"""A volunteer: what they can do, when they are free, and the one calendar that books them.

No name, number or telephone: a volunteer is an opaque id with skills. Pure: each verb takes a
volunteer and returns the new one with the events that tell of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from contracts.volunteers.people import (
    PersonEvent,
    VolunteerBooked,
    VolunteerRegistered,
    VolunteerUnbooked,
)
from servicekit.clock import local_date
from servicekit.errors import Conflict, DomainError
from services.volunteers.people.service import Credit, Presence
from services.volunteers.times import Slot, Window

KEPT = timedelta(days=31)
"""How long a booking stays in the calendar once its time has passed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """Time promised to a need; `hold` names the place there that it belongs to."""

    need_id: str
    hold: int
    window: Window
    minors: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Volunteer:
    """`region` is where they live; `screened_until` the last day on which they may work with
    minors (None: not screened). No two bookings ever overlap."""

    region: str
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    slots: tuple[Slot, ...] = ()
    screened_until: date | None = None
    bookings: tuple[Booking, ...] = ()
    presences: tuple[Presence, ...] = ()
    credits: tuple[Credit, ...] = ()

    def booking_for(self, need_id: str) -> Booking | None:
        return next((b for b in self.bookings if b.need_id == need_id), None)

    def booked_over(self, window: Window, need_id: str) -> Booking | None:
        """The first booking for another need that overlaps the window."""
        others = (b for b in self.bookings if b.need_id != need_id)
        return next((b for b in others if b.window.overlaps(window)), None)

    def screened_for(self, window: Window) -> bool:
        """Screening must still hold on the last day of the work."""
        return self.screened_until is not None and local_date(window.ends) <= self.screened_until


Change = tuple[Volunteer, list[PersonEvent]]


class DoubleBooked(DomainError):
    """`booking` is in the way; it is not shown, for it tells where the volunteer will be."""

    code = "double_booked"
    zh = "该志愿者在这段时间已有其他服务安排，不能重复预约。"
    en = "The volunteer is already booked for a time that overlaps this need."

    def __init__(self, booking: Booking) -> None:
        self.booking = booking
        super().__init__()


class NotScreened(DomainError):
    code = "screening_required"
    zh = "该需求服务未成年人，志愿者须通过审查且在服务结束日仍有效。"
    en = "This need is for minors: the volunteer's screening must be valid to its last day."


class HoldPassed(Conflict):
    """A later hold on the same need has the booking; what asks for the earlier one is too late."""


def register_volunteer(volunteer: Volunteer, today: date) -> Change:
    return volunteer, [VolunteerRegistered(region=volunteer.region, occurred_on=today)]


def book(volunteer: Volunteer, booking: Booking, now: datetime) -> Change:
    """Promise the time, once. A later hold on the same need takes over the booking of an earlier
    one, never the reverse. Raises NotScreened, DoubleBooked, HoldPassed."""
    known = volunteer.booking_for(booking.need_id)
    if known is not None and known.hold == booking.hold:
        return volunteer, []
    if known is not None and known.hold > booking.hold:
        raise HoldPassed()
    require_free(volunteer, booking)
    kept = (b for b in volunteer.bookings if b.window.ends > now - KEPT)
    others = tuple(b for b in kept if b.need_id != booking.need_id)
    event = VolunteerBooked(
        region=volunteer.region,
        occurred_on=local_date(now),
        need_id=booking.need_id,
        hold=booking.hold,
    )
    return replace(volunteer, bookings=(*others, booking)), [event]


def require_free(volunteer: Volunteer, booking: Booking) -> None:
    """Raises NotScreened or DoubleBooked."""
    if booking.minors and not volunteer.screened_for(booking.window):
        raise NotScreened()
    blocking = volunteer.booked_over(booking.window, booking.need_id)
    if blocking is not None:
        raise DoubleBooked(blocking)


def unbook(volunteer: Volunteer, need_id: str, hold: int, today: date) -> Change:
    """Give the time back, if it is still this hold that has it."""
    booking = volunteer.booking_for(need_id)
    if booking is None or booking.hold != hold:
        return volunteer, []
    left = tuple(b for b in volunteer.bookings if b is not booking)
    event = VolunteerUnbooked(
        region=volunteer.region, occurred_on=today, need_id=need_id, hold=hold
    )
    return replace(volunteer, bookings=left), [event]
