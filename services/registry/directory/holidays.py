"""Which days are public holidays, and which weekend days are worked instead 调休."""

from __future__ import annotations

from datetime import date
from enum import Enum

import chinese_calendar


class DayKind(Enum):
    ORDINARY = "ordinary"
    HOLIDAY = "holiday"
    WORKED_WEEKEND = "worked_weekend"


def day_kind(day: date) -> DayKind:
    """By the State Council's yearly arrangement; a year not yet arranged has ordinary days only."""
    try:
        named = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        return DayKind.ORDINARY
    off, name = named
    if off and name is not None:
        return DayKind.HOLIDAY
    return DayKind.WORKED_WEEKEND if not off and day.isoweekday() > 5 else DayKind.ORDINARY
