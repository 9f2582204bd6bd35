"""Periods as people report them: 2022-06, 2022Q2, 2022H1, 2022, cumulative; and as they ask for
them (`asked`): any stretch of days, since a month or day, as of a day."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from contracts.problems import ContractError

Kind = Literal["month", "quarter", "half", "year", "cumulative", "custom", "since", "as_of"]

CUMULATIVE = "cumulative"
LONGEST = len("2022-01-15..2022-03-10")
"""Letters of the longest way to write a period."""
_FORM = re.compile(
    r"(?P<year>(?:19|20)[0-9]{2})"
    r"(?:-(?P<month>0[1-9]|1[0-2])|Q(?P<quarter>[1-4])|H(?P<half>[12]))?"
)
_STRETCH = re.compile(r"(?P<first>[0-9-]{7,10})?\.\.(?P<last>[0-9-]{7,10})?", re.ASCII)
_DAY = re.compile(r"(?:19|20)[0-9]{2}-[0-9]{2}(?:-[0-9]{2})?", re.ASCII)
_LENGTH: dict[Kind, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12}
_NUMERALS = "一二三四"
_ORDINALS = ("first", "second", "third", "fourth")
_MONTHS = (  # not the calendar module's: those follow the machine's locale
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


class PeriodInvalid(ContractError):
    code = "period_invalid"

    def __init__(self, pointer: str = "") -> None:
        super().__init__(
            "期间写法不对；可写 2022-06（月）、2022Q2（季度）、2022H1（半年）、2022（年）"
            "或 cumulative（累计）。",
            "Write a period as 2022-06, 2022Q2, 2022H1, 2022 or cumulative.",
            pointer,
        )


class StretchInvalid(ContractError):
    """Neither a period as it is reported nor a stretch of days."""

    code = "period_invalid"

    def __init__(self, pointer: str = "") -> None:
        super().__init__(
            "期间写法不对；可写 2022-06（月）、2022Q2（季度）、2022H1（半年）、2022（年）、"
            "cumulative（累计）、2022-01-15..2022-03-10（自定义起止日）、2020-06..（自某月或某日"
            "以来）或 ..2022-06-30（截至某日）；起不晚于止。",
            "Write a period as 2022-06, 2022Q2, 2022H1, 2022, cumulative, "
            "2022-01-15..2022-03-10 (first and last day), 2020-06.. (since a month or day) or "
            "..2022-06-30 (as of a day); the first is no later than the last.",
            pointer,
        )


@dataclass(frozen=True, slots=True)
class Period:
    """`start` and `end` are both inclusive local dates. Without a start it reaches back to the
    beginning (cumulative, as_of), without an end up to the day it is asked (cumulative, since)."""

    code: str
    kind: Kind
    start: date | None
    end: date | None

    def contains(self, day: date) -> bool:
        """Cumulative contains every day: where it ends is the caller's as-of date."""
        return (self.start or date.min) <= day <= (self.end or date.max)

    def months(self) -> tuple[str, ...]:
        """Codes of the months it has days of, in order; none where an end is open."""
        return months_between(self.start, self.end) if self.start and self.end else ()

    @property
    def is_reported(self) -> bool:
        """Whether reports are made for it: a part of the calendar, or cumulative."""
        return self.kind not in ("custom", "since", "as_of")

    @property
    def name_zh(self) -> str:
        """2022年6月, 2022年第二季度, 2022年上半年, 2022年, 累计, 2022年1月15日至2022年3月10日,
        自2020年6月1日以来, 截至2022年6月30日."""
        if not self.is_reported:
            return self._stretch("{}至{}", "自{}以来", "截至{}", _day_zh)
        if self.start is None:
            return "累计"
        year, month = self.start.year, self.start.month
        part = {
            "month": f"{month}月",
            "quarter": f"第{_NUMERALS[(month - 1) // 3]}季度",
            "half": "上半年" if month == 1 else "下半年",
        }
        return f"{year}年{part.get(self.kind, '')}"

    @property
    def name_en(self) -> str:
        """June 2022, second quarter of 2022, first half of 2022, 2022, Cumulative, 15 January 2022
        to 10 March 2022, since 1 June 2020, as of 30 June 2022."""
        if not self.is_reported:
            return self._stretch("{} to {}", "since {}", "as of {}", _day_en)
        if self.start is None:
            return "Cumulative"
        year, month = self.start.year, self.start.month
        part = {
            "month": f"{_MONTHS[month - 1]} ",
            "quarter": f"{_ORDINALS[(month - 1) // 3]} quarter of ",
            "half": f"{_ORDINALS[(month - 1) // 6]} half of ",
        }
        return f"{part.get(self.kind, '')}{year}"

    def _stretch(self, between: str, since: str, as_of: str, say: Callable[[date], str]) -> str:
        form = between if self.start and self.end else since if self.start else as_of
        return form.format(*(say(day) for day in (self.start, self.end) if day))


