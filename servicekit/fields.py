"""Kinds of field that request bodies are made of, each refusing what it cannot mean."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from contracts import regions
from contracts.codes import CodeList
from contracts.problems import ContractError


class TextInvalid(ContractError):
    code = "name_invalid"

    def __init__(self) -> None:
        super().__init__(
            "不能为空白，也不能含有控制字符或不可见字符。",
            "It may not be blank, nor hold control or invisible characters.",
        )


class DateNotText(ContractError):
    code = "date_invalid"

    def __init__(self) -> None:
        super().__init__("日期应写作 2022-06-30。", "Write a date as 2022-06-30.")


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFC", text).strip()
    if not text or any(unicodedata.category(char) in _INVISIBLE for char in text):
        raise TextInvalid()
    return text


_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


class InstantInvalid(ContractError):
    code = "date_invalid"

    def __init__(self) -> None:
        super().__init__(
            "时间应写作 2022-06-30T09:00:00+08:00，年份在 1990 至 2100 之间。",
            "Write a time as 2022-06-30T09:00:00+08:00, in the years 1990 to 2100.",
        )


class ZoneMissing(ContractError):
    code = "timezone_required"

    def __init__(self) -> None:
        super().__init__(
            "时间须带时区，如 2022-06-30T09:00:00+08:00。",
            "A time needs its zone, as in 2022-06-30T09:00:00+08:00.",
        )


class AmountInvalid(ContractError):
    code = "amount_invalid"

    def __init__(self) -> None:
        super().__init__(
            "金额以分为单位，须为 1 至 1000000000000 的整数（不含小数、逗号或引号）。",
            "An amount is a whole number of fen from 1 to 1000000000000, as a JSON number.",
        )


def _only_text(value: Any) -> Any:
    if not isinstance(value, str | date) or (isinstance(value, str) and len(value) != 10):
        raise DateNotText()
    return value


def _instant(value: Any) -> datetime:
    """RFC 3339 text to whole seconds in UTC, so that stored times compare as text."""
    if isinstance(value, datetime):
        return value
    written = _RFC3339.fullmatch(value) if isinstance(value, str) else None
    if written is None:
        raise InstantInvalid()
    if written["zone"] is None:
        raise ZoneMissing()
    try:
        instant = datetime.fromisoformat(value).astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError):
        raise InstantInvalid() from None
    if not 1990 <= instant.year <= 2100:
        raise InstantInvalid()
    return instant


_RFC3339 = re.compile(
    r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?(?P<zone>Z|[+-]\d{2}:\d{2})?", re.ASCII
)


def _fen(value: Any) -> int:
    if type(value) is not int or not 1 <= value <= MAX_FEN:
        raise AmountInvalid()
    return value


MAX_FEN = 10**12


def coded(known: CodeList) -> AfterValidator:
    """One code of a list: `Annotated[str, coded(codes.DOMAINS)]`. Names what exists."""
    return AfterValidator(lambda code: known.require(code).code)


Line = Annotated[str, Field(max_length=100), AfterValidator(_plain)]
"""One line of text a person reads: a name, a title."""

Note = Annotated[str, Field(max_length=2000)]

RegionCode = Annotated[
    str, Field(max_length=12), AfterValidator(lambda code: regions.require(code).code)
]
"""A live region of the code list (region_unknown, region_retired)."""

LocalDate = Annotated[date, BeforeValidator(_only_text)]
"""A day of Asia/Shanghai, 2022-06-30."""

Instant = Annotated[datetime, BeforeValidator(_instant)]
"""A moment with its zone, 2022-06-30T09:00:00+08:00; in UTC from here on (timezone_required)."""

Fen = Annotated[int, BeforeValidator(_fen)]
"""Money in whole fen 分, 1..10^12 (amount_invalid)."""

Count = Annotated[int, Field(strict=True, ge=0, le=10_000_000)]

Id = Annotated[
    str, Field(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")
]


class Body(BaseModel):
    """A request body: an unknown field is a mistake to be told about, not ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class View(BaseModel):
    """What a caller is shown."""

    model_config = ConfigDict(frozen=True)
