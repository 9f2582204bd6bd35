"""Days on which something happened: not in the future, and in order. Pure."""

from __future__ import annotations

from datetime import date

from servicekit.errors import DomainError


class DateInFuture(DomainError):
    code = "date_in_future"
    status = 422
    zh = "日期 {given} 晚于今天 {today}。"
    en = "{given} lies after today, {today}."


class DateOutOfOrder(DomainError):
    code = "date_out_of_order"
    status = 422
    zh = "日期 {given} 早于前一步的日期 {earlier}。"
    en = "{given} lies before the step it follows, {earlier}."


class DayRange(DomainError):
    code = "time_range"
    status = 422
    zh = "结束日期须晚于开始日期 {starts}，且至多 {years} 年。"
    en = "It ends after the day it starts on, {starts}, and within {years} years."


def happened(on: date, earlier: date | None, today: date, pointer: str = "/on") -> None:
    """Raises DateInFuture, DateOutOfOrder."""
    if on > today:
        raise DateInFuture(given=on, today=today, pointer=pointer)
    if earlier is not None and on < earlier:
        raise DateOutOfOrder(given=on, earlier=earlier, pointer=pointer)


def require_range(starts: date, ends: date, years: int) -> None:
    """Raises DayRange."""
    latest = starts.replace(year=starts.year + years, day=min(starts.day, 28))
    if not starts < ends <= latest:
        raise DayRange(starts=starts, years=years, pointer="/ends_on")
