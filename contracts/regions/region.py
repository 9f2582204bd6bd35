"""One region and the levels there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["province", "prefecture", "county", "township", "village"]
ROOT = "530000"
"""Yunnan."""

LEVELS: tuple[Level, ...] = ("province", "prefecture", "county", "township", "village")


@dataclass(frozen=True, slots=True)
class Region:
    """`code` 6 digits (9 for a township, 12 for a village), `name` Chinese, `parent` a code
    ('' for the province)."""

    code: str
    name: str
    level: Level
    parent: str

    @property
    def is_subdistrict(self) -> bool:
        """A 街道, as against a 乡 or 镇: both are of level 'township'."""
        return self.level == "township" and self.name.endswith("街道")


def significant(code: str) -> str:
    """The digits that every code below starts with: 530000 → 53, 532500 → 5325."""
    if len(code) != 6:
        return code
    return code[:2] if code.endswith("0000") else code.removesuffix("00")


def within(code: str, ancestor: str) -> bool:
    """Whether `code` is `ancestor` or lies in it. Works for villages (12 digits) too."""
    return code.startswith(significant(ancestor))


def level_of(code: str) -> Level:
    """The level the digits of a code say."""
    return _LEVEL_OF[len(significant(code))]


_LEVEL_OF: dict[int, Level] = {
    2: "province",
    4: "prefecture",
    6: "county",
    9: "township",
    12: "village",
}


def parent_of(code: str) -> str:
    """The code of the region above, by the digits alone; '' for a province."""
    digits = significant(code)
    if len(digits) > 6:
        return digits[:-3]
    return digits[:-2].ljust(6, "0") if len(digits) > 2 else ""
