"""What the cube says of every area: each gauge that shows an indicator, in one pass. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np

from contracts import indicators
from contracts.area_gauges import AreaGauge, of
from contracts.regions import ROOT
from servicekit.area_gauges import Sample
from servicekit.areas import Areas
from services.metrics.columns import Ints
from services.metrics.cube import Cube
from services.metrics.figures import Question
from services.metrics.monthly import Group
from services.metrics.months import Span


def samples(cube: Cube, areas: Areas, today: date) -> Iterator[Sample]:
    """A value for every area, 0 included, so that a query never misses a silent one."""
    for gauge in of("metrics"):
        if gauge.indicator:
            yield from _of_gauge(cube, areas, gauge, today)


def _of_gauge(cube: Cube, areas: Areas, gauge: AreaGauge, today: date) -> Iterator[Sample]:
    spans = spans_of(gauge, today)
    sums = {member: np.zeros((len(areas), len(spans)), np.int64) for member in _members(gauge)}
    for member, found in _split(cube, areas, gauge, spans, today):
        if member in sums:
            sums[member] += found
    for member, found in sums.items():
        for number, code in enumerate(areas.codes):
            for column, value in enumerate(found[number].tolist()):
                label = gauge.values[column] if gauge.span == "months" else member
                yield Sample(gauge.name, code, value, label)


def spans_of(gauge: AreaGauge, today: date) -> list[Span]:
    """`now` is a stock; `year` a flow since 1 January; `months` this month and the last."""
    if gauge.span == "now":
        return [(None, today)]
    if gauge.span == "year":
        return [(today.replace(month=1, day=1), today)]
    first = today.replace(day=1)
    before = first - timedelta(days=1)
    return [(first, today), (before.replace(day=1), before)]


def _members(gauge: AreaGauge) -> tuple[str, ...]:
    return gauge.values if gauge.values and gauge.span != "months" else ("",)


def _split(
    cube: Cube, areas: Areas, gauge: AreaGauge, spans: list[Span], today: date
) -> Iterator[tuple[str, Ints]]:
    """(member, sums by area and span), rolled up."""
    split = gauge.label if gauge.span != "months" else ""
    only, _, wanted = gauge.only.partition("=")
    by = ",".join(name for name in (split, only) if name)
    question = Question.of(gauge.indicator, ROOT, "cumulative", by, today)
    table = cube.table(
        gauge.indicator,
        areas.number,
        len(areas),
        spans,
        (*question.dimensions, *question.unspoken),
        whole_counties=True,
    )
    for group, found in zip(table.groups, table.sums, strict=True):
        meant = question.meant(group)
        if meant is not None and (not only or (only, wanted) in meant):
            yield _member(meant, split), rolled_up(found, areas)


def _member(group: Group, split: str) -> str:
    return dict(group).get(split, "") if split else ""


def rolled_up(found: Ints, areas: Areas) -> Ints:
    """`found[area, …]` counted for the areas above too."""
    sums = np.zeros_like(found)
    for number in range(len(areas)):
        for above in areas.above(number):
            sums[above] += found[number]
    return sums


def nature_fits(gauge: AreaGauge) -> bool:
    """A stock is shown as of now, a flow within a span."""
    stock = indicators.require(gauge.indicator).nature == "stock"
    return stock == (gauge.span == "now")
