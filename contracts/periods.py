"""Periods as people report them: 2022-06, 2022Q2, 2022H1, 2022, cumulative."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Literal

from contracts.problems import ContractError

Kind = Literal["month", "quarter", "half", "year", "cumulative"]

CUMULATIVE = "cumulative"
_FORM = re.compile(
    r"(?P<year>(?:19|20)[0-9]{2})"
    r"(?:-(?P<month>0[1-9]|1[0-2])|Q(?P<quarter>[1-4])|H(?P<half>[12]))?"
)
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


@dataclass(frozen=True, slots=True)
class Period:
    """`start` and `end` are both inclusive local dates; both None for cumulative."""

    code: str
    kind: Kind
    start: date | None
    end: date | None

    def contains(self, day: date) -> bool:
        """Cumulative contains every day: where it ends is the caller's as-of date."""
        return self.start is None or self.end is None or self.start <= day <= self.end

    def months(self) -> tuple[str, ...]:
        """Codes of its months in order; none for cumulative, which has no beginning."""
        if self.start is None:
            return ()
        first = self.start.month
        year = self.start.year
        return tuple(f"{year:04d}-{first + n:02d}" for n in range(_LENGTH[self.kind]))

    @property
    def name_zh(self) -> str:
        """2022年6月, 2022年第二季度, 2022年上半年, 2022年, 累计."""
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
        """June 2022, second quarter of 2022, first half of 2022, 2022, Cumulative."""
        if self.start is None:
            return "Cumulative"
        year, month = self.start.year, self.start.month
        part = {
            "month": f"{_MONTHS[month - 1]} ",
            "quarter": f"{_ORDINALS[(month - 1) // 3]} quarter of ",
            "half": f"{_ORDINALS[(month - 1) // 6]} half of ",
        }
        return f"{part.get(self.kind, '')}{year}"


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


def month_of(day: date) -> str:
    """The code of the month a day lies in."""
    return f"{day.year:04d}-{day.month:02d}"


def _span(code: str, kind: Kind, first: int) -> Period:
    year, last = int(code[:4]), first + _LENGTH[kind] - 1
    end = date(year, last, monthrange(year, last)[1])
    return Period(code, kind, date(year, first, 1), end)
