"""Answers as reports state them, row by row with its source; nothing is summed up. Pure."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from contracts import periods, regions
from contracts.registry.reports import FigureStated
from services.metrics.cube import Cube
from services.metrics.figures import BY_MONTH, BY_REGION, Figure, Question


class Existing(msgspec.Struct, frozen=True):
    """What is stated where nothing answers the question."""

    region: str
    period: str
    dimensions: dict[str, str]
    unit: str
    source: str


def stated(cube: Cube, question: Question) -> list[Figure]:
    wanted = set(question.by) - {BY_REGION, BY_MONTH}
    rows = [
        _row(said, question)
        for said in _of_places(cube, question)
        if _in_time(said, question)
        and set(said.dimensions) == wanted | set(question.where)
        and all(said.dimensions[name] in (c, *c.split("+")) for name, c in question.where.items())
    ]
    return sorted(rows, key=lambda row: (row.region, row.period, sorted(row.dimensions.items())))


def existing(cube: Cube, question: Question) -> list[Existing]:
    """What reports do state of the indicator in the places asked for, whatever the period and
    the split: the answer to a question that has no other."""
    return sorted(
        {
            (f.region, f.period, tuple(sorted(f.dimensions.items())), f.unit, f.source): Existing(
                f.region, f.period, dict(f.dimensions), f.unit, f.source
            )
            for f in _of_places(cube, question)
        }.values(),
        key=lambda found: (found.region, found.period, sorted(found.dimensions.items())),
    )


def _of_places(cube: Cube, question: Question) -> Iterator[FigureStated]:
    """By the borders of then a report is its own region's; now it is that of the same region
    under the code of today."""
    places = set(question.areas().codes)
    if BY_REGION in question.by and len(places) > 1:
        places -= {question.region}
    for said in cube.stated():
        if said.figure.indicator == question.indicator.code:
            now = question.boundaries == "now"
            code = regions.renumbered(said.figure.region) if now else said.figure.region
            if code in places:
                yield msgspec.structs.replace(said.figure, region=code)


def _in_time(said: FigureStated, question: Question) -> bool:
    """Reports know parts of the calendar and 'cumulative'; days asked for that are one are it. As
    of a day: what was stated as of it, a stock for a period that ends with it, too."""
    period = question.period
    if period.kind == "as_of":
        ends = periods.parse(said.period).end
        stock = question.indicator.nature == "stock"
        if said.period == periods.CUMULATIVE:
            return said.as_of == period.end
        return ends == period.end and (stock or periods.parse(said.period).start == question.start)
    if BY_MONTH in question.by and said.period in period.months():
        month = periods.parse(said.period)
        return all(day is not None and period.contains(day) for day in (month.start, month.end))
    if period.start and period.end:
        return said.period in (period.code, periods.stretch(period.start, period.end).code)
    return said.period == period.code


def _row(figure: FigureStated, question: Question) -> Figure:
    return Figure(
        region=figure.region,
        indicator=figure.indicator,
        dimensions=figure.dimensions,
        period=figure.period,
        value=figure.value,
        unit=figure.unit,
        qualifier=figure.qualifier,
        basis="stated",
        as_of=figure.as_of.isoformat(),
        source=figure.source,
    )
