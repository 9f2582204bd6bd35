"""What a cell's text stands for: a region, a member of a code list, a day.

People write codes or Chinese names; both are taken, and a name that fits twice is refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from contracts import regions
from contracts.codes import Code, CodeList
from contracts.problems import ContractError
from contracts.regions import Region
from servicekit.scope import Scope

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_YEARS = range(1990, 2101)
_DAY = re.compile(r"(\d{4})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?", re.ASCII)


class RegionNameUnknown(ContractError):
    code = "region_unknown"

    def __init__(self, near: Sequence[Region]) -> None:
        zh = f"相近的有：{_named_zh(near)}；" if near else ""
        en = f"near: {_named_en(near)}; " if near else ""
        super().__init__(
            f"没有这个地区；{zh}请填写行政区划代码或全称。",
            f"no such region; {en}give its code or its full Chinese name.",
        )


class RegionAmbiguous(ContractError):
    code = "region_ambiguous"

    def __init__(self, named: Sequence[Region]) -> None:
        super().__init__(
            f"有 {len(named)} 个地区叫这个名字：{_named_zh(named[:5])}；请改填行政区划代码。",
            f"{len(named)} regions bear this name: {_named_en(named[:5])}; give the code.",
        )


class DayInvalid(ContractError):
    code = "date_invalid"

    def __init__(self) -> None:
        super().__init__(
            "不是有效的日期；请写作 2022-06-30，或将单元格设为日期格式。",
            "not a valid date; write 2022-06-30 or format the cell as a date.",
        )


def half_width(text: str) -> str:
    """Full-width letters, digits and signs as the plain ones: '２０２２Ｈ１' → '2022H1'."""
    return text.translate(_FULL_WIDTH).strip()


def region_of(text: str, scope: Scope) -> Region:
    """By code or name; a name that several regions bear counts only within the scope.

    Raises RegionUnknown, RegionRetired (naming the successor), RegionNameUnknown, RegionAmbiguous.
    """
    text = half_width(text)
    if text.isdigit():
        return regions.require(text)
    named = regions.find(text)
    named = tuple(region for region in named if region.name == text) or named
    named = tuple(region for region in named if scope.allows(region.code)) or named
    if not named:
        raise RegionNameUnknown(_near(text))
    if len(named) > 1:
        raise RegionAmbiguous(named)
    return named[0]


def member_of(text: str, known: CodeList) -> Code:
    """By code or Chinese name. Raises CodeUnknown, which names what exists."""
    text = half_width(text)
    return _by_name(known).get(text) or known.require(text.lower())


@lru_cache(maxsize=64)
def _by_name(known: CodeList) -> dict[str, Code]:
    return {half_width(member.name_zh): member for member in known}


def day_of(text: str) -> date:
    """2022-06-30, 2022/6/30, 2022.6.30 or 2022年6月30日. Raises DayInvalid."""
    match = _DAY.fullmatch(half_width(text))
    if match is None:
        raise DayInvalid()
    try:
        day = date(*(int(part) for part in match.groups()))
    except ValueError:
        raise DayInvalid() from None
    if day.year not in _YEARS:
        raise DayInvalid()
    return day


def _near(text: str) -> list[Region]:
    """Regions whose name begins alike: 禄丰县 → 禄丰市."""
    stem = text[:2]
    return [region for region in regions.all() if len(stem) == 2 and region.name.startswith(stem)][
        :3
    ]


def _named_zh(found: Sequence[Region]) -> str:
    return "、".join(f"{region.code}（{regions.path(region.code)}）" for region in found)


def _named_en(found: Sequence[Region]) -> str:
    return ", ".join(f"{region.code} ({region.name})" for region in found)
