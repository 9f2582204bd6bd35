"""Money and whole numbers as people write them in a cell; whatever else it could be is refused."""

from __future__ import annotations

import re
from decimal import Decimal

from contracts.problems import ContractError
from servicekit.sheets.meanings import half_width

MOST_COUNT = 10_000_000
MOST_FEN = 10**12
_DIGITS = re.compile(r"\d{1,8}", re.ASCII)
_YUAN = re.compile(r"\d{1,11}(\.\d{1,2})?", re.ASCII)


class NumberInvalid(ContractError):
    code = "number_invalid"

    def __init__(self) -> None:
        super().__init__(
            f"应为 0 至 {MOST_COUNT} 的整数，不含逗号、小数和单位。",
            f"give a whole number from 0 to {MOST_COUNT}, without commas or units.",
        )


class YuanInvalid(ContractError):
    code = "amount_invalid"

    def __init__(self) -> None:
        super().__init__(
            "金额以元为单位，最多两位小数，不含逗号和单位，如 20000 或 1234.50。",
            "give an amount in yuan, two decimals at most, no commas or units: 20000 or 1234.50.",
        )


def count_of(text: str) -> int:
    """Raises NumberInvalid."""
    written = _DIGITS.fullmatch(half_width(text))
    if written is None or int(written[0]) > MOST_COUNT:
        raise NumberInvalid()
    return int(written[0])


def fen_of(text: str) -> int:
    """Yuan as written → whole fen. Raises YuanInvalid."""
    written = half_width(text)
    if not _YUAN.fullmatch(written) or (fen := int(Decimal(written) * 100)) > MOST_FEN:
        raise YuanInvalid()
    return fen


def yuan_of(fen: int) -> str:
    """2000050 → '20000.50', 2000000 → '20000'."""
    yuan, rest = divmod(fen, 100)
    return f"{yuan}.{rest:02d}" if rest else str(yuan)
