"""Document numbers 文号: 云民发〔2021〕36号. Pure.

A number may be known only in part, 红办发〔2020〕号: the document is then entered as it is quoted,
and marked as lacking its number until somebody completes it.
"""

from __future__ import annotations

import re
import unicodedata

from contracts.problems import ContractError

_QUOTED = re.compile(r"[\u4e00-\u9fff]{1,12}〔(?P<year>(?:19|20)\d{2})〕(?P<serial>\d{0,5})号")
_BRACKETS = str.maketrans("[]［］【】（）()", "〔〕〔〕〔〕〔〕〔〕")


class NumberInvalid(ContractError):
    code = "document_number_invalid"

    def __init__(self) -> None:
        super().__init__(
            "文号应写作 云民发〔2021〕36号；序号不详的写作 红办发〔2020〕号。",
            "Write it as 云民发〔2021〕36号, or as 红办发〔2020〕号 while its serial is unknown.",
        )


def parse_number(text: str) -> str:
    """The number with its own brackets, whichever were typed. Raises NumberInvalid."""
    text = unicodedata.normalize("NFC", text).strip().translate(_BRACKETS)
    if not _QUOTED.fullmatch(text):
        raise NumberInvalid()
    return text


def is_complete(number: str) -> bool:
    found = _QUOTED.fullmatch(number)
    return bool(found and found["serial"])


def completes(full: str, partial: str) -> bool:
    """Whether `full` is a number that `partial` may have been quoted from."""
    return is_complete(full) and (not partial or full.startswith(partial.removesuffix("号")))
