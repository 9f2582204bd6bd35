"""The period before, and the same a year before. Pure."""

from __future__ import annotations

from contracts import periods
from contracts.periods import Period

PER_YEAR = {"month": 12, "quarter": 4, "half": 2, "year": 1}
FORMS = {
    "month": "{year:04d}-{part:02d}",
    "quarter": "{year:04d}Q{part}",
    "half": "{year:04d}H{part}",
}


def before(period: Period) -> Period | None:
    """None for cumulative, which has no beginning."""
    return _shifted(period, -1)


def year_before(period: Period) -> Period | None:
    return _shifted(period, -PER_YEAR[period.kind]) if period.start else None


def _shifted(period: Period, by: int) -> Period | None:
    if period.start is None:
        return None
    count = PER_YEAR[period.kind]
    number = period.start.year * count + (period.start.month - 1) * count // 12 + by
    year, part = divmod(number, count)
    if period.kind == "year":
        return periods.parse(f"{year:04d}")
    return periods.parse(FORMS[period.kind].format(year=year, part=part + 1))
