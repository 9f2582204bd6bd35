"""What the commands say: Chinese first, English beside it, one language by WUSHE_LANG=zh|en."""

from __future__ import annotations

import os
import sys
from typing import TextIO


def both(zh: str, en: str) -> str:
    """One line in the wanted language, or in both, Chinese first."""
    wanted = os.environ.get("WUSHE_LANG", "").lower()
    if wanted.startswith("zh"):
        return zh
    if wanted.startswith("en"):
        return en
    return f"{zh}  |  {en}"


def say(zh: str, en: str, stream: TextIO | None = None) -> None:
    print(both(zh, en), file=stream or sys.stdout, flush=True)


class Refusal(Exception):
    """A one-line no, with the cure. The command ends with exit code `code`."""

    def __init__(self, zh: str, en: str, code: int = 1) -> None:
        super().__init__(both(zh, en))
        self.zh, self.en, self.code = zh, en, code
