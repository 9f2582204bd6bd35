"""A volunteer: what they can do, when they are free, and the one calendar that books them.

No name, number or telephone: a volunteer is an opaque id with skills. Pure: each verb takes a
volunteer and returns the new one with the events that tell of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from contracts.codes import VOLUNTEER_STATES
from contracts.volunteers.people import (
    PersonEvent,
    VolunteerBooked,
    VolunteerMoved,
    VolunteerProfileChanged,
    VolunteerRegistered,
    VolunteerStatusChanged,
    VolunteerUnbooked,
)
from servicekit.clock import local_date
from servicekit.errors import Conflict, DomainError
from services.volunteers.people.service import Credit, Presence
from services.volunteers.times import Slot, Window, start_of

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
class Days:
    """Local days, both included."""

    first: date
    last: date

    @property
    def window(self) -> Window:
        return Window(start_of(self.first), start_of(self.last + timedelta(days=1)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Volunteer:
    """`region` is where they live; `screened_until` the last day on which they may work with
    minors (None: not screened); `levels` of skills 1 (can help), 2 (practised), 3 (qualified, also
    where none is told); `reach_km` how far they travel (None: anywhere); `away` local days on which
    they are not there. No two bookings ever overlap."""

    region: str
    status: str = "active"
    skills: tuple[str, ...] = ()
    levels: Mapping[str, int] = field(default_factory=dict)
    reach_km: int | None = None
    away: tuple[Days, ...] = ()
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


class NotActive(DomainError):
    code = "volunteer_not_active"
    zh = "该志愿者当前为「{status}」状态，不能安排服务。"
    en = "The volunteer is {status_en} and cannot be booked."


class HasBookings(DomainError):
    code = "volunteer_has_bookings"
    zh = "该志愿者还有 {count} 项未到期的服务安排，请先取消或改派。"
    en = "The volunteer still has {count} bookings ahead; cancel or hand them over first."


class HoldPassed(Conflict):
    """A later hold on the same need has the booking; what asks for the earlier one is too late."""


def register_volunteer(volunteer: Volunteer, today: date) -> Change:
    return volunteer, [VolunteerRegistered(region=volunteer.region, occurred_on=today)]


def change_profile(volunteer: Volunteer, told: Volunteer, today: date) -> Change:
    """What they can do, when and how far, as told now; what they are booked for stays."""
    after = replace(
        volunteer,
        skills=told.skills,
        levels=told.levels,
        languages=told.languages,
        slots=told.slots,
        reach_km=told.reach_km,
        away=told.away,
        screened_until=told.screened_until,
    )
    if after == volunteer:
        return volunteer, []
    return after, [VolunteerProfileChanged(region=volunteer.region, occurred_on=today)]


def tell_again(volunteer: Volunteer, told: Volunteer, today: date) -> Change:
    """What another register knows of them now, their home included; its exceptions to the weekly
    times are not known there, so those told here stay."""
    moved: list[PersonEvent] = []
    here = volunteer
    if told.region != volunteer.region:
        moved = [VolunteerMoved(region=told.region, occurred_on=today, was=volunteer.region)]
        here = replace(volunteer, region=told.region)
    after, changed = change_profile(here, replace(told, away=volunteer.away), today)
    return after, [*moved, *changed]


def change_status(volunteer: Volunteer, status: str, now: datetime) -> Change:
    """Active, paused, left or barred; who leaves or is barred has nothing ahead (HasBookings)."""
    if status == volunteer.status:
        return volunteer, []
    ahead = sum(booking.window.ends > now for booking in volunteer.bookings)
    if status in ("left", "barred") and ahead:
        raise HasBookings(count=ahead)
    event = VolunteerStatusChanged(
        region=volunteer.region,
        occurred_on=local_date(now),
        was=volunteer.status,
        now=status,
    )
    return replace(volunteer, status=status), [event]


def book(volunteer: Volunteer, booking: Booking, now: datetime) -> Change:
    """Promise the time, once. A later hold on the same need takes over the booking of an earlier
    one, never the reverse. Raises NotActive, NotScreened, DoubleBooked, HoldPassed."""
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
    """Raises NotActive, NotScreened or DoubleBooked."""
    if volunteer.status != "active":
        known = VOLUNTEER_STATES.require(volunteer.status)
        raise NotActive(status=known.name_zh, status_en=known.name_en.lower())
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
