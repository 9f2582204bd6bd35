"""Kinds of field that request bodies are made of, each refusing what it cannot mean."""

from __future__ import annotations

import unicodedata
from datetime import date
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


def _only_text(value: Any) -> Any:
    if not isinstance(value, str | date) or (isinstance(value, str) and len(value) != 10):
        raise DateNotText()
    return value


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
