"""The rows a question asks for by place, and which of them a region code belongs to, by the borders
of the days that count. Pure.

"now": whatever was filed under a region since renamed, split, merged or moved counts for the one
that holds it today. "then": a flow counts where it lay on the day of each fact, a stock where it
lay on the day it is asked for.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache

from contracts import regions
from contracts.regions import Boundaries, History
from contracts.regions.history import LATEST
from contracts.regions.refusals import RegionNotThen
from contracts.regions.region import parent_of
from services.metrics.months import Span
from services.metrics.sums import COUNTY_DIGITS

Piece = tuple[date, Span]
"""Days in which the borders do not change, and a day whose borders these are."""


def pieces(span: Span, boundaries: Boundaries, nature: str) -> list[Piece]:
    """A span cut where the borders changed, in order."""
    first, last = span
    if boundaries == "now":
        return [(_time(LATEST), span)]
    if nature == "stock":
        return [(_time(last), span)]
    begin = first or date.min
    cuts = [day for day in regions.timeline().epochs if begin < day <= last]
    firsts = [first, *cuts]
    lasts = [*(date.fromordinal(day.toordinal() - 1) for day in cuts), last]
    return [(_time(f or date.min), (f, b)) for f, b in zip(firsts, lasts, strict=True)]


def require(code: str, span: Span, boundaries: Boundaries, nature: str) -> str:
    """The region's code, if it is there on any of the days that count. Raises RegionUnknown,
    RegionRetired (whose it is today), RegionNotThen (whose it was)."""
    if boundaries == "now":
        return regions.require(code, "/region").code
    past = regions.timeline()
    if not past.known(code):
        return regions.require(code, "/region").code
    if not any(past.at(code, on) for on, _ in pieces(span, boundaries, nature)):
        raise RegionNotThen(past.at(past.holding(code, span[1]), span[1]), "/region")
    return code


class Areas:
    """The children of the asked region, and what happened in it but in none of them. `times`: a
    day of each time between changes that counts."""

    def __init__(self, region: str, times: Sequence[date], *, split: bool) -> None:
        past = regions.timeline()
        found = {child.code for on in times for child in past.children(region, on)}
        children = found if split else set()
        self.codes = sorted({region, *children})
        self._children = bool(children)
        self._own = self.codes.index(region)
        self._numbers = {code: number for number, code in enumerate(self.codes)}
        self.whole_counties = max(len(regions.significant(c)) for c in self.codes) <= COUNTY_DIGITS

    def number(self, code: str, on: date) -> int | None:
        """Which row a region code belongs to by the borders of a day, None for one outside."""
        for above in regions.timeline().roll_up(code, on, "then") or _by_digits(code):
            found = self._numbers.get(above)
            if found is not None:
                return found
        return None

    def holds(self, code: str, on: date) -> bool:
        return self.number(code, on) is not None

    def standing(self, asked: bool) -> list[bool]:
        """Which rows are shown even at zero."""
        return [asked and (not self._children or n != self._own) for n in range(len(self.codes))]


def scattered(on: date) -> frozenset[str]:
    """County codes under which facts were filed that by the borders of this day do not all lie in
    one county: their sums by county say nothing then."""
    return _scattered(regions.timeline(), _time(on))


@lru_cache(maxsize=64)
def _scattered(past: History, on: date) -> frozenset[str]:
    gone = (c for c in {*past.spans, *past.out} if len(c) > COUNTY_DIGITS and not past.at(c, on))
    return frozenset(
        code[:COUNTY_DIGITS]
        for code in gone
        if _upper(past, code, on) != _upper(past, code[:COUNTY_DIGITS], on)
    )


def _upper(past: History, code: str, on: date) -> list[str]:
    """The county and what lies above it."""
    return [c for c in past.roll_up(code, on, "then") if len(c) == COUNTY_DIGITS]


def _time(on: date) -> date:
    """The first day of the time without changes that a day lies in."""
    epochs = regions.timeline().epochs
    return epochs[bisect_right(epochs, on) - 1]


def _by_digits(code: str) -> Iterator[str]:
    """A code that was never on record lies where its digits say."""
    while code:
        yield code
        code = parent_of(code) if len(code) in (6, 9, 12) else ""
