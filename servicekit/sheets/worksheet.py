"""What the XML of one worksheet says that its values alone do not: formulas, errors, hidden
rows, merged cells, and how far the real cells reach whatever `<dimension>` claims."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from servicekit.sheets import refusals
from servicekit.sheets.limits import Limits
from servicekit.sheets.xml_parts import Attributes, scan

Place = tuple[int, int]
"""(row, column), both from 1."""

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})", re.ASCII)


@dataclass(slots=True)
class Marks:
    """`merged` are ranges (first row, first column, last row, last column)."""

    formulas: set[Place] = field(default_factory=set)
    broken: set[Place] = field(default_factory=set)
    hidden: set[int] = field(default_factory=set)
    filled: set[int] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)


def read_marks(content: bytes, limits: Limits) -> Marks:
    """Raises InvalidInput: too_many_rows, too_many_columns, file_damaged, file_too_complex."""
    walk = _Walk(limits)
    scan(content, walk.on_start)
    return walk.marks


class _Walk:
    def __init__(self, limits: Limits) -> None:
        self.marks = Marks()
        self._limits = limits
        self._row = 0
        self._column = 0
        self._type = ""
        self._hidden = False

    def on_start(self, name: str, attributes: Attributes) -> None:
        match name:
            case "v" | "is":
                self._fill()
            case "c":
                self._enter_cell(attributes)
            case "row":
                self._enter_row(attributes)
            case "f":
                self.marks.formulas.add((self._row, self._column))
                self._fill()
            case "mergeCell":
                self._merge(attributes.get("ref", ""))

    def _enter_row(self, attributes: Attributes) -> None:
        """Rows and cells may leave out their reference: then each follows the one before."""
        self._row = _number(attributes["r"]) if "r" in attributes else self._row + 1
        self._column = 0
        self._hidden = attributes.get("hidden") in ("1", "true")

    def _enter_cell(self, attributes: Attributes) -> None:
        self._type = attributes.get("t", "")
        if "r" in attributes:
            self._row, self._column = place(attributes["r"])
        else:
            self._column += 1

    def _fill(self) -> None:
        if self._column > self._limits.columns:
            raise refusals.too_many_columns(self._limits.columns)
        self.marks.filled.add(self._row)
        if self._hidden:
            self.marks.hidden.add(self._row)
        if self._type == "e":
            self.marks.broken.add((self._row, self._column))
        stray = self._row > self._limits.rows + self._limits.rows_beyond
        if stray or len(self.marks.filled) > self._limits.rows:
            raise refusals.too_many_rows(self._limits.rows)

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        self.marks.merged.append((*place(first), *place(last or first)))
        if len(self.marks.merged) > self._limits.merged_ranges:
            raise refusals.file_too_complex()


def place(reference: str) -> Place:
    """'B3' → (3, 2). Raises InvalidInput `file_damaged`."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        raise refusals.file_damaged()
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 7):
        raise refusals.file_damaged()
    return int(text)
