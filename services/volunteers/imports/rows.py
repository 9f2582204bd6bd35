"""One record of a registry file: the volunteer it tells of, or what is wrong with it. Pure.

A record is known by `number`, the one the volunteer has where the file comes from. It is not kept:
the id of the volunteer here is derived from it, so that the same record always names the same one.
"""

from __future__ import annotations

import csv
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Protocol, TypeVar

from pydantic import Field, ValidationError

from contracts.problems import ContractError
from servicekit import jsontext
from servicekit.errors import DomainError, OutOfScope
from servicekit.scope import Scope
from servicekit.sheets.meanings import day_of, half_width
from servicekit.validation import refusal
from services.volunteers.imports import cells
from services.volunteers.people.api import RegisterVolunteer
from services.volunteers.people.domain import Volunteer

T = TypeVar("T")

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://wushe.invalid/volunteers")


@dataclass(frozen=True, slots=True)
class Told:
    line: int
    id: str
    volunteer: Volunteer


@dataclass(frozen=True, slots=True)
class Wrong:
    """The first thing wrong with a record; never what stood there: it may name somebody."""

    line: int
    field: str
    code: str
    zh: str
    en: str

    @classmethod
    def of(cls, line: int, field: str, error: ContractError | DomainError) -> Wrong:
        if isinstance(error, ContractError):
            return cls(line, field, error.code, error.zh, error.en)
        return cls(line, field, error.code, error.sentence("zh"), error.sentence("en"))


class CellBlank(ContractError):
    code = "field_missing"

    def __init__(self) -> None:
        super().__init__("缺少必填项。", "This is required.")


class RowUnreadable(ContractError):
    code = "row_unreadable"

    def __init__(self) -> None:
        super().__init__(
            "这一行无法读出：编码不符、引号不成对或列数与表头不同。",
            "The row cannot be read: another encoding, an open quote, or not as many columns as "
            "the header.",
        )


class HeaderUnknown(ContractError):
    """The cells are not repeated: without a header they are somebody's data."""

    code = "header_unknown"

    def __init__(self, places: Sequence[int]) -> None:
        which = "、".join(str(place) for place in places)
        super().__init__(
            f"表头第 {which} 列不认识。可用的列：{_NAMES_ZH}。不收姓名、证件号和电话。",
            f"Columns {which} of the header are unknown. There are: {', '.join(COLUMNS)}. "
            "No names, identity or telephone numbers are taken.",
            "/lines/1",
        )


class HeaderIncomplete(ContractError):
    code = "header_missing"

    def __init__(self) -> None:
        super().__init__(
            "第一行应为表头，且必须有「志愿者编号」和「居住地区」两列，每列只出现一次。",
            "The first row is the header; number and region must be in it, each column once.",
            "/lines/1",
        )


COLUMNS: Mapping[str, tuple[str, ...]] = {
    "number": ("志愿者编号", "编号"),
    "region": ("居住地区", "地区", "地区代码"),
    "skills": ("技能", "服务技能"),
    "languages": ("语言",),
    "availability": ("空闲时间", "空闲时段"),
    "reach_km": ("服务半径", "服务半径(公里)"),
    "screened_until": ("未成年人服务审查有效期", "审查有效期"),
}
_NAMES_ZH = "、".join(names[0] for names in COLUMNS.values())
_KEYS = {name: key for key, names in COLUMNS.items() for name in (key, *names)}


class Reader(Protocol):
    """Reads the records of one file, in turn."""

    def read(self, line: int, record: bytes) -> Told | Wrong | None: ...


def volunteer_id(source: str, number: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, f"{source}/{number}"))


class Csv:
    """The first record is the header (HeaderUnknown, HeaderIncomplete). What a cell stands for is
    worked out once for all rows that say the same."""

    def __init__(self, scope: Scope, source: str, encoding: str) -> None:
        self._scope = scope
        self._source = source
        self._encoding = encoding
        self._keys: list[str] = []
        self._region = lru_cache(maxsize=4096)(lambda text: cells.region(text, scope))

    def read(self, line: int, record: bytes) -> Told | Wrong | None:
        """None for the header."""
        try:
            row = next(csv.reader([record.decode(self._encoding)], strict=True), [])
        except (UnicodeDecodeError, csv.Error):
            if not self._keys:
                raise HeaderIncomplete() from None
            return Wrong.of(line, "", RowUnreadable())
        if not self._keys:
            self._keys = _header(row)
            return None
        if len(row) != len(self._keys):
            return Wrong.of(line, "", RowUnreadable())
        return self._row(line, dict(zip(self._keys, map(str.strip, row), strict=True)))

    def _row(self, line: int, row: Mapping[str, str]) -> Told | Wrong:
        field = ""

        def cell(key: str, meaning: Callable[[str], T], blank: T) -> T:
            nonlocal field
            field = key
            return meaning(text) if (text := row.get(key, "")) else blank

        try:
            number = cell("number", cells.usable_number, "")
            region = cell("region", self._region, "")
            if not number or not region:
                raise CellBlank()
            skills, levels = cell("skills", cells.skills, cells.NO_SKILLS)
            volunteer = Volunteer(
                region=region,
                skills=skills,
                levels=levels,
                languages=cell("languages", cells.languages, ()),
                slots=cell("availability", cells.slots, ()),
                reach_km=cell("reach_km", cells.reach, None),
                screened_until=cell("screened_until", day_of, None),
            )
        except (ContractError, DomainError) as error:
            return Wrong.of(line, field, error)
        return Told(line, volunteer_id(self._source, number), volunteer)


class _NumberedVolunteer(RegisterVolunteer):
    number: Annotated[str, Field(max_length=64)]


class Ndjson:
    """Every record an object as POST /people takes it, with its `number`."""

    def __init__(self, scope: Scope, source: str) -> None:
        self._scope = scope
        self._source = source

    def read(self, line: int, record: bytes) -> Told | Wrong | None:
        try:
            jsontext.check(record)
            body = _NumberedVolunteer.model_validate_json(record)
            number = cells.usable_number(body.number)
            self._scope.require(body.region)
        except ValidationError as error:
            return _first(line, error)
        except (ContractError, DomainError) as error:
            return Wrong.of(line, _FIELDS.get(error.code, ""), error)
        return Told(line, volunteer_id(self._source, number), body.told(body.region))


_FIELDS = {cells.NumberUnusable.code: "number", OutOfScope.code: "region"}


def _first(line: int, error: ValidationError) -> Wrong:
    told = refusal([{**one, "loc": ("body", *one["loc"])} for one in error.errors()]).fields[0]
    return Wrong(line, told.pointer.strip("/"), told.code, told.zh, told.en)


def _header(row: Sequence[str]) -> list[str]:
    keys = [_KEYS.get(half_width(cell).replace(" ", "").rstrip("*").lower(), "") for cell in row]
    unknown = [place for place, key in enumerate(keys, 1) if not key]
    if len(unknown) == len(keys) or not {"number", "region"} <= set(keys):
        raise HeaderIncomplete()
    if unknown:
        raise HeaderUnknown(unknown)
    if len(set(keys)) < len(keys):
        raise HeaderIncomplete()
    return keys
