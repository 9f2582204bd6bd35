"""Volunteers and needs for tests: one of each, changed where a test says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from services.volunteers.needs.domain import Need, post_need
from services.volunteers.people.domain import Booking, Volunteer
from services.volunteers.times import PARTS_OF_DAY, Slot, Window

MONDAY = date(2026, 11, 30)
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)

GEJIU = "532501"
GEJIU_TOWNSHIP = "532501101"
MENGZI = "532503"
KUNMING_WUHUA = "530102"


def local(hours: float, day: int = 30, month: int = 11) -> datetime:
    """An instant of 2026 in Asia/Shanghai, by default on Monday 30 November."""
    whole = int(hours)
    minute = round((hours - whole) * 60)
    return datetime.fromisoformat(f"2026-{month:02}-{day:02}T{whole:02}:{minute:02}:00+08:00")


def window(start: float, end: float, day: int = 30) -> Window:
    return Window(local(start, day), local(end, day))


def a_need(**changes: Any) -> Need:
    """Tutoring in Gejiu, Monday 09:00–11:00, ten places."""
    need = Need(
        title="课业辅导",
        region=GEJIU,
        domain="children",
        target_group="left_behind_children",
        window=window(9, 11),
        places=10,
    )
    return replace(need, **changes)


def a_posted_need(**changes: Any) -> Need:
    return post_need(a_need(**changes), NOW)[0]


def a_volunteer(**changes: Any) -> Volunteer:
    """Lives in Gejiu, tutors, speaks Yi, free every morning, screened until the end of 2027."""
    start, end = PARTS_OF_DAY["morning"]
    volunteer = Volunteer(
        region=GEJIU,
        skills=("tutoring",),
        languages=("yi",),
        slots=tuple(Slot(weekday, start, end) for weekday in range(1, 8)),
        screened_until=date(2027, 12, 31),
    )
    return replace(volunteer, **changes)


def a_booking(start: float, end: float, need_id: str = "need", hold: int = 1) -> Booking:
    return Booking(need_id=need_id, hold=hold, window=window(start, end))
