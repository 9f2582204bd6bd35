"""Questions and their answers: one figure, or one split by region, month or dimension. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from contracts import indicators, periods, regions
from contracts.indicators import DimensionUnknown, Indicator
from contracts.periods import Period
from services.metrics.cube import Cube, Key
from services.metrics.stated import Stated

BY_REGION = "region"
BY_MONTH = "month"


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
    def end(self) -> date:
        return min(self.period.end or self.today, self.today)

    @property
    def start(self) -> date | None:
        """The first day whose deltas count: a stock sums from the beginning."""
        return None if self.indicator.nature == "stock" else self.period.start


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` is a whole number of `unit`. `source` is only for stated figures."""

    region: str
    indicator: str
    period: str
    value: int
    unit: str
    basis: str
    as_of: str
    qualifier: str = "exact"
    source: str | None = None
    dimensions: dict[str, str] = field(default_factory=dict)


Group = tuple[str, str, tuple[tuple[str, str], ...]]  # region, month, dimensions


def recorded(cube: Cube, question: Question, as_of: str) -> list[Figure]:
    """The answer from recorded events; every child region asked for has its row, 0 included."""
    sums: dict[Group, int] = defaultdict(int)
    for group in _empty_groups(question):
        sums[group] = 0
    prefix = _ChildOf(question)
    for key, value in cube.slice(
        question.indicator.code, question.region, question.start, question.end
    ):
        for month in _months(question, key[1]):
            sums[(prefix.region(key[0]), month, _dimensions(question, key))] += value
    return [_figure(question, group, value, as_of) for group, value in sorted(sums.items())]


def _figure(question: Question, group: Group, value: int, as_of: str) -> Figure:
    region, month, pairs = group
    dimensions = dict(pairs)
    unit = dimensions.pop("unit", "") or question.indicator.unit
    return Figure(
        region=region,
        indicator=question.indicator.code,
        period=month or question.period.code,
        value=value,
        unit=unit,
        basis="recorded",
        as_of=as_of,
        dimensions=dimensions,
    )


class _ChildOf:
    """Maps a region code to the row it belongs to: a child of the asked region, or itself."""

    def __init__(self, question: Question) -> None:
        self._asked = question.region
        split = BY_REGION in question.by
        self._children = {
            regions.significant(child.code): child.code
            for child in (regions.children(question.region) if split else ())
        }
        self._lengths = {len(prefix) for prefix in self._children}

    def region(self, code: str) -> str:
        for length in self._lengths:
            child = self._children.get(code[:length])
            if child is not None:
                return child
        return self._asked


def _empty_groups(question: Question) -> Iterable[Group]:
    """Rows that stand even at zero; with a dimension asked for only what there is is listed."""
    if set(question.by) - {BY_REGION, BY_MONTH} or not question.indicator.unit:
        return []
    children = regions.children(question.region) if BY_REGION in question.by else ()
    places = [child.code for child in children] or [question.region]
    months = _all_months(question) if BY_MONTH in question.by else [""]
    return [(place, month, ()) for place in places for month in months]


def _all_months(question: Question) -> list[str]:
    return [m for m in question.period.months() if periods.parse(m).start <= question.today]  # type: ignore[operator]


def _months(question: Question, day: date) -> Iterable[str]:
    """The month a flow fell in; for a stock every month at whose end it still held."""
    if BY_MONTH not in question.by:
        return ("",)
    if question.indicator.nature == "flow":
        return (periods.month_of(day),)
    month = periods.month_of(day)
    return [code for code in _all_months(question) if code >= month]


def _dimensions(question: Question, key: Key) -> tuple[tuple[str, str], ...]:
    if not key[2]:
        return ()
    wanted = question.by if question.indicator.unit else (*question.by, "unit")
    pairs = (pair.partition("=") for pair in key[2].split(";"))
    return tuple((name, code) for name, _, code in pairs if name in wanted)


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
        period=figure.period,
        value=figure.value,
        unit=figure.unit,
        basis="stated",
        as_of=figure.as_of.isoformat(),
        qualifier=figure.qualifier,
        source=figure.source,
        dimensions=dict(figure.dimensions),
    )
