"""A table as read, before anybody asks what its columns mean."""

from __future__ import annotations

import hashlib
from typing import Literal

import msgspec

from servicekit.errors import FieldError

Kind = Literal["text", "number", "date", "formula", "broken", "lossy", "merged", "quoted"]
"""What a cell holds. formula: computed, or text a spreadsheet would run; broken: #REF! and the
like; lossy: a number too long for a spreadsheet to keep; merged: covered by a merged cell; quoted:
text that a spreadsheet would run but for the quote before it."""


class Cell(msgspec.Struct, frozen=True, array_like=True):
    """`text` is trimmed; numbers in plain decimal, dates as 2022-06-30."""

    text: str
    kind: Kind = "text"

    @property
    def blank(self) -> bool:
        return not self.text and self.kind in ("text", "merged")


class GridRow(msgspec.Struct, frozen=True, array_like=True):
    """`number` counts from 1 at the top of the sheet, as a spreadsheet shows it."""

    number: int
    cells: list[Cell]

    @property
    def blank(self) -> bool:
        return all(cell.blank for cell in self.cells)


class Grid(msgspec.Struct, frozen=True):
    """Rows with content, in order. `form` is xlsx, utf-8, utf-16 or gb18030."""

    form: str
    rows: list[GridRow]
    warnings: list[FieldError] = []

    @property
    def digest(self) -> str:
        """SHA-256 of what the rows say: a workbook saved again says the same in other bytes."""
        said = [(row.number, [cell.text for cell in row.cells]) for row in self.rows]
        return hashlib.sha256(msgspec.json.encode(said)).hexdigest()
