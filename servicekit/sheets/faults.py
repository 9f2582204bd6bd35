"""Mistakes found in a table, each with its row, its column and the cure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from contracts.problems import ContractError
from servicekit.errors import DomainError, FieldError, InvalidInput, OutOfScope

if TYPE_CHECKING:
    from servicekit.sheets.sheet import Column

LISTED = 500
"""How many mistakes an answer lists; the rest are counted."""


class RowsRefused(InvalidInput):
    """Nothing of the file was applied. `error_count` counts also what is not listed; when
    `complete` is false, reading ended at that many mistakes and there may be more."""

    zh = "文件有{least}{count} 处错误，全部未导入；请逐条改正后重新上传整个文件。"
    en = "Nothing was applied; mistakes: {least_en}{count}. Correct them and upload it again."

    def __init__(self, errors: Sequence[FieldError], count: int, complete: bool = True) -> None:
        self._fields = tuple(errors)
        self._complete = complete
        least = (" ", "") if complete else ("至少 ", "at least ")
        DomainError.__init__(self, count=count, least=least[0], least_en=least[1])

    @property
    def members(self) -> Mapping[str, object]:
        count = self.words["count"]
        return {"error_count": count, "listed": len(self.fields), "complete": self._complete}


class RowsOutOfScope(RowsRefused):
    """A file that reaches beyond the caller's area is refused whole, with their 403."""

    status = OutOfScope.status


class Faults:
    """Collects mistakes while a table is read; `refuse` ends it if there were any."""

    def __init__(self) -> None:
        self._listed: list[FieldError] = []
        self._count = 0
        self._out_of_scope: list[FieldError] = []
        self._places: set[tuple[int, str]] = set()
        self._complete = True

    def __len__(self) -> int:
        return self._count

    def at(self, row: int, column: Column, code: str, zh: str, en: str) -> None:
        """One mistake in one cell; `zh` and `en` say what is wrong and what to write instead."""
        self._count += 1
        self._places.add((row, column.key))
        fault = FieldError(
            f"/rows/{row}/{column.key}",
            code,
            f"第 {row} 行「{column.zh}」：{zh}",
            f"Row {row}, {column.key}: {en}",
        )
        kept = self._out_of_scope if code == OutOfScope.code else self._listed
        if len(kept) < LISTED:
            kept.append(fault)

    def of(self, row: int, column: Column, error: ContractError | DomainError) -> None:
        """What a rule said of one cell."""
        if isinstance(error, ContractError):
            self.at(row, column, error.code, error.zh, error.en)
        else:
            self.at(row, column, error.code, error.sentence("zh"), error.sentence("en"))

    def out_of_scope(self, row: int, column: Column) -> None:
        self.at(
            row,
            column,
            OutOfScope.code,
            "该地区不在您的管辖范围内，整个文件未导入；请只保留本辖区的行。",
            "this region is outside your area; keep only rows of your own area.",
        )

    def header(self, code: str, key: str, zh: str, en: str) -> None:
        self._count += 1
        self._listed.append(FieldError(f"/headers/{key}", code, zh, en))

    def enough(self) -> bool:
        """Whether the list is full: going on would cost time and tell nobody more."""
        if self._count >= LISTED:
            self._complete = False
        return not self._complete

    def has(self, row: int, key: str) -> bool:
        return (row, key) in self._places

    def refuse(self) -> None:
        """Raises RowsRefused (422), or RowsOutOfScope (403), when there is any mistake."""
        listed = (self._out_of_scope + self._listed)[:LISTED]
        if listed:
            kind = RowsOutOfScope if self._out_of_scope else RowsRefused
            raise kind(listed, self._count, self._complete)
