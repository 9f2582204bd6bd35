"""Questions and their answers: one figure, or one split by region, month or dimension. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import msgspec

from contracts import indicators, periods, regions
from contracts.indicators import DimensionUnknown, Indicator
from contracts.periods import Period
from services.metrics.cube import COUNTY_DIGITS, Cube
from services.metrics.monthly import Group, group_of
from services.metrics.months import Span
from services.metrics.stated import Stated

BY_REGION = "region"
BY_MONTH = "month"
NEVER_ADDED = {"stage": "paid"}
"""A dimension whose members are figures of their own, and which of them is meant when none is asked
for: what is planned, received and spent of the same money is no sum; 投入资金 is what was paid."""


@dataclass(frozen=True, slots=True)
class Question:
    """Which indicator, where, when, split how. `today` bounds what has not happened yet."""

    indicator: Indicator
    region: str
    period: Period
    by: tuple[str, ...]
    today: date

    @classmethod
    def of(cls, indicator: str, region: str, period: str, by: str, today: date) -> Question:
        """Raises IndicatorUnknown, RegionUnknown, PeriodInvalid, DimensionUnknown."""
        asked = indicators.require(indicator, "/indicator")
        split = tuple(part.strip() for part in by.split(",") if part.strip())
        for part in split:
            if part not in (BY_REGION, BY_MONTH, *asked.dimensions):
                raise DimensionUnknown(asked, "/by")
        found = regions.require(region, "/region")
        return cls(asked, found.code, periods.parse(period, "/period"), split, today)

    @property
    def dimensions(self) -> tuple[str, ...]:
        """Those asked for; where each figure names its own counter, that too."""
        asked = [part for part in self.indicator.dimensions if part in self.by]
        return tuple(asked) if self.indicator.unit else (*asked, "unit")

    @property
    def unspoken(self) -> tuple[str, ...]:
        """Dimensions not asked for that are read all the same, because they are never added."""
        return tuple(
            name
            for name in NEVER_ADDED
            if name in self.indicator.dimensions and name not in self.by
        )

    def meant(self, group: Group) -> Group | None:
        """The group without what was not asked for; None when it is another member's."""
        if any(name in self.unspoken and NEVER_ADDED[name] != code for name, code in group):
            return None
        return tuple(pair for pair in group if pair[0] not in self.unspoken)

    def counts(self, dimensions: str) -> bool:
        """Whether a cell of these dimensions is part of the answer."""
        return self.meant(group_of(dimensions, self.unspoken)) is not None

    @property
    def by_place_alone(self) -> bool:
        """Then every row stands, also at zero."""
        return not self.dimensions

    @property
    def end(self) -> date:
        return min(self.period.end or self.today, self.today)

    @property
    def start(self) -> date | None:
        """The first day whose deltas count: a stock sums from the beginning."""
        return None if self.indicator.nature == "stock" else self.period.start


class Figure(msgspec.Struct, frozen=True, gc=False):
    """`value` is a whole number of `unit`. `source` is only for stated figures."""

    region: str
    indicator: str
    dimensions: dict[str, str]
    period: str
    value: int
    unit: str
    qualifier: str
    basis: str
    as_of: str
    source: str | None = None


def recorded(cube: Cube, question: Question, as_of: str) -> list[Figure]:
    """The answer from recorded events; every child region asked for has its row, 0 included.
    With a dimension asked for, only what there is is listed."""
    areas, (months, spans) = _Areas(question), _spans(cube, question)
    if not spans:
        return []
    table = cube.table(
        question.indicator.code,
        areas.number,
        len(areas.codes),
        spans,
        (*question.dimensions, *question.unspoken),
        whole_counties=areas.whole_counties,
    )
    groups = sorted(
        (meant, number)
        for number, group in enumerate(table.groups)
        if (meant := question.meant(group)) is not None
    )
    standing = question.by_place_alone
    if standing and not groups:
        return [_nothing(question, place, month, as_of) for place, month in _rows(areas, months)]
    sums = table.sums[[number for _, number in groups]].transpose(1, 2, 0).tolist()
    heads = [_head(question, group) for group, _ in groups]
    code = question.indicator.code
    return [
        Figure(place, code, dimensions, month, value, unit, "exact", "recorded", as_of)
        for place, of_place, zero in zip(areas.codes, sums, areas.standing(standing), strict=True)
        for month, of_month in zip(months, of_place, strict=True)
        for (dimensions, unit), value in zip(heads, of_month, strict=True)
        if value or zero
    ]


def _rows(areas: _Areas, months: list[str]) -> list[tuple[str, str]]:
    standing = zip(areas.codes, areas.standing(True), strict=True)
    return [(place, month) for place, stands in standing if stands for month in months]


def _nothing(question: Question, place: str, month: str, as_of: str) -> Figure:
    code, unit = question.indicator.code, question.indicator.unit
    return Figure(place, code, {}, month, 0, unit, "exact", "recorded", as_of)


def _head(question: Question, group: Group) -> tuple[dict[str, str], str]:
    """Dimensions and unit; a figure that names its own counter carries it as a dimension."""
    dimensions = dict(group)
    unit = dimensions.pop("unit", "") or question.indicator.unit
    return dimensions, unit


class _Areas:
    """The rows a question asks for by place: the children of the asked region, and what happened
    in it but in none of them."""

    def __init__(self, question: Question) -> None:
        split = BY_REGION in question.by
        children = [child.code for child in (regions.children(question.region) if split else ())]
        self.codes = sorted([question.region, *children])
        self._children = bool(children)
        self._own = self.codes.index(question.region)
        self._prefix = regions.significant(question.region)
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


def _spans(cube: Cube, question: Question) -> tuple[list[str], list[Span]]:
    """What each column is called, and its days: a flow inside it, a stock up to its end."""
    if BY_MONTH not in question.by:
        return [question.period.code], [(question.start, question.end)]
    months = [periods.parse(code) for code in _months(cube, question)]
    flow = question.indicator.nature == "flow"
    return [month.code for month in months], [
        (month.start if flow else None, min(month.end or question.end, question.end))
        for month in months
    ]


def _months(cube: Cube, question: Question) -> list[str]:
    """Those of the period that have begun; of 'cumulative' those in which anything happened."""
    codes = question.period.months() or map(periods.month_of, cube.months())
    return [code for code in codes if code <= periods.month_of(question.today)]


def stated(cube: Cube, question: Question) -> list[Figure]:
    """The answer as reports state it, row by row with its source; nothing is summed up."""
    places = {question.region}
    if BY_REGION in question.by:
        places = {child.code for child in regions.children(question.region)} or places
    codes = {question.period.code, *(question.period.months() if BY_MONTH in question.by else ())}
    wanted = set(question.by) - {BY_REGION, BY_MONTH}
    rows = [
        _stated_figure(said)
        for said in cube.stated()
        if said.figure.indicator == question.indicator.code
        and said.figure.region in places
        and said.figure.period in codes
        and set(said.figure.dimensions) == wanted
    ]
    return sorted(rows, key=lambda row: (row.region, row.period, sorted(row.dimensions.items())))


def _stated_figure(said: Stated) -> Figure:
    figure = said.figure
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
