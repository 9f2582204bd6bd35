"""The tree of regions through time: an immutable value. Pure.

A code is one region for ever: it is opened on a day, may change its name, and is closed on a day;
a closed code is never given again. What became of it is a list of links to later codes. A region's
level and the one above it follow from its digits, so whatever moves to another parent gets another
code. Days are local dates; a span holds from its first day up to, not including, its last.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Literal, NamedTuple, TypeVar

from contracts.regions.change import WHOLE, Change, Succession
from contracts.regions.region import Region, level_of, parent_of

_T = TypeVar("_T")

Boundaries = Literal["then", "now"]
"""Borders as they were on the day a fact is of, or as they are today."""

ALWAYS, OPEN = date.min, date.max
"""The first day of what was there before the records begin; the last day of what still is."""


class Span(NamedTuple):
    """`region` from the day `opened` until before the day `closed`."""

    region: Region
    opened: date
    closed: date

    def holds(self, on: date) -> bool:
        return self.opened <= on < self.closed


class Link(NamedTuple):
    """On that day `share_percent` of `before` became `after`."""

    on: date
    before: str
    after: str
    share_percent: int = WHOLE


Spans = Mapping[str, tuple[Span, ...]]
Links = Mapping[str, tuple[Link, ...]]


@dataclass(frozen=True, eq=False)
class History:
    """Codes with their spans, oldest first, and the links out of and into each code."""

    spans: Spans
    out: Links
    into: Links
    below: Mapping[str, tuple[str, ...]]
    epochs: tuple[date, ...]
    changes: tuple[Change, ...] = ()
    _holding: dict[tuple[str, date], str] = field(default_factory=dict)
    _paths: dict[tuple[str, date], tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, spans: Iterable[Span], links: Iterable[Link]) -> History:
        by_code: dict[str, list[Span]] = defaultdict(list)
        for span in spans:
            by_code[span.region.code].append(span)
        return _build(by_code, list(links), ())

    def after(self, *changes: Change) -> History:
        """This history and what happened then; a change already in it is not applied again."""
        known = {change.id for change in self.changes}
        new = [change for change in changes if change.id not in known]
        if not new:
            return self
        spans = {code: list(held) for code, held in self.spans.items()}
        links = [link for held in self.out.values() for link in held]
        for change in sorted(new, key=lambda change: change.on):
            _apply(change, spans, links)
        return _build(spans, links, (*self.changes, *new))

    def at(self, code: str, on: date) -> Region | None:
        """The region of this code on that day, under the name it had then."""
        held = self.spans.get(code, ())
        return next((span.region for span in held if span.holds(on)), None)

    @property
    def codes(self) -> frozenset[str]:
        """Every code that ever stood for a region, or of which something became."""
        return frozenset(self.spans) | frozenset(self.out)

    def known(self, code: str) -> bool:
        """Whether there ever was such a region."""
        return code in self.spans

    def opened(self, code: str) -> date:
        return self.spans[code][0].opened

    def closed(self, code: str) -> date:
        """OPEN for a region that is still there."""
        return self.spans[code][-1].closed

    def all(self, on: date) -> tuple[Region, ...]:
        """Every region of that day, in code order."""
        found = (self.at(code, on) for code in sorted(self.spans))
        return tuple(region for region in found if region)

    def children(self, code: str, on: date) -> tuple[Region, ...]:
        """The regions directly below on that day, in code order."""
        found = (self.at(child, on) for child in self.below.get(code, ()))
        return tuple(region for region in found if region)

    def path(self, code: str, on: date) -> tuple[str, ...]:
        """The code and those above it on that day, the province last; empty if not there."""
        region = self.at(code, on)
        if region is None:
            return ()
        return (code, *self.path(region.parent, on)) if region.parent else (code,)

    def holding(self, code: str, on: date) -> str:
        """The smallest region of that day known to hold what `code` stands for at any time.

        The region itself while it is there; else the one it became, or came from; where those are
        several, the smallest region above them all. '' for what never lay in the province.
        """
        key = code, self._epoch(on)
        found = self._holding.get(key)
        if found is None:
            found = self._holding[key] = self._find_holding(code, on)
        return found

    def roll_up(self, filed_under: str, day: date, boundaries: Boundaries) -> tuple[str, ...]:
        """The codes a fact of that day counts for, smallest first, the province last.

        "then": the borders of the day itself; "now": those after all that is recorded. Remembered
        per code and time between two changes, so that it may be asked for every cell of a cube.
        """
        on = self._epoch(day if boundaries == "then" else LATEST)
        found = self._paths.get((filed_under, on))
        if found is None:
            found = self._paths[filed_under, on] = self.path(self.holding(filed_under, on), on)
        return found

    def successors(self, code: str, start: date, end: date) -> dict[str, Fraction]:
        """What a region of the day `start` has become by the day `end`: codes of that day, with
        the part of the region each has got. The parts add up to 1."""
        links = [link for link in self.out.get(code, ()) if start < link.on <= end]
        if not links:
            return {code: Fraction(1)}
        first = min(link.on for link in links)
        parts: dict[str, Fraction] = defaultdict(Fraction)
        for link in links:
            if link.on == first:
                for after, part in self.successors(link.after, first, end).items():
                    parts[after] += part * link.share_percent / WHOLE
        return dict(parts)

    def predecessors(self, code: str, start: date, end: date) -> tuple[str, ...]:
        """The regions of the day `start` of which some part is in `code` on the day `end`."""
        there = self.at(code, start) is not None
        links = [link for link in self.into.get(code, ()) if start < link.on <= end]
        earlier = {
            before
            for link in links
            if link.before != code
            for before in self.predecessors(link.before, start, link.on)
        }
        return tuple(sorted(earlier | ({code} if there else set())))

    def renumbered(self, code: str) -> str:
        """The code the very same region has today: whole, and nothing else with it.

        What was merged, split or closed is not the same region and keeps its own code, so that
        whoever had charge of it has charge of nothing until somebody decides.
        """
        while self.known(code) and self.closed(code) != OPEN:
            links = self.out.get(code, ())
            if len(links) != 1 or not self._is_same(links[0]):
                break
            code = links[0].after
        return code

    def touched(self, code: str) -> date:
        """The last day on which anything happened to the region itself."""
        links = (*self.out.get(code, ()), *self.into.get(code, ()))
        return max([self.spans[code][-1].opened, *(link.on for link in links)])

    def _epoch(self, on: date) -> date:
        """The first day of the time without changes that `on` lies in."""
        return self.epochs[bisect_right(self.epochs, on) - 1]

    def _is_same(self, link: Link) -> bool:
        with_it = [other for other in self.into.get(link.after, ()) if other.on == link.on]
        level = self.spans[link.after][0].region.level
        opened = self.opened(link.after) == link.on
        return opened and len(with_it) == 1 and level == level_of(link.before)

    def _find_holding(self, code: str, on: date) -> str:
        if self.at(code, on) is not None:
            return code
        if not self.known(code) and code not in self.out:
            return self.holding(parent_of(code), on) if len(code) > 6 else ""
        if code not in self.spans or on >= self.closed(code):
            return self._common({self.holding(link.after, on) for link in self.out[code]}, on)
        before = [link.before for link in self.into.get(code, ()) if link.on == self.opened(code)]
        return self._common({self.holding(c, on) for c in before or [parent_of(code)]}, on)

    def _common(self, codes: set[str], on: date) -> str:
        paths = [self.path(code, on) for code in codes]
        shared = set(paths[0]).intersection(*paths[1:])
        return next((code for code in paths[0] if code in shared), "")


LATEST = date(9998, 12, 31)
"""A day after every change on record."""


def _build(
    spans: Mapping[str, Iterable[Span]], links: Iterable[Link], changes: tuple[Change, ...]
) -> History:
    held = {code: tuple(spans[code]) for code in sorted(spans)}
    out, into = defaultdict(list), defaultdict(list)
    for link in links:
        out[link.before].append(link)
        into[link.after].append(link)
    below: dict[str, list[str]] = defaultdict(list)
    for code, spans_of in held.items():
        below[spans_of[0].region.parent].append(code)
    days = {day for spans_of in held.values() for span in spans_of for day in span[1:]}
    epochs = tuple(sorted({ALWAYS, *days, *(link.on for links in out.values() for link in links)}))
    return History(held, _frozen(out), _frozen(into), _frozen(below), epochs, changes)


def _frozen(lists: Mapping[str, list[_T]]) -> dict[str, tuple[_T, ...]]:
    return {key: tuple(values) for key, values in lists.items()}


def _apply(change: Change, spans: dict[str, list[Span]], links: list[Link]) -> None:
    staying = {succession.after for succession in change.successions}
    for succession in change.successions:
        if succession.before and succession.before not in staying:
            _close(spans, succession.before, change.on)
        if succession.after:
            _open(spans, succession, change.on)
    links += [
        Link(change.on, s.before, s.after or parent_of(s.before), s.share_percent)
        for s in change.successions
        if s.before and (s.before != s.after or s.share_percent != WHOLE)
    ]


def _close(spans: dict[str, list[Span]], code: str, on: date) -> None:
    last = spans[code][-1]
    if last.closed > on:
        spans[code][-1] = last._replace(closed=on)


def _open(spans: dict[str, list[Span]], succession: Succession, on: date) -> None:
    code = succession.after
    region = Region(code, succession.name, level_of(code), parent_of(code))
    held = spans.setdefault(code, [])
    if held and held[-1].region == region:
        return
    if held:
        _close(spans, code, on)
    held.append(Span(region, on, OPEN))
