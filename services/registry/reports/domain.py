"""A report: one uploaded file of stated figures, taken whole or not at all. Pure."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from contracts import regions
from contracts.periods import Period
from contracts.registry.reports import FigureStated
from servicekit.errors import DomainError

MOST_FIGURES = 5_000
"""One file is one document with an event per figure: 5,000 of them stay far below 16 MB."""

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://wushe.invalid/reports")


class FileAlreadyImported(DomainError):
    code = "file_already_imported"
    status = 409
    zh = "内容完全相同的文件已经导入过，没有重复登记；如需更正，请修改后再上传。"
    en = "A file of exactly this content was imported before; nothing was counted twice."

    def __init__(self, report_id: str) -> None:
        self._id = report_id
        super().__init__()

    @property
    def members(self) -> Mapping[str, object]:
        return {"id": self._id}


class AsOfInFuture(DomainError):
    code = "date_in_future"
    status = 422
    zh = "数据截止日期 {given} 晚于今天 {today}；请改为不晚于今天的日期。"
    en = "The as-of date {given} is after today, {today}; give a day that has come."

    def __init__(self, given: date, today: date) -> None:
        super().__init__(pointer="/as_of", given=given, today=today)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedFigure:
    """`value` is a whole number of `unit`; `dimensions` in the catalogue's order."""

    region: str
    indicator: str
    dimensions: Mapping[str, str]
    period: Period
    value: int
    unit: str
    qualifier: str
    source: str

    @property
    def question(self) -> tuple[object, ...]:
        """What one source can answer only once."""
        dimensions = tuple(self.dimensions.items())
        return self.region, self.indicator, dimensions, self.period.code, self.source


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """`region` is the smallest that holds all its figures; `form` how the file was written."""

    sha256: str
    form: str
    figures: int
    region: str
    as_of: date
    stated_by: str
    """Region of the office that uploaded it."""
    stated_on: date


def report_id(sha256: str) -> str:
    """The same content is the same report, whoever sends it and under whatever name."""
    return str(uuid.uuid5(_NAMESPACE, sha256))


def state_report(
    report: Report, figures: Sequence[StatedFigure]
) -> tuple[Report, list[FigureStated]]:
    """Every figure of the file is said at once. Raises AsOfInFuture."""
    if report.as_of > report.stated_on:
        raise AsOfInFuture(report.as_of, report.stated_on)
    return report, [_stated(figure, report.as_of) for figure in figures]


def default_as_of(periods: Iterable[Period], today: date) -> date:
    """The end of the latest period, or today if that has not come yet."""
    ends = [period.end for period in periods if period.end is not None]
    return min([max(ends), today]) if ends else today


def smallest_holding(codes: Sequence[str]) -> str:
    """The smallest region that holds all of these: 532501 and 532523 → 532500."""
    first = codes[0]
    candidates = [first, *(region.code for region in regions.ancestors(first))]
    return next(
        candidate
        for candidate in candidates
        if all(regions.within(code, candidate) for code in codes)
    )


def _stated(figure: StatedFigure, as_of: date) -> FigureStated:
    return FigureStated(
        region=figure.region,
        occurred_on=as_of,
        indicator=figure.indicator,
        dimensions=dict(figure.dimensions),
        period=figure.period.code,
        value=figure.value,
        unit=figure.unit,
        qualifier=figure.qualifier,
        source=figure.source,
        as_of=as_of,
    )
