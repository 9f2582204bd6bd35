"""The catalogue of indicators: what is counted, in what unit, and how it may be split.

A *stock* holds at a day (the last value over time, the sum over regions); a *flow* happened during
a period (the sum over both).
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from functools import lru_cache
from importlib.resources import files
from typing import Literal, cast

from contracts import codes
from contracts.codes import CodeList, CodeUnknown
from contracts.problems import ContractError

Nature = Literal["stock", "flow"]
Since = Literal["beginning", "year"]


@dataclass(frozen=True, slots=True)
class Indicator:
    """`unit` is the base unit values are whole numbers of: money is in 分 (fen).

    An empty `unit` means each figure names its own counter (goods: 件, 套 …).
    `lists` names the code list of each dimension, in the same order.
    `as_of`: from when a flow is summed up to a day (截至): everything so far, or since New Year,
    where the reports count by the year (exams, training).
    """

    code: str
    name_zh: str
    name_en: str
    unit: str
    nature: Nature
    dimensions: tuple[str, ...]
    lists: tuple[str, ...]
    as_of: Since = "beginning"

    @property
    def is_money(self) -> bool:
        return self.unit == "分"

    @property
    def display_unit(self) -> str:
        """What a person reads: 元 for money (divide by 100), else the unit itself."""
        return "元" if self.is_money else self.unit

    def members(self, dimension: str, pointer: str = "") -> CodeList:
        """The codes this dimension takes. Raises DimensionUnknown."""
        if dimension not in self.dimensions:
            raise DimensionUnknown(self, pointer)
        return codes.LISTS[self.lists[self.dimensions.index(dimension)]]

    def check(self, dimensions: Mapping[str, str], pointer: str = "") -> dict[str, str]:
        """Dimensions in the catalogue's order, unions in their list's order.

        Raises DimensionUnknown or MemberUnknown (an unknown value of a known dimension).
        """
        checked: dict[str, str] = {}
        for name in sorted(dimensions, key=self._position):
            members = self.members(name, pointer)
            try:
                checked[name] = members.union(dimensions[name], pointer)
            except CodeUnknown as unknown:
                raise MemberUnknown(name, unknown, pointer) from None
        return checked

    def require(self, unit: str, nature: str) -> None:
        """That it is what the caller takes it for ('' for either: not said). Raises UnitOther,
        NatureOther, which say what there is."""
        if unit and unit not in (self.unit, self.display_unit):
            raise UnitOther(self, unit, "/unit")
        if nature and nature != self.nature:
            raise NatureOther(self, "/nature")

    def _position(self, name: str) -> int:
        return self.dimensions.index(name) if name in self.dimensions else len(self.dimensions)


class IndicatorUnknown(ContractError):
    code = "indicator_unknown"

    def __init__(self, asked: str, pointer: str = "") -> None:
        near = get_close_matches(asked, _catalogue(), n=3) or list(_catalogue())
        self.nearest = tuple(near)
        names = "、".join(f"{code}（{_catalogue()[code].name_zh}）" for code in near)
        super().__init__(
            f"指标目录中没有这个指标；可用的有：{names}。",
            f"No such indicator in the catalogue; try: {', '.join(near)}.",
            pointer,
        )


class DimensionUnknown(ContractError):
    code = "dimension_unknown"

    def __init__(self, indicator: Indicator, pointer: str = "") -> None:
        known = "、".join(indicator.dimensions) or "无"
        super().__init__(
            f"指标“{indicator.name_zh}”没有这个维度；它的维度：{known}。",
            f"Indicator {indicator.code} has no such dimension; it has: "
            f"{', '.join(indicator.dimensions) or 'none'}.",
            pointer,
        )


class MemberUnknown(ContractError):
    code = "dimension_value_unknown"

    def __init__(self, dimension: str, unknown: CodeUnknown, pointer: str = "") -> None:
        zh, en = f"维度 {dimension}：{unknown.zh}", f"Dimension {dimension}: {unknown.en}"
        super().__init__(zh, en, pointer)


class UnitOther(ContractError):
    """Persons are not person-times: a figure has one unit."""

    code = "unit_mismatch"

    def __init__(self, indicator: Indicator, asked: str, pointer: str = "") -> None:
        near = _with_unit(indicator, asked)
        zh = "、".join(f"{other.code}（{other.name_zh}）" for other in near) or "没有"
        en = ", ".join(other.code for other in near) or "none"
        units = "、".join(u for u in (indicator.unit, indicator.display_unit) if u) or "各自的单位"
        super().__init__(
            f"指标“{indicator.name_zh}”的计量单位是{units}；按所问单位计的指标：{zh}。",
            f"{indicator.code} is counted in {units}; in the unit asked for there are: {en}.",
            pointer,
        )


class NatureOther(ContractError):
    code = "nature_mismatch"

    def __init__(self, indicator: Indicator, pointer: str = "") -> None:
        zh, en = _NATURES[indicator.nature]
        super().__init__(
            f"指标“{indicator.name_zh}”是{zh}。", f"{indicator.code} is {en}.", pointer
        )


_NATURES = {
    "stock": (
        "存量：某一天有多少，任何期间都取期末的数",
        "a stock: how many there are on a day; over any period, at its end",
    ),
    "flow": (
        "流量：一段时间内发生了多少，任何期间都取期间内的合计",
        "a flow: what happened in a time; over any period, the sum of it",
    ),
}


class DimensionsMalformed(ContractError):
    code = "dimensions_malformed"

    def __init__(self, pointer: str = "") -> None:
        super().__init__(
            "维度写法不对；应为 名称=代码，多个用分号隔开，每个维度只写一次，"
            "例如 source=all;stage=paid。",
            "Write dimensions as name=code joined by ';', each once: source=all;stage=paid.",
            pointer,
        )


def _with_unit(like: Indicator, unit: str) -> list[Indicator]:
    """Those counted in a unit, the most alike by name first."""
    counted = [known for known in all() if unit and unit in (known.unit, known.display_unit)]
    alike = SequenceMatcher(b=like.name_zh)

    def likeness(other: Indicator) -> float:
        alike.set_seq1(other.name_zh)
        return alike.ratio()

    return sorted(counted, key=likeness, reverse=True)[:3]


@lru_cache(maxsize=1)
def _catalogue() -> dict[str, Indicator]:
    with (files(__package__) / "indicators.csv").open(encoding="utf-8") as lines:
        return {row["code"]: _indicator(row) for row in csv.DictReader(lines)}


def _indicator(row: dict[str, str]) -> Indicator:
    pairs = [pair.split("=") for pair in row["dimensions"].split(";") if pair]
    return Indicator(
        code=row["code"],
        name_zh=row["name_zh"],
        name_en=row["name_en"],
        unit=row["unit"],
        nature=cast(Nature, row["nature"]),
        dimensions=tuple(name for name, _ in pairs),
        lists=tuple(known for _, known in pairs),
        as_of="year" if row["as_of"] == "year" else "beginning",
    )


def all() -> tuple[Indicator, ...]:
    """Every indicator, in the catalogue's order."""
    return tuple(_catalogue().values())


def get(code: str) -> Indicator | None:
    return _catalogue().get(code)


def require(code: str, pointer: str = "") -> Indicator:
    """The indicator of this code. Raises IndicatorUnknown, which names the nearest."""
    found = get(code)
    if found is None:
        raise IndicatorUnknown(code, pointer)
    return found


def parse_dimensions(text: str, pointer: str = "") -> dict[str, str]:
    """'source=all;stage=paid' → {'source': 'all', 'stage': 'paid'}. Raises DimensionsMalformed."""
    found: dict[str, str] = {}
    for part in (piece.strip() for piece in text.split(";") if piece.strip()):
        name, equals, value = (piece.strip() for piece in part.partition("="))
        if not (name and equals and value) or name in found:
            raise DimensionsMalformed(pointer)
        found[name] = value
    return found
