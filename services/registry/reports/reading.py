"""Rows of a file into stated figures; whatever is wrong is listed with row, column and cure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from contracts import units
from contracts.indicators import Indicator
from contracts.problems import ContractError
from contracts.regions import Region
from contracts.units import Stated, UnitMismatch, UnitUnknown
from servicekit.errors import FieldError
from servicekit.scope import Scope
from servicekit.sheets import Grid, Row, Sheet
from servicekit.sheets.meanings import region_of
from servicekit.sheets.refusals import too_many_rows
from services.registry.reports import columns, meanings
from services.registry.reports.domain import MOST_FIGURES, StatedFigure, default_as_of


@dataclass(frozen=True, slots=True)
class Reading:
    """A file without a mistake; `warnings` are things its sender should know."""

    figures: Sequence[StatedFigure]
    form: str
    as_of: date
    warnings: Sequence[FieldError]


def read_figures(grid: Grid, scope: Scope, as_of: date | None, today: date) -> Reading:
    """All figures of a file. Raises RowsRefused (422) or RowsOutOfScope (403), and then nothing
    of it counts. `as_of` None: the end of the latest period, or today if that is earlier."""
    sheet = Sheet.of(grid, columns.COLUMNS)
    if len(sheet.rows) > MOST_FIGURES:
        raise too_many_rows(MOST_FIGURES)
    found = [(row, figure) for row in sheet.judged() if (figure := _figure(sheet, row, scope))]
    as_of = as_of or default_as_of((figure.period for _, figure in found), today)
    _refuse_early(sheet, found, as_of)
    _refuse_repeats(sheet, found)
    sheet.faults.refuse()
    warnings = [*sheet.warnings, *_kept_units(found)]
    return Reading([figure for _, figure in found], sheet.form, as_of, warnings)


def _figure(sheet: Sheet, row: Row, scope: Scope) -> StatedFigure | None:
    """None when a cell is wrong; every cell of the row is judged all the same."""
    region = _region(sheet, row, scope)
    indicator = sheet.read(row, columns.INDICATOR, meanings.indicator_of)
    period = sheet.read(row, columns.PERIOD, meanings.period_of)
    qualifier = sheet.read(row, columns.QUALIFIER, meanings.qualifier_of)
    source = sheet.read(row, columns.SOURCE, meanings.source_of)
    stated = _stated(sheet, row, indicator) if indicator else None
    dimensions = _dimensions(sheet, row, indicator) if indicator else None
    if not (region and indicator and period and qualifier and source and stated):
        return None
    if dimensions is None:
        return None
    return StatedFigure(
        region=region.code,
        indicator=indicator.code,
        dimensions=dimensions,
        period=period,
        value=stated.value,
        unit=stated.unit,
        qualifier=qualifier,
        source=source,
    )


def _region(sheet: Sheet, row: Row, scope: Scope) -> Region | None:
    region = sheet.read(row, columns.REGION, lambda text: region_of(text, scope))
    if region is not None and not scope.allows(region.code):
        sheet.faults.out_of_scope(row.number, columns.REGION)
        return None
    return region


def _dimensions(sheet: Sheet, row: Row, indicator: Indicator) -> dict[str, str] | None:
    if sheet.faults.has(row.number, columns.DIMENSIONS.key):
        return None
    if row.text(columns.DIMENSIONS.key) is None:
        return {}
    return sheet.read(row, columns.DIMENSIONS, lambda text: meanings.dimensions_of(text, indicator))


def _stated(sheet: Sheet, row: Row, indicator: Indicator) -> Stated | None:
    """Value and unit have a meaning only together; each keeps its own mistakes."""
    value, unit = row.text(columns.VALUE.key), row.text(columns.UNIT.key)
    if value is None or unit is None:
        return None
    try:
        return units.convert(value, unit, indicator)
    except (UnitUnknown, UnitMismatch) as error:
        sheet.faults.of(row.number, columns.UNIT, error)
    except ContractError as error:
        sheet.faults.of(row.number, columns.VALUE, error)
    return None


Found = Sequence[tuple[Row, StatedFigure]]


def _refuse_early(sheet: Sheet, found: Found, as_of: date) -> None:
    """Nobody can state what a period amounted to before it began."""
    for row, figure in found:
        if figure.period.start is not None and figure.period.start > as_of:
            sheet.faults.at(
                row.number,
                columns.PERIOD,
                "period_not_begun",
                f"到数据截止日期 {as_of}，该期间尚未开始；请核对期间或截止日期。",
                f"the period has not begun on the as-of date {as_of}; check either.",
            )


def _refuse_repeats(sheet: Sheet, found: Found) -> None:
    """The same source states the same figure once, or which of the two would hold?"""
    first: dict[tuple[object, ...], int] = {}
    for row, figure in found:
        earlier = first.setdefault(figure.question, row.number)
        if earlier != row.number:
            sheet.faults.at(
                row.number,
                columns.INDICATOR,
                "duplicate_row",
                f"与第 {earlier} 行重复（地区、指标、维度、期间、来源都相同）；请只保留一行。",
                f"repeats row {earlier} (same region, indicator, dimensions, period and source); "
                "keep one of them.",
            )


def _kept_units(found: Found) -> list[FieldError]:
    """People 人, person-times 人次 and households 户 are never turned into one another."""
    warnings: list[FieldError] = []
    for row, figure in found:
        own = meanings.indicator_of(figure.indicator).unit
        if own and figure.unit != own:
            warnings.append(
                FieldError(
                    f"/rows/{row.number}/{columns.UNIT.key}",
                    "unit_kept",
                    f"第 {row.number} 行「单位」：该指标通常以“{own}”计；已按“{figure.unit}”"
                    "原样登记，不与其他单位相加。",
                    f"Row {row.number}, unit: this indicator is usually counted in {own}; kept in "
                    f"{figure.unit} as stated, never added to other units.",
                )
            )
    return warnings
