"""Where figures contradict each other: held and shown, never silently settled. Pure.

Kinds: `stated_stated` two sources differ · `parts` the parts do not add up to their union, or one
exceeds its whole · `identity` a subset exceeds its set (`rule` names which must hold) ·
`recorded` stated against recorded · `unit` people counted in another unit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

import msgspec

from contracts import identities, indicators, periods, regions
from contracts.registry.reports import FigureStated
from services.metrics import figures
from services.metrics.cube import Cube
from services.metrics.figures import Question

ABOUT_TOLERANCE = 0.10
"""A figure given as 'about' 约 agrees with anything within a tenth of it."""


@dataclass(frozen=True, slots=True)
class Value:
    """One side of a disagreement; `dimensions` tells which part it is, `indicator` which figure
    where it is another than the conflict's."""

    basis: str
    value: int
    unit: str
    qualifier: str
    source: str | None
    dimensions: dict[str, str]
    indicator: str | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """`difference` is second − first, in the first value's unit; None where units differ."""

    kind: str
    region: str
    indicator: str
    dimensions: dict[str, str]
    period: str
    values: list[Value]
    difference: int | None
    rule: str | None = None


def find(cube: Cube, region: str, today: date) -> list[Conflict]:
    """All conflicts of stated figures below a region, in order of region and indicator."""
    below = [said.figure for said in cube.stated() if regions.within(said.figure.region, region)]
    found = [
        *_between_sources(below),
        *_of_parts(below),
        *_of_identities(below),
        *_with_recorded(cube, below, today),
        *_of_units(below),
    ]
    return sorted(
        found, key=lambda c: (c.region, c.indicator, c.period, c.kind, sorted(c.dimensions.items()))
    )


def _between_sources(figures: Iterable[FigureStated]) -> Iterator[Conflict]:
    same: dict[tuple[object, ...], list[FigureStated]] = defaultdict(list)
    for figure in figures:
        where = (figure.region, figure.indicator, _pairs(figure), figure.period, figure.unit)
        same[where].append(figure)
    for group in same.values():
        first, *others = sorted(group, key=lambda figure: figure.source)
        for other in others:
            if not agree(first, other.value, other.qualifier):
                yield _conflict("stated_stated", first, _value(other))


def _of_parts(figures: Iterable[FigureStated]) -> Iterator[Conflict]:
    same: dict[tuple[str, str, str, str], list[FigureStated]] = defaultdict(list)
    for figure in figures:
        same[(figure.region, figure.indicator, figure.period, figure.unit)].append(figure)
    for group in same.values():
        yield from _of_unions(group)
        yield from _of_subsets(group)


def _of_unions(group: list[FigureStated]) -> Iterator[Conflict]:
    """'township+subdistrict' against the stated township and subdistrict figures."""
    single = {_pairs(figure): figure for figure in group}
    for union in group:
        for name, codes in union.dimensions.items():
            parts = [
                single.get(_pairs_of({**union.dimensions, name: code})) for code in codes.split("+")
            ]
            if len(parts) < 2 or None in parts:
                continue
            known = [part for part in parts if part is not None]
            total = sum(part.value for part in known)
            if not agree(union, total, _weakest(known)):
                yield _conflict("parts", union, *(_value(part) for part in known))


def _of_subsets(group: list[FigureStated]) -> Iterator[Conflict]:
    """No part may be larger than the whole of the same source."""
    for whole in (figure for figure in group if not figure.dimensions):
        for part in group:
            larger = part.value > whole.value and whole.qualifier == "exact"
            if part.dimensions and part.source == whole.source and larger:
                yield _conflict("parts", whole, _value(part))


def _of_identities(figures: Iterable[FigureStated]) -> Iterator[Conflict]:
    for breach in identities.broken_subsets(figures):
        parts = [replace(_value(part), indicator=part.indicator) for part in breach.parts]
        found = _conflict("identity", breach.whole, *parts)
        yield replace(found, rule=breach.rule.code)


def _with_recorded(cube: Cube, said: Iterable[FigureStated], today: date) -> Iterator[Conflict]:
    """Only where something of the indicator was recorded: silence is not a contradiction."""
    for figure in said:
        if figure.unit != indicators.require(figure.indicator).unit:
            continue
        counted = _as_counted(figure)
        if cube.has(counted.indicator, partial(regions.within, ancestor=counted.region)):
            total = _recorded_total(cube, counted, today)
            if not agree(figure, total, "exact"):
                value = Value("recorded", total, figure.unit, "exact", None, figure.dimensions)
                yield _conflict("recorded", figure, value)


def _as_counted(figure: FigureStated) -> FigureStated:
    """Reports state 建站资金 beside the sources; recorded, it is a purpose, whatever the source."""
    if figure.indicator != "funds" or figure.dimensions.get("source") != "station_building":
        return figure
    others = {name: code for name, code in figure.dimensions.items() if name != "source"}
    dimensions = {"purpose": "station_building", **others}
    return msgspec.structs.replace(figure, indicator="funds_by_purpose", dimensions=dimensions)


def _recorded_total(cube: Cube, figure: FigureStated, today: date) -> int:
    if not set(figure.dimensions) <= set(indicators.require(figure.indicator).dimensions):
        return 0
    until = min(figure.as_of, today) if figure.period == periods.CUMULATIVE else today
    by = ",".join(figure.dimensions)
    question = Question.of(figure.indicator, figure.region, figure.period, by, until)
    rows = figures.recorded(cube, question, "")
    return sum(row.value for row in rows if _matches(figure, row.dimensions))


def _matches(figure: FigureStated, given: dict[str, str]) -> bool:
    """A union matches each of its codes; 'all' matches every code."""
    return all(
        codes == "all" or given.get(name) in codes.split("+")
        for name, codes in figure.dimensions.items()
    )


def _of_units(figures: Iterable[FigureStated]) -> Iterator[Conflict]:
    for figure in figures:
        unit = indicators.require(figure.indicator).unit
        if unit and figure.unit != unit:
            yield Conflict(
                "unit",
                figure.region,
                figure.indicator,
                figure.dimensions,
                figure.period,
                [_value(figure), Value("catalogue", 0, unit, "exact", None, {})],
                None,
            )


def agree(figure: FigureStated, value: int, qualifier: str) -> bool:
    """Whether two values can both be true, given how exactly each is meant."""
    if "about" in (figure.qualifier, qualifier):
        return abs(figure.value - value) <= ABOUT_TOLERANCE * max(figure.value, value)
    if figure.qualifier == "at_least" and qualifier == "at_least":
        return True
    if figure.qualifier == "at_least":
        return value >= figure.value
    return figure.value >= value if qualifier == "at_least" else figure.value == value


def _weakest(figures: Iterable[FigureStated]) -> str:
    """A sum is only as exact as its least exact part."""
    given = {figure.qualifier for figure in figures}
    return next((q for q in ("about", "at_least") if q in given), "exact")


def _conflict(kind: str, first: FigureStated, *others: Value) -> Conflict:
    return Conflict(
        kind,
        first.region,
        first.indicator,
        first.dimensions,
        first.period,
        [_value(first), *others],
        sum(other.value for other in others) - first.value,
    )


def _value(figure: FigureStated) -> Value:
    return Value(
        "stated", figure.value, figure.unit, figure.qualifier, figure.source, figure.dimensions
    )


def _pairs(figure: FigureStated) -> tuple[tuple[str, str], ...]:
    return _pairs_of(figure.dimensions)


def _pairs_of(dimensions: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(dimensions.items()))
