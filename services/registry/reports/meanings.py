"""What people write for indicators, periods and qualifiers: the codes, or the Chinese words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from contracts import codes, indicators, periods
from contracts.codes import CodeUnknown
from contracts.indicators import Indicator, MemberUnknown
from contracts.periods import Period
from servicekit.sheets.meanings import half_width, member_of

_QUALIFIERS = {
    "准确": "exact",
    "以上": "at_least",
    "不少于": "at_least",
    "余": "at_least",
    "约": "about",
    "左右": "about",
}
_MONTH = re.compile(r"(\d{4})年(\d{1,2})月", re.ASCII)
_FIRST_OF_MONTH = re.compile(r"(\d{4}-\d{2})-01", re.ASCII)
_YEAR_AND_PART = re.compile(r"(\d{4})年(.*)", re.ASCII)
_PARTS = {
    "": "",
    "全年": "",
    "上半年": "H1",
    "下半年": "H2",
    **{f"{part}季度": f"Q{n}" for n, part in enumerate("一二三四", 1)},
    **{f"第{part}季度": f"Q{n}" for n, part in enumerate("一二三四", 1)},
}


def indicator_of(text: str) -> Indicator:
    """By code or Chinese name. Raises IndicatorUnknown, which names the nearest."""
    text = half_width(text)
    return _by_name().get(text) or indicators.require(text)


@lru_cache(maxsize=1)
def _by_name() -> dict[str, Indicator]:
    return {half_width(known.name_zh): known for known in indicators.all()}


def dimensions_of(text: str, indicator: Indicator) -> dict[str, str]:
    """'kind=township+subdistrict;level=…'; a member may be written by its Chinese name.

    Raises DimensionsMalformed, DimensionUnknown, MemberUnknown.
    """
    written = indicators.parse_dimensions(half_width(text))
    return indicator.check(
        {name: _codes(value, name, indicator) for name, value in written.items()}
    )


def _codes(union: str, dimension: str, indicator: Indicator) -> str:
    known = indicator.members(dimension)
    try:
        return "+".join(member_of(part, known).code for part in union.split("+"))
    except CodeUnknown as unknown:
        raise MemberUnknown(dimension, unknown) from None


def period_of(text: str) -> Period:
    """2022-06, 2022Q2, 2022H1, 2022, cumulative, or 2022年6月, 2022年上半年, 累计.

    A spreadsheet turns a typed 2022-06 into the first of June: that is the month again.
    Raises PeriodInvalid.
    """
    text = half_width(text)
    if text in ("累计", periods.CUMULATIVE):
        return periods.parse(periods.CUMULATIVE)
    if match := _MONTH.fullmatch(text):
        text = f"{match[1]}-{int(match[2]):02d}"
    elif match := _FIRST_OF_MONTH.fullmatch(text):
        text = match[1]
    elif (match := _YEAR_AND_PART.fullmatch(text)) and match[2] in _PARTS:
        text = match[1] + _PARTS[match[2]]
    return periods.parse(text.upper())


def qualifier_of(text: str) -> str:
    """exact 准确, at_least 以上, about 约. Raises CodeUnknown."""
    return _QUALIFIERS.get(text) or member_of(text, codes.QUALIFIERS).code


SOURCE_ALIASES: Mapping[str, str] = {"讲话": "meeting_speech", "月报": "monthly_form"}


def source_of(text: str) -> str:
    """A code or Chinese name of `figure_sources`. Raises CodeUnknown."""
    return SOURCE_ALIASES.get(text) or member_of(text, codes.FIGURE_SOURCES).code
