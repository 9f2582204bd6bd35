"""A grid whose columns are known: headers found by name, cells judged one by one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import TypeVar

from contracts.problems import ContractError
from servicekit.errors import DomainError, FieldError
from servicekit.sheets import refusals
from servicekit.sheets.faults import Faults
from servicekit.sheets.grid import Cell, Grid, GridRow

T = TypeVar("T")

_HEADER_WITHIN = 5
"""A title or two may stand above the header."""

_NOTE = re.compile(r"[(\[（【].*|[*＊:：\s]+")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]*)?", re.ASCII)
_EXPONENT = re.compile(r"[0-9](\.[0-9]+)?[eE]\+[0-9]{2}", re.ASCII)
RUNS = tuple("=+-@＝＋－＠\t\r")
"""What text may not begin with: a spreadsheet might run it when it is opened again."""
QUOTE = "'"
"""Our exports put it before such text; it is taken off again here."""
_UNUSABLE = frozenset({"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key, its Chinese name, what else its header may be called."""

    key: str
    zh: str
    aliases: tuple[str, ...] = ()
    required: bool = True
    """Whether every row must fill it in."""
    optional_header: bool = False
    """Whether the whole column may be missing."""

    @property
    def names(self) -> frozenset[str]:
        return frozenset(_plain_header(name) for name in (self.key, self.zh, *self.aliases))