def _day_zh(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _day_en(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def asked(code: str, pointer: str = "") -> Period:
    """Read a period as a question has it: as reports do, or any stretch of days. A month stands
    for its first day at the beginning, its last at the end. Raises StretchInvalid."""
    match = _STRETCH.fullmatch(code)
    if match is None:
        try:
            return parse(code, pointer)
        except PeriodInvalid:
            raise StretchInvalid(pointer) from None
    start, end = match["first"], match["last"]
    first = _day(start, pointer)[0] if start else None
    last = _day(end, pointer)[1] if end else None
    if not (first or last) or (first and last and first > last):
        raise StretchInvalid(pointer)
    kind: Kind = "since" if last is None else "custom" if first else "as_of"
    return Period(code, kind, first, last)


def stretch(first: date, last: date) -> Period:
    """The days from first to last: as reports call them where they are a part of the calendar."""
    days = f"{first.isoformat()}..{last.isoformat()}"
    return next((p for p in _reported(first) if p.end == last), Period(days, "custom", first, last))


def _reported(first: date) -> Iterator[Period]:
    """The parts of the calendar that begin on a day."""
    year, month = first.year, first.month
    forms = {12: "", 6: f"H{month // 6 + 1}", 3: f"Q{month // 3 + 1}", 1: f"-{month:02d}"}
    if first.day == 1:
        known = (part for length, part in forms.items() if (month - 1) % length == 0)
        yield from (parse(f"{year:04d}{part}") for part in known)


def _day(text: str, pointer: str) -> tuple[date, date]:
    """First and last of the days written."""
    if _DAY.fullmatch(text) is None:
        raise StretchInvalid(pointer)
    try:
        day = date.fromisoformat(text if len(text) > len("2022-01") else f"{text}-01")
    except ValueError:
        raise StretchInvalid(pointer) from None
    last = monthrange(day.year, day.month)[1] if len(text) == len("2022-01") else day.day
    return day, day.replace(day=last)


def parse(code: str, pointer: str = "") -> Period:
    """Read a period. Raises PeriodInvalid, which names the legal forms."""
    if code == CUMULATIVE:
        return Period(code, "cumulative", None, None)
    match = _FORM.fullmatch(code)
    if match is None:
        raise PeriodInvalid(pointer)
    if match["month"]:
        return _span(code, "month", int(match["month"]))
    if match["quarter"]:
        return _span(code, "quarter", int(match["quarter"]) * 3 - 2)
    if match["half"]:
        return _span(code, "half", int(match["half"]) * 6 - 5)
    return _span(code, "year", 1)


def months_between(first: date, last: date) -> tuple[str, ...]:
    """Codes of the months from the first day's to the last's, in order."""
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return tuple(f"{number // 12:04d}-{number % 12 + 1:02d}" for number in months)


def month_of(day: date) -> str:
    """The code of the month a day lies in."""
    return f"{day.year:04d}-{day.month:02d}"


def _span(code: str, kind: Kind, first: int) -> Period:
    year, last = int(code[:4]), first + _LENGTH[kind] - 1
    end = date(year, last, monthrange(year, last)[1])
    return Period(code, kind, date(year, first, 1), end)
