"""What must hold between figures of one source: a subset is no larger than its set, the parts add
up to the whole. Rules are data (identities.csv); each has a code and a name in both languages.

A rule says nothing where a figure is missing, is counted in another unit than the catalogue's, or
is only known to be "at least" or "about" so much.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from contracts import indicators
from contracts.registry.reports import FigureStated

ABOUT_TOLERANCE = 0.10
"""A figure given as 'about' 约 agrees with anything within a tenth of it."""

_SIDE = re.compile(r"(?P<indicator>\w+)(?:\[(?P<dimensions>[^\]]*)\])?")

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Side:
    """An indicator, and the dimensions the rule itself fixes."""

    indicator: str
    fixed: Pairs

    @classmethod
    def parse(cls, text: str) -> Side:
        match = _SIDE.fullmatch(text)
        if match is None:
            raise ValueError(f"not a side of an identity: {text!r}")
        fixed = indicators.parse_dimensions(match["dimensions"] or "")
        indicator = indicators.require(match["indicator"])
        return cls(indicator.code, tuple(indicator.check(fixed).items()))

    def free(self, figure: FigureStated) -> Pairs | None:
        """What of a figure's dimensions the rule leaves open; None when it is not this side."""
        given = _pairs(figure)
        if figure.indicator != self.indicator or not set(self.fixed) <= set(given):
            return None
        return tuple(pair for pair in given if pair not in self.fixed)


@dataclass(frozen=True, slots=True)
class Rule:
    code: str
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Subset(Rule):
    """`smaller` is never above `larger` of the same region, period and source."""

    smaller: Side
    larger: Side


WITHIN = Rule("part_within_whole", "部分不大于总数", "A part is no larger than the whole")
SUM = Rule("parts_make_the_whole", "各部分之和等于总数", "The parts add up to the whole")


@dataclass(frozen=True, slots=True)
class Breach:
    """`whole` (the larger side) and the `parts` that do not fit it."""

    rule: Rule
    whole: FigureStated
    parts: Sequence[FigureStated]


@lru_cache(maxsize=1)
def subsets() -> tuple[Subset, ...]:
    """The rules of identities.csv, in its order."""
    with (files(__package__) / "identities.csv").open(encoding="utf-8") as lines:
        return tuple(
            Subset(
                row["code"],
                row["name_zh"],
                row["name_en"],
                Side.parse(row["smaller"]),
                Side.parse(row["larger"]),
            )
            for row in csv.DictReader(lines)
        )


def broken(figures: Iterable[FigureStated]) -> list[Breach]:
    """Every rule that figures of one region, period and source break."""
    together: dict[tuple[str, str, str], list[FigureStated]] = defaultdict(list)
    for figure in figures:
        if figure.unit == indicators.require(figure.indicator).unit:
            together[figure.region, figure.period, figure.source].append(figure)
    return [
        breach
        for group in together.values()
        for breach in (*_beyond_their_set(group), *_beyond_their_whole(group), *_sums(group))
    ]


def broken_subsets(figures: Iterable[FigureStated]) -> list[Breach]:
    """Only the rules between different figures: those of identities.csv."""
    return [breach for breach in broken(figures) if isinstance(breach.rule, Subset)]


def _beyond_their_set(group: Sequence[FigureStated]) -> Iterator[Breach]:
    for rule in subsets():
        larger = {rule.larger.free(figure): figure for figure in group}
        for figure in group:
            free = rule.smaller.free(figure)
            whole = larger.get(free) if free is not None else None
            if whole is not None and _exceeds([figure], whole):
                yield Breach(rule, whole, [figure])


def _beyond_their_whole(group: Sequence[FigureStated]) -> Iterator[Breach]:
    for whole, _, parts in _wholes(group):
        yield from (Breach(WITHIN, whole, [part]) for part in parts if _exceeds([part], whole))


def _sums(group: Sequence[FigureStated]) -> Iterator[Breach]:
    """Parts that are all there make the whole; parts of which some are missing stay within it."""
    for whole, dimension, parts in _wholes(group):
        single = [p for p in parts if "+" not in p.dimensions[dimension]]
        named = {part.dimensions[dimension] for part in single}
        if len(single) < 2 or "all" in named:
            continue
        complete = named >= set(indicators.require(whole.indicator).members(dimension).codes)
        total = sum(part.value for part in single)
        exact = all(figure.qualifier == "exact" for figure in (whole, *single))
        if _exceeds(single, whole) or (complete and exact and total != whole.value):
            yield Breach(SUM, whole, single)


def _wholes(
    group: Sequence[FigureStated],
) -> Iterator[tuple[FigureStated, str, list[FigureStated]]]:
    """(whole, dimension, its parts along that dimension)."""
    for whole in group:
        for name in indicators.require(whole.indicator).dimensions:
            if name not in whole.dimensions:
                parts = [
                    part
                    for part in group
                    if part.indicator == whole.indicator
                    and name in part.dimensions
                    and _without(part.dimensions, name) == dict(whole.dimensions)
                ]
                if parts:
                    yield whole, name, parts


def _exceeds(parts: Sequence[FigureStated], whole: FigureStated) -> bool:
    """Whether the parts are above the whole, given how exactly each is meant."""
    total = sum(part.value for part in parts)
    if whole.qualifier == "at_least":
        return False
    if "about" in (whole.qualifier, *(part.qualifier for part in parts)):
        return total > whole.value * (1 + ABOUT_TOLERANCE)
    return total > whole.value


def _without(dimensions: Mapping[str, str], name: str) -> dict[str, str]:
    return {key: value for key, value in dimensions.items() if key != name}


def _pairs(figure: FigureStated) -> Pairs:
    return tuple(sorted(figure.dimensions.items()))