@dataclass(frozen=True, slots=True)
class Row:
    """`number` as a spreadsheet shows it; only cells without fault are here."""

    number: int
    cells: Mapping[str, Cell]

    def text(self, key: str) -> str | None:
        """None when the cell is blank or its fault is already listed."""
        cell = self.cells.get(key)
        return cell.text if cell else None


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows below the header; `faults` already holds what is wrong with single cells."""

    form: str
    rows: Sequence[Row]
    faults: Faults = field(default_factory=Faults)
    warnings: list[FieldError] = field(default_factory=list)

    @classmethod
    def of(cls, grid: Grid, columns: Sequence[Column]) -> Sheet:
        """Raises InvalidInput: header_missing, header_duplicate, no_rows."""
        header = _header_row(grid, columns)
        places = _places(header, columns)
        body = [row for row in grid.rows if row.number > header.number]
        if not body:
            raise refusals.no_rows()
        faults = Faults()
        width = None if grid.form == "xlsx" else _width(header)
        rows = [row for raw in body if (row := _row(raw, places, width, faults))]
        return cls(grid.form, rows, faults, [*grid.warnings, *_ignored(header, places)])

    def judged(self) -> Iterator[Row]:
        """The rows one by one, until there are as many mistakes as an answer lists."""
        yield from takewhile(lambda _: not self.faults.enough(), self.rows)

    def read(self, row: Row, column: Column, meaning: Callable[[str], T]) -> T | None:
        """What a cell stands for; None when it is blank, or wrong, which is then listed."""
        text = row.text(column.key)
        if text is None:
            return None
        try:
            return meaning(text)
        except (ContractError, DomainError) as error:
            self.faults.of(row.number, column, error)
            return None


def _plain_header(text: str) -> str:
    """'地区代码（必填）*' → '地区代码'."""
    return _NOTE.sub("", unicodedata.normalize("NFKC", text)).replace("-", "_").casefold()


def _header_row(grid: Grid, columns: Sequence[Column]) -> GridRow:
    """The row, of the first few, that names most columns."""
    names = {name for column in columns for name in column.names}

    def hits(row: GridRow) -> int:
        return len({_plain_header(cell.text) for cell in row.cells} & names)

    return max(grid.rows[:_HEADER_WITHIN], key=hits)


def _places(header: GridRow, columns: Sequence[Column]) -> dict[int, Column]:
    """Position → column. Raises RowsRefused: header_missing, header_duplicate."""
    faults = Faults()
    found: dict[int, Column] = {}
    for column in columns:
        at = [n for n, cell in enumerate(header.cells) if _plain_header(cell.text) in column.names]
        if len(at) > 1:
            _duplicate(faults, column, at)
        elif at:
            found[at[0]] = column
        elif not column.optional_header:
            _missing(faults, column)
    faults.refuse()
    return found


def _missing(faults: Faults, column: Column) -> None:
    faults.header(
        "header_missing",
        column.key,
        f"缺少「{column.zh}」列；请在表头中加上「{column.zh}」（或 {column.key}）。",
        f"The column {column.key} is missing; add {column.key} (or {column.zh}) to the header.",
    )


def _duplicate(faults: Faults, column: Column, at: Sequence[int]) -> None:
    places = "、".join(str(n + 1) for n in at)
    faults.header(
        "header_duplicate",
        column.key,
        f"「{column.zh}」列出现了 {len(at)} 次（第 {places} 列）；请只保留一列。",
        f"The column {column.key} appears {len(at)} times; keep one of them.",
    )


def _width(header: GridRow) -> int:
    return max(n for n, cell in enumerate(header.cells, 1) if not cell.blank)


def _wrong_width(row: GridRow, width: int, faults: Faults) -> bool:
    """A CSV row with too few cells, or with content beyond the header, has slipped."""
    beyond = any(not cell.blank for cell in row.cells[width:])
    if len(row.cells) >= width and not beyond:
        return False
    faults.at(
        row.number,
        _WHOLE_ROW,
        "column_count",
        f"应有 {width} 列，实有 {len(row.cells)} 列；内容里有逗号时，请用双引号括住整格。",
        f"{len(row.cells)} fields instead of {width}; quote a field that holds a comma.",
    )
    return True


_WHOLE_ROW = Column("row", "整行")


def _row(
    row: GridRow, places: Mapping[int, Column], width: int | None, faults: Faults
) -> Row | None:
    """`width` None: a workbook, whose cells cannot slip."""
    if width is not None and _wrong_width(row, width, faults):
        return None
    cells: dict[str, Cell] = {}
    for at, column in places.items():
        cell = row.cells[at] if at < len(row.cells) else _EMPTY
        if cell.text[:1] == QUOTE and cell.text[1:].startswith(RUNS):
            cell = Cell(cell.text[1:], "quoted")
        wrong = None if _is_plain(cell) else next(_wrong(cell, column), None)
        if wrong is not None:
            faults.at(row.number, column, *wrong)
        elif not cell.blank:
            cells[column.key] = cell
    return Row(row.number, cells)


_EMPTY = Cell("")
_PLAIN_KINDS = ("text", "number", "date")


def _is_plain(cell: Cell) -> bool:
    """Whether no rule below can have anything against it: nearly always, and 500,000 times."""
    text = cell.text
    if not text or cell.kind not in _PLAIN_KINDS or text[0] in RUNS or not text.isprintable():
        return False
    return not text[0].isdigit() or text.isdigit() or _EXPONENT.fullmatch(text) is None


def _wrong(cell: Cell, column: Column) -> Iterator[tuple[str, str, str]]:
    """(code, zh, en) of what makes a cell unreadable whatever its column means."""
    if cell.kind == "formula" or _runs(cell):
        yield (
            "formula_not_allowed",
            "不能是公式，也不能以 = + - @ 开头；请改填计算结果或文字本身。",
            "no formula, and nothing that begins with = + - @; write the plain value.",
        )
    if cell.kind == "broken":
        yield "cell_error", "单元格显示为错误值；请改填正确的内容。", "the cell shows an error."
    if cell.kind == "lossy" or _EXPONENT.fullmatch(cell.text):
        yield (
            "number_precision_lost",
            "长数字的末几位已经丢失；请将该列设为文本格式后重新填写。",
            "the last digits of a long number are lost; format the column as text and retype it.",
        )
    if cell.kind == "merged":
        yield (
            "cells_merged",
            "被合并单元格占用；请取消合并，每一行都单独填写。",
            "a merged cell covers this one; unmerge it and fill in every row.",
        )
    if not cell.text and column.required:
        yield "field_missing", "不能为空；请填写。", "this is required; fill it in."
    if any(unicodedata.category(char) in _UNUSABLE for char in cell.text):
        yield (
            "invalid_text",
            "含有换行、控制字符或不可见字符；请删除后重新填写。",
            "it holds a line break, control or invisible characters; retype it.",
        )


def _runs(cell: Cell) -> bool:
    """Text a spreadsheet might run when it is opened again; a negative number is a number."""
    if cell.kind == "quoted":
        return False
    return cell.text.startswith(RUNS) and not _NUMBER.fullmatch(cell.text)


def _ignored(header: GridRow, places: Mapping[int, Column]) -> list[FieldError]:
    return [
        FieldError(
            f"/headers/{n + 1}",
            "column_ignored",
            f"第 {n + 1} 列不是本表的列，未读取。",
            f"Column {n + 1} is none of this table and was not read.",
        )
        for n, cell in enumerate(header.cells)
        if not cell.blank and n not in places
    ]
