"""The unified social credit code 统一社会信用代码, GB 32100-2015: 18 characters, one to check."""

from __future__ import annotations

import unicodedata

from stdnum.cn import uscc
from stdnum.exceptions import ValidationError

from contracts.problems import ContractError


class CreditCodeInvalid(ContractError):
    code = "credit_code_invalid"

    def __init__(self) -> None:
        super().__init__(
            "统一社会信用代码应为 18 位数字或大写字母（不含 I、O、S、V、Z），"
            "且校验位正确（GB 32100-2015）。",
            "A unified social credit code has 18 digits or capitals (no I, O, S, V, Z) and a right "
            "check character (GB 32100-2015).",
        )


def credit_code(text: str) -> str:
    """In its plain form; full-width and small letters are the same code (CreditCodeInvalid)."""
    plain = unicodedata.normalize("NFKC", text).strip().upper()
    try:
        return str(uscc.validate(plain))
    except ValidationError:
        raise CreditCodeInvalid() from None
