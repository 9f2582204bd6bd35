"""Questions and their answers: one figure, or one split by region, month or dimension. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial

import msgspec
import numpy as np

from contracts import indicators, periods
from contracts.indicators import DimensionUnknown, Indicator
from contracts.periods import Period
from contracts.regions import Boundaries
from services.metrics import areas
from services.metrics.areas import Areas, Piece
from services.metrics.cube import Cube
from services.metrics.monthly import Group, group_of
from services.metrics.months import Span
from services.metrics.sums import Table, added

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
    boundaries: Boundaries = "now"
    where: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        indicator: str,
        region: str,
        period: str,
        by: str,
        today: date,
        boundaries: Boundaries = "now",
        where: str = "",
    ) -> Question:
        """`where`: only these members, 'domain=elderly+children;target_group=general'. Raises
        IndicatorUnknown, RegionUnknown, RegionRetired, RegionNotThen, StretchInvalid,
        DimensionUnknown, DimensionsMalformed, MemberUnknown."""
        asked = indicators.require(indicator, "/indicator")
        split = tuple(part.strip() for part in by.split(",") if part.strip())
        for part in split:
            if part not in (BY_REGION, BY_MONTH, *asked.dimensions):
                raise DimensionUnknown(asked, "/by")
        when = periods.asked(period, "/period")
        members = asked.check(indicators.parse_dimensions(where, "/where"), "/where")
        question = cls(asked, region, when, split, today, boundaries, members)
        areas.require(region, question.span, boundaries, asked.nature)
        return question

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
            for name in self.indicator.dimensions
            if (name in NEVER_ADDED or name in self.where) and name not in self.by
        )

    def meant(self, group: Group) -> Group | None:
        """The group without what was not asked for; None when it is another member's."""
        if not all(self._wanted(name, code) for name, code in group):
            return None
        if not {name for name, _ in group}.issuperset(self.where):
            return None
        return tuple(pair for pair in group if pair[0] not in self.unspoken)

    def _wanted(self, name: str, code: str) -> bool:
        asked = self.where.get(name) or (name in self.unspoken and NEVER_ADDED.get(name))
        return not asked or asked == "all" or code in asked.split("+")

    def counts(self, dimensions: str) -> bool:
        """Whether a cell of these dimensions is part of the answer."""
        return self.meant(group_of(dimensions, (*self.unspoken, *self.where))) is not None

    @property
    def by_place_alone(self) -> bool:
        """Then every row stands, also at zero."""
        return not self.dimensions

    @property
    def end(self) -> date:
        return min(self.period.end or self.today, self.today)

    @property
    def start(self) -> date | None:
        """The first day whose deltas count: a stock sums from the beginning, and so does a flow
        as of a day, unless the catalogue counts it by the year."""
        if self.indicator.nature == "stock":
            return None
        if self.period.kind == "as_of" and self.indicator.as_of == "year":
            return self.end.replace(month=1, day=1)
        return self.period.start

    @property
    def span(self) -> Span:
        return self.start, self.end

    @property
    def pieces(self) -> list[Piece]:
        """Its days, cut where the borders changed if those of then are asked for."""
        return areas.pieces(self.span, self.boundaries, self.indicator.nature)

    def areas(self, times: Iterable[date] = ()) -> Areas:
        """Its rows by place, by the borders of these times (or of its own)."""
        counted = list(times) or [on for on, _ in self.pieces]
        return Areas(self.region, counted, split=BY_REGION in self.by)


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
    months, spans = _spans(cube, question)
    if not spans:
        return []
    rows, table = _counted(cube, question, spans)
    alike: dict[Group, list[int]] = {}
    for number, group in enumerate(table.groups):
        meant = question.meant(group)
        if meant is not None:
            alike.setdefault(meant, []).append(number)
    groups = sorted(alike)
    standing = question.by_place_alone
    if not groups:
        places = _rows(rows, months) if standing else ()
        return [_nothing(question, place, month, as_of) for place, month in places]
    of_group = [table.sums[alike[group]].sum(axis=0) for group in groups]
    sums = np.stack(of_group, axis=-1).tolist()
    heads = [_head(question, group) for group in groups]
    code = question.indicator.code
    return [
        Figure(place, code, dimensions, month, value, unit, "exact", "recorded", as_of)
        for place, of_place, zero in zip(rows.codes, sums, rows.standing(standing), strict=True)
        for month, of_month in zip(months, of_place, strict=True)
        for (dimensions, unit), value in zip(heads, of_month, strict=True)
        if value or zero
    ]


def _counted(cube: Cube, question: Question, spans: Sequence[Span]) -> tuple[Areas, Table]:
    """Each column is the sum of its pieces, each by the borders of its time."""
    times: dict[date, list[tuple[int, Span]]] = {}
    for number, span in enumerate(spans):
        for on, piece in areas.pieces(span, question.boundaries, question.indicator.nature):
            times.setdefault(on, []).append((number, piece))
    rows = question.areas(times)
    tables = [
        (
            [number for number, _ in parts],
            cube.table(
                question.indicator.code,
                partial(rows.number, on=on),
                len(rows.codes),
                [piece for _, piece in parts],
                (*question.dimensions, *question.unspoken),
                whole_counties=rows.whole_counties,
                scattered=areas.scattered(on),
            ),
        )
        for on, parts in times.items()
    ]
    return rows, tables[0][1] if len(tables) == 1 else added(tables, len(spans))


def _rows(rows: Areas, months: list[str]) -> list[tuple[str, str]]:
    standing = zip(rows.codes, rows.standing(True), strict=True)
    return [(place, month) for place, stands in standing if stands for month in months]


def _nothing(question: Question, place: str, month: str, as_of: str) -> Figure:
    code, unit = question.indicator.code, question.indicator.unit
    return Figure(place, code, {}, month, 0, unit, "exact", "recorded", as_of)


def _head(question: Question, group: Group) -> tuple[dict[str, str], str]:
    """Dimensions and unit; a figure that names its own counter carries it as a dimension."""
    dimensions = dict(group)
    unit = dimensions.pop("unit", "") or question.indicator.unit
    return dimensions, unit


def _spans(cube: Cube, question: Question) -> tuple[list[str], list[Span]]:
    """What each column is called, and its days: a flow inside it, a stock up to its end."""
    if BY_MONTH not in question.by:
        return [question.period.code], [(question.start, question.end)]
    flow = question.indicator.nature == "flow"
    found = [_clipped(periods.parse(code), question) for code in _months(cube, question)]
    return [called for called, _, _ in found], [
        (first if flow else None, min(last, question.end)) for _, first, last in found
    ]


def _clipped(month: Period, question: Question) -> tuple[str, date, date]:
    """A month as far as it was asked for, and what that is called: a part of it is its days."""
    assert month.start is not None
    assert month.end is not None
    first = max(month.start, question.period.start or month.start)
    last = min(month.end, question.period.end or month.end)
    return periods.stretch(first, last).code, first, last


def _months(cube: Cube, question: Question) -> Sequence[str]:
    """Those asked for that have begun; from the beginning on, those in which anything happened."""
    first = question.period.start or (question.start if question.period.kind == "as_of" else None)
    if first:
        return periods.months_between(first, question.end)
    last = periods.month_of(question.end)
    return [code for code in map(periods.month_of, cube.months()) if code <= last]
