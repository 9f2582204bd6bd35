"""The rows a question asks for by place, and which of them a region code belongs to. Pure."""

from __future__ import annotations

from contracts import regions
from services.metrics.cube import COUNTY_DIGITS


class Areas:
    """The children of the asked region, and what happened in it but in none of them."""

    def __init__(self, region: str, *, split: bool) -> None:
        children = [child.code for child in (regions.children(region) if split else ())]
        self.codes = sorted([region, *children])
        self._children = bool(children)
        self._own = self.codes.index(region)
        self._prefix = regions.significant(region)
        self._numbers = {
            regions.significant(code): number
            for number, code in enumerate(self.codes)
            if number != self._own
        }
        self._lengths = sorted({len(prefix) for prefix in self._numbers})
        self.whole_counties = max([len(self._prefix), *self._lengths]) <= COUNTY_DIGITS

    def number(self, code: str) -> int | None:
        """Which row a region code belongs to, None for one outside."""
        if not code.startswith(self._prefix):
            return None
        for length in self._lengths:
            found = self._numbers.get(code[:length])
            if found is not None:
                return found
        return self._own

    def standing(self, asked: bool) -> list[bool]:
        """Which rows are shown even at zero."""
        return [asked and (not self._children or n != self._own) for n in range(len(self.codes))]
