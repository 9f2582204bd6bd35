"""Tables written for people: XLSX and CSV, and nothing in them that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

import xlsxwriter

from servicekit.sheets.sheet import QUOTE, RUNS, Column

Value = str | int | None
"""What a cell holds: text, a whole number, or nothing."""


def escaped(value: Value) -> Value:
    """Text a spreadsheet might run gets a quote before it; reading takes it off again."""
    if isinstance(value, str) and value.startswith(RUNS):
        return QUOTE + value
    return value


def write_xlsx(title: str, columns: Sequence[Column], rows: Iterable[Mapping[str, Value]]) -> bytes:
    """One sheet: a header of the columns' Chinese names, then a row each. Text stays text."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet(title)
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, [column.zh for column in columns], book.add_format({"bold": True}))
        for at, row in enumerate(rows, 1):
            for n, column in enumerate(columns):
                _write(sheet, at, n, escaped(row.get(column.key)))
        sheet.set_column(0, len(columns) - 1, 18)
    return buffer.getvalue()


def _write(sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, value: Value) -> None:
    if isinstance(value, int):
        sheet.write_number(row, column, value)
    elif value:
        sheet.write_string(row, column, value)


def write_csv(columns: Sequence[Column], rows: Iterable[Mapping[str, Value]]) -> bytes:
    """UTF-8 with its mark, so that a spreadsheet reads the Chinese as it is meant."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow([column.zh for column in columns])
    for row in rows:
        values = (escaped(row.get(column.key)) for column in columns)
        writer.writerow(["" if value is None else value for value in values])
    return buffer.getvalue().encode("utf-8-sig")
