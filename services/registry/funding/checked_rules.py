"""The checked rules of money as data (checked_rules.csv): the 5 % ceiling and the floor a station.

A rule without a 文号 is cited by the title of what states it. Pure.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Rule:
    """`percent` bounds the numerator by a share of the denominator from above; `per_unit_fen`
    is what each of the denominator needs at least. `document`: 文号, '' where there is none."""

    code: str
    numerator: str
    denominator: str
    percent: int
    per_unit_fen: int
    document: str
    title: str
    clause: str
    zh: str
    en: str

    def limit(self, denominator: int) -> int:
        """The most (ceiling) or the least (floor) the numerator may be, in fen."""
        if self.percent:
            return denominator * self.percent // 100
        return denominator * self.per_unit_fen

    def met(self, numerator: int, denominator: int) -> bool:
        bound = self.limit(denominator)
        return numerator <= bound if self.percent else numerator >= bound

    def lacking(self, numerator: int, denominator: int) -> int:
        """How many fen too many (ceiling) or too few (floor); 0 when met."""
        bound = self.limit(denominator)
        return max(0, numerator - bound if self.percent else bound - numerator)


@lru_cache(maxsize=1)
def rules() -> dict[str, Rule]:
    with (files(__package__) / "checked_rules.csv").open(encoding="utf-8") as lines:
        return {row["code"]: _rule(row) for row in csv.DictReader(lines)}


def _rule(row: dict[str, str]) -> Rule:
    return Rule(
        code=row["code"],
        numerator=row["numerator"],
        denominator=row["denominator"],
        percent=int(row["percent"] or 0),
        per_unit_fen=int(row["per_unit_fen"] or 0),
        document=row["document"],
        title=row["title"],
        clause=row["clause"],
        zh=row["zh"],
        en=row["en"],
    )


CEILING = rules()["ceiling_5_percent"]
FLOOR = rules()["floor_20000_yuan"]
