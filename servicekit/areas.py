"""The areas that business gauges are of, and what a fact of one counts for. Pure.

Facts count under the county of the code they were filed under, renumbered where only the code has
changed; what a prefecture or the province files itself counts for it and for what is above.
"""

from __future__ import annotations

from collections.abc import Iterable

from contracts import regions
from contracts.area_gauges import LEVELS
from contracts.regions import ROOT, significant

COUNTY_DIGITS = 6


class Areas:
    """Counties, prefectures and the province, numbered."""

    def __init__(self, levels: dict[str, str]) -> None:
        """`levels`: code → level."""
        self.codes = tuple(levels)
        self._numbers = {code: number for number, code in enumerate(self.codes)}
        self._above = [tuple(self._path(code)) for code in self.codes]

    def __len__(self) -> int:
        return len(self.codes)

    def number(self, code: str) -> int | None:
        """The smallest area that holds a region code; None for one that is unknown."""
        county = code[:COUNTY_DIGITS]
        found = self._numbers.get(county)
        return self._numbers.get(regions.present(county)) if found is None else found

    def above(self, number: int) -> tuple[int, ...]:
        """The area itself, then those it lies in."""
        return self._above[number]

    def _path(self, code: str) -> Iterable[int]:
        path = dict.fromkeys((code, f"{significant(code)[:4]:0<6}", ROOT))
        return (self._numbers[area] for area in path if area in self._numbers)


def levels() -> dict[str, str]:
    """Code → level, of every area that may have a gauge, in code order, by the borders of today."""
    return {region.code: region.level for region in regions.all() if region.level in LEVELS}


def current() -> Areas:
    return Areas(levels())
