"""An empty workbook to fill in: headers, drop-down lists, a sheet of notes, a sheet of codes."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from contracts.codes import CodeList
from servicekit.sheets.sheet import Column

NOTES, CODES = "填写说明", "代码表"
FILLED_TO = 2_000
"""How many rows of the empty table offer the drop-down lists."""


@dataclass(frozen=True, slots=True)
class Hint:
    """What to write into a column: a sentence, an example, or a list to choose from."""

    zh: str
    example: str = ""
    codes: CodeList | None = None
    choices: Sequence[str] = field(default=())
    """Names to choose from that are no code list: the stations of the area, say."""

    @property
    def offered(self) -> Sequence[str]:
        return [member.name_zh for member in self.codes] if self.codes else self.choices


Hints = Mapping[str, Hint]


def write_template(title: str, columns: Sequence[Column], hints: Hints) -> bytes:
    """The first sheet is the one that is read; a required column is marked with a star."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        _table(book, book.add_worksheet(title), columns)
        _notes(book, book.add_worksheet(NOTES), columns, hints)
        _lists(book, book.worksheets()[0], book.add_worksheet(CODES), columns, hints)
    return buffer.getvalue()


def _table(book: Workbook, sheet: Worksheet, columns: Sequence[Column]) -> None:
    header = book.add_format({"bold": True, "bg_color": "#E8EEF4", "border": 1})
    text = book.add_format({"num_format": "@"})  # long numbers and codes stay as they are typed
    sheet.freeze_panes(1, 0)
    for n, column in enumerate(columns):
        sheet.set_column(n, n, 18, text)
        sheet.write_string(0, n, column.zh + ("*" if column.required else ""), header)


def _notes(book: Workbook, sheet: Worksheet, columns: Sequence[Column], hints: Hints) -> None:
    sheet.write_row(0, 0, ["列", "必填", "怎么填", "示例"], book.add_format({"bold": True}))
    wrap = book.add_format({"text_wrap": True})
    sheet.set_column(0, 1, 12)
    sheet.set_column(2, 3, 60, wrap)
    for at, column in enumerate(columns, 1):
        hint = hints.get(column.key, Hint(""))
        line = [column.zh, "是" if column.required else "否", hint.zh, hint.example]
        for n, value in enumerate(line):
            sheet.write_string(at, n, value)


def _lists(
    book: Workbook, table: Worksheet, sheet: Worksheet, columns: Sequence[Column], hints: Hints
) -> None:
    """Each list in a column of its own; the table's cells refer to it."""
    bold, at = book.add_format({"bold": True}), 0
    for n, column in enumerate(columns):
        offered = hints[column.key].offered if column.key in hints else ()
        if not offered:
            continue
        sheet.write_string(0, at, column.zh, bold)
        sheet.write_column(1, at, offered)
        letter = xlsxwriter.utility.xl_col_to_name(at)
        source = f"='{CODES}'!${letter}$2:${letter}${len(offered) + 1}"
        table.data_validation(1, n, FILLED_TO, n, {"validate": "list", "source": source})
        at += 1
    sheet.set_column(0, max(at - 1, 0), 22)
