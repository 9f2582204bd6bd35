"""CSV text into a grid: the encoding by strict trial, the quoting by the book."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator

from servicekit.sheets import refusals
from servicekit.sheets.grid import Cell, Grid, GridRow
from servicekit.sheets.limits import Limits

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_OTHER_DELIMITERS = re.compile("[;\t|，；]")
_MIXED_FROM = 3
"""This many well-formed CJK characters of UTF-8 before the first bad byte are no accident."""


def read_csv(raw: bytes, limits: Limits) -> Grid:
    """Rows as a spreadsheet would number them. Raises InvalidInput: encoding_unknown,
    csv_malformed, field_too_long, too_many_rows."""
    text, encoding = decode(raw)
    _refuse_nul(text)
    rows: list[GridRow] = []
    for number, (line, values) in enumerate(_records(text, limits), 1):
        if any(value.strip() for value in values):
            rows.append(GridRow(number, [Cell(value.strip()) for value in values]))
            _check_size(rows, line, limits)
    return Grid(encoding, rows)


def decode(raw: bytes) -> tuple[str, str]:
    """(text, encoding): UTF-8 with or without mark, UTF-16 with its mark, GB18030."""
    if raw.startswith(_UTF16):
        return _strictly(raw, "utf-16"), "utf-16"
    try:
        return raw.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError as error:
        _refuse_mixture(raw, error.start)
    return _strictly(raw, "gb18030"), "gb18030"


def _strictly(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise refusals.encoding_unknown(error.start) from None


def _refuse_mixture(raw: bytes, bad: int) -> None:
    """GB18030 would accept nearly any bytes, and read UTF-8 Chinese as other characters."""
    good = raw[:bad].decode("utf-8", errors="ignore")
    if sum("\u3000" <= char <= "\u9fff" for char in good) >= _MIXED_FROM:
        raise refusals.encoding_unknown(bad)


def _refuse_nul(text: str) -> None:
    at = text.find("\0")
    if at >= 0:
        line = text.count("\n", 0, at) + 1
        raise refusals.csv_malformed(
            line,
            "含有空字符（NUL），不是文本；请另存为“CSV UTF-8”。",
            "it holds a NUL character and is no text; save the file as “CSV UTF-8”.",
        )


def _records(text: str, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    """(the line a record begins on, its values)."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _broken(line, str(error), limits) from None
        yield line, values


def _broken(line: int, problem: str, limits: Limits) -> Exception:
    if "field limit" in problem:
        return refusals.field_too_long(line, limits.cell_characters)
    return refusals.csv_malformed(
        line,
        "引号不成对；请检查这一行起的双引号，内容里的引号要写成两个。",
        "a quote is not closed; check the double quotes from here on, and double those inside.",
    )


def _check_size(rows: list[GridRow], line: int, limits: Limits) -> None:
    if len(rows) > limits.rows:
        raise refusals.too_many_rows(limits.rows)
    cells = rows[-1].cells
    if len(cells) > limits.columns:
        raise refusals.too_many_columns(limits.columns)
    if any(len(cell.text) > limits.cell_characters for cell in cells):
        raise refusals.field_too_long(line, limits.cell_characters)
    if len(rows) == 1 and len(cells) == 1 and _OTHER_DELIMITERS.search(cells[0].text):
        raise refusals.csv_malformed(
            line,
            "各列之间须用英文逗号分隔；请另存为“CSV UTF-8（逗号分隔）”。",
            "columns must be separated by commas; save the file as comma-separated CSV.",
        )
