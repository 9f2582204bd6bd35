"""An XLSX workbook into a grid: checked as a package first, its values read by calamine."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import python_calamine as calamine

from servicekit.errors import FieldError
from servicekit.sheets import refusals
from servicekit.sheets.archive import Parts, open_parts, repack
from servicekit.sheets.grid import Cell, Grid, GridRow
from servicekit.sheets.limits import Limits
from servicekit.sheets.package import SheetPart, check_package, sheets
from servicekit.sheets.worksheet import Marks, Place, read_marks

_EXACT_BELOW = 10**15
"""A spreadsheet keeps 15 digits of a number; what is longer has already lost its last ones."""


def read_workbook(raw: bytes, limits: Limits) -> Grid:
    """The first visible sheet. Raises InvalidInput for whatever is wrong with the file."""
    parts = open_parts(raw, limits)
    check_package(parts)
    all_sheets = sheets(parts)
    chosen = next((sheet for sheet in all_sheets if sheet.visible), None)
    if chosen is None:
        raise refusals.no_rows()
    marks = read_marks(parts[chosen.path], limits)
    rows = _rows(_values(parts, chosen), marks, limits)
    return Grid("xlsx", rows, [*_other_sheets(all_sheets), *_hidden_rows(marks)])


def _values(parts: Parts, sheet: SheetPart) -> list[list[Any]]:
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(repack(parts)))
        found: list[list[Any]] = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
    except calamine.CalamineError:
        raise refusals.file_damaged() from None
    return found


def _rows(values: list[list[Any]], marks: Marks, limits: Limits) -> list[GridRow]:
    covered = _covered(marks, len(values), limits.columns)
    rows: list[GridRow] = []
    for number, row in enumerate(values, 1):
        if number in marks.filled and number not in marks.hidden:
            cells = [_cell(value, (number, n), marks, covered) for n, value in enumerate(row, 1)]
            rows.append(_fitting(GridRow(number, cells), limits))
    return [row for row in rows if not row.blank]


def _covered(marks: Marks, height: int, width: int) -> set[Place]:
    """Cells under a merged cell, other than the one that shows its value."""
    return {
        (row, column)
        for top, left, bottom, right in marks.merged
        for row in range(top, min(bottom, height) + 1)
        for column in range(left, min(right, width) + 1)
        if (row, column) != (top, left)
    }


def _cell(value: Any, place: Place, marks: Marks, covered: set[Place]) -> Cell:
    if place in marks.formulas:
        return Cell("=", "formula")
    if place in marks.broken:
        return Cell("#", "broken")
    if place in covered:
        return Cell("", "merged")
    return _plain(value)


def _plain(value: Any) -> Cell:
    if isinstance(value, bool):
        return Cell("TRUE" if value else "FALSE")
    if isinstance(value, int | float):
        lossy = abs(value) >= _EXACT_BELOW
        return Cell(_decimal(float(value)), "lossy" if lossy else "number")
    if isinstance(value, datetime) and (value.hour, value.minute, value.second) == (0, 0, 0):
        value = value.date()
    if isinstance(value, date):
        return Cell(value.isoformat(), "date")
    return Cell(str(value).strip())


def _decimal(value: float) -> str:
    """The number as a spreadsheet shows it: 15 significant digits, no exponent."""
    text = format(value, ".15g")
    if "e" in text:
        text = format(value, ".15f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _fitting(row: GridRow, limits: Limits) -> GridRow:
    if any(len(cell.text) > limits.cell_characters for cell in row.cells):
        raise refusals.field_too_long(row.number, limits.cell_characters)
    return row


def _other_sheets(all_sheets: Iterable[SheetPart]) -> list[FieldError]:
    if len(list(all_sheets)) < 2:
        return []
    return [
        FieldError(
            refusals.FILE,
            "other_sheets_ignored",
            "只读取第一张可见的工作表，其余工作表（包括隐藏的）未读取。",
            "Only the first visible sheet was read; other sheets, hidden ones too, were not.",
        )
    ]


def _hidden_rows(marks: Marks) -> list[FieldError]:
    if not marks.hidden:
        return []
    first = min(marks.hidden)
    return [
        FieldError(
            refusals.FILE,
            "hidden_rows_ignored",
            f"有 {len(marks.hidden)} 行被隐藏或筛选掉（如第 {first} 行），未读取。",
            f"{len(marks.hidden)} hidden rows (row {first} for one) were not read.",
        )
    ]
