"""A kind of sheet: its columns, what a row makes, how it is written out again. Pure.

A noun that people bring in spreadsheets describes itself with one SheetKind; reading, dry run,
row errors, templates and exports are then the same for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from contracts.event import Event
from contracts.problems import ContractError
from contracts.regions import Region
from servicekit.aggregate import Stored
from servicekit.scope import Scope
from servicekit.sheets import LIMITS, Column, Limits, Row, Sheet
from servicekit.sheets.meanings import region_of
from servicekit.sheets.template import Hint
from servicekit.sheets.writing import Value

S = TypeVar("S")

ID = Column("id", "编号", ("记录编号",), required=False, optional_header=True)
"""What an export names each row by, so that sending it back adds nothing."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose file it is: their area, the local day, the digest of what its rows say."""

    scope: Scope
    today: date
    digest: str


@dataclass(frozen=True, slots=True)
class Made(Generic[S]):
    """What one row makes: an id that is the same whenever the file is sent, where, and how."""

    row: int
    id: str
    region: str
    change: tuple[S, Sequence[Event]]
    given: str = ""
    """The id the row itself names: it is of the register already."""


def no_filters() -> Mapping[str, Any]:
    """An export of this kind is narrowed by region alone."""
    return {}


@dataclass(frozen=True, kw_only=True)
class SheetKind(Generic[S]):
    """`path` is the collection; `write` and `export` are the permissions asked for.

    `read` judges rows and lists what is wrong in the sheet's faults; it need not refuse.
    `row` gives the cells of a stored one; None when this kind of sheet cannot say it.
    `same` tells whether a row says of a stored one what is stored.
    `filters` is a dependency of the export: query parameters → a filter of the store.
    """

    name: str
    zh: str
    en: str
    path: str
    write: str
    columns: Sequence[Column]
    hints: Callable[[Scope], Mapping[str, Hint]]
    read: Callable[[Sheet, Sender], Sequence[Made[S]]]
    row: Callable[[Stored[S]], Mapping[str, Value] | None]
    same: Callable[[S, S], bool]
    filters: Callable[..., Mapping[str, Any]] = no_filters
    limits: Limits = LIMITS

    @property
    def all_columns(self) -> Sequence[Column]:
        return [*self.columns, ID]


class IdUnknown(ContractError):
    code = "id_unknown"

    def __init__(self) -> None:
        super().__init__(
            "登记中没有这个编号；新记录请将编号留空。",
            "the register has no such id; leave it blank for a new record.",
        )


class RowDiffers(ContractError):
    code = "row_differs"

    def __init__(self) -> None:
        super().__init__(
            "与已登记的内容不同；导入只新增、不修改，请用更正功能修改该条记录。",
            "this differs from what is registered; an import only adds: correct the record itself.",
        )


def new_ones(
    sheet: Sheet, made: Iterable[Made[S]], there: Mapping[str, S], same: Callable[[S, S], bool]
) -> list[Made[S]]:
    """Without the rows that name what is registered; one that names it wrongly is a fault."""
    new: list[Made[S]] = []
    for one in made:
        if not one.given:
            new.append(one)
        elif one.given not in there:
            sheet.faults.of(one.row, ID, IdUnknown())
        elif not same(there[one.given], one.change[0]):
            sheet.faults.of(one.row, ID, RowDiffers())
    return new


def region_in_scope(sheet: Sheet, row: Row, column: Column, scope: Scope) -> Region | None:
    """A region of the sender's area; None when it is none, which is then listed."""
    region = sheet.read(row, column, lambda text: region_of(text, scope))
    if region is not None and not scope.allows(region.code):
        sheet.faults.out_of_scope(row.number, column)
        return None
    return region
