"""From a volunteer and a need, as they are kept, to what matching knows and is asked. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from servicekit.clock import local_date
from services.volunteers.matching.profile import REACH_KM, Asked, Profile
from services.volunteers.needs.domain import Need
from services.volunteers.people.domain import Volunteer
from services.volunteers.people.service import Credit
from services.volunteers.times import Slot, Window, by_day

LOAD_WITHIN = timedelta(days=28)
UNKNOWN_RECORD = 500
QUALIFIED = 3
"""The level of a skill that is known without its level."""


def profile_of(volunteer: Volunteer, now: datetime) -> Profile:
    near = Window(now - LOAD_WITHIN, now + LOAD_WITHIN)
    busy = tuple(booking.window for booking in volunteer.bookings)
    away = tuple(days.window for days in volunteer.away)
    return Profile(
        region=volunteer.region,
        skills={skill: volunteer.levels.get(skill, QUALIFIED) for skill in volunteer.skills},
        languages=frozenset(volunteer.languages),
        hours=frozenset(whole_hours(volunteer.slots)),
        screened_until=volunteer.screened_until,
        load_hours=sum(_length(window) for window in busy if window.overlaps(near)),
        record=_record(volunteer.credits),
        services=sum(credit.counts for credit in volunteer.credits),
        reach=_reach(volunteer.reach_km),
        active=volunteer.status == "active",
        busy=(*busy, *away),
    )


def asked_by(need: Need) -> Asked:
    return Asked(
        region=need.region,
        window=need.window,
        hours=frozenset(touched_hours(need.window)),
        skills=dict.fromkeys(need.skills, 1),
        languages=frozenset(need.languages),
        minors_on=local_date(need.window.ends) if need.minors else None,
        taken=frozenset(need.taken),
    )


def whole_hours(slots: Iterable[Slot]) -> Iterable[int]:
    """Hours of the week that a slot covers from beginning to end."""
    for slot in slots:
        first, beyond = -(-slot.start // 60), slot.end // 60
        yield from range((slot.weekday - 1) * 24 + first, (slot.weekday - 1) * 24 + beyond)


def touched_hours(window: Window) -> Iterable[int]:
    """Hours of the week the window needs, a begun one included."""
    for piece in by_day(window):
        first, beyond = piece.start // 60, -(-piece.end // 60)
        yield from range((piece.weekday - 1) * 24 + first, (piece.weekday - 1) * 24 + beyond)


def _reach(km: int | None) -> int:
    """The nearest step that is not beyond what they travel."""
    return (
        len(REACH_KM) - 1 if km is None else max(n for n, far in enumerate(REACH_KM) if far <= km)
    )


def _record(credits: Iterable[Credit]) -> int:
    """What those who were helped said, 200 a star on average; the middle while nobody has."""
    stars = [credit.stars for credit in credits if credit.counts and credit.stars]
    return 200 * sum(stars) // len(stars) if stars else UNKNOWN_RECORD


def _length(window: Window) -> int:
    """Begun hours."""
    return -(-int((window.ends - window.starts).total_seconds()) // 3600)
