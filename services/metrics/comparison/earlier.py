"""The period before, and the same a year before. Pure.

Before a stretch of days lie as many days; as of a day compares with the same day a year before."""

from __future__ import annotations

from datetime import date, timedelta

from contracts import periods
from contracts.periods import Period

PER_YEAR = {"month": 12, "quarter": 4, "half": 2, "year": 1}
FORMS = {
    "month": "{year:04d}-{part:02d}",
    "quarter": "{year:04d}Q{part}",
    "half": "{year:04d}H{part}",
}


def before(period: Period) -> Period | None:
    """None for what has no beginning or no end."""
    if period.kind == "custom" and period.start and period.end:
        length = period.end - period.start
        last = period.start - timedelta(days=1)
        return periods.stretch(last - length, last)
    return _shifted(period, -1)


def year_before(period: Period) -> Period | None:
    if period.kind == "custom" and period.start and period.end:
        return periods.stretch(_last_year(period.start), _last_year(period.end))
    if period.kind == "as_of" and period.end:
        return periods.asked(f"..{_last_year(period.end)}")
    if period.kind == "since":
        return None
    return _shifted(period, -PER_YEAR[period.kind]) if period.start else None


def _shifted(period: Period, by: int) -> Period | None:
    if period.start is None or period.kind not in PER_YEAR:
        return None
    count = PER_YEAR[period.kind]
    number = period.start.year * count + (period.start.month - 1) * count // 12 + by
    year, part = divmod(number, count)
    if period.kind == "year":
        return periods.parse(f"{year:04d}")
    return periods.parse(FORMS[period.kind].format(year=year, part=part + 1))


def _last_year(day: date) -> date:
    """29 February: the 28th."""
    leaps = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if leaps else day.day)
