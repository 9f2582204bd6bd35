"""What must hold between figures of one area and period, as data: rules.csv, and the subsets of
contracts/identities.csv.

subset  `figure` ≤ `of`                      floor    `figure` ≥ factor × `of`
ceiling `figure` ≤ factor × `of`             monotone no month takes away from what is summed up
`factor` is in whole base units (分 for money) per unit of `of`. `source` says who asks for it.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Literal, cast

from contracts import identities
from contracts.identities import Side

Kind = Literal["subset", "floor", "ceiling", "monotone"]
IDENTITY = "子集不大于全集"


@dataclass(frozen=True, slots=True)
class Rule:
    code: str
    kind: Kind
    figure: Side
    of: Side | None
    factor: int
    name_zh: str
    name_en: str
    source: str

    def excess(self, figure: int, of: int) -> int:
        """By how much the rule is broken, in the figure's unit; 0 or less where it holds."""
        if self.kind == "monotone":
            return -figure
        return self.factor * of - figure if self.kind == "floor" else figure - self.factor * of


@lru_cache(maxsize=1)
def all() -> tuple[Rule, ...]:
    subsets = (
        Rule(s.code, "subset", s.smaller, s.larger, 1, s.name_zh, s.name_en, IDENTITY)
        for s in identities.subsets()
    )
    with (files(__package__) / "rules.csv").open(encoding="utf-8") as lines:
        return (*subsets, *(_rule(row) for row in csv.DictReader(lines)))


def _rule(row: dict[str, str]) -> Rule:
    return Rule(
        row["code"],
        cast(Kind, row["kind"]),
        Side.parse(row["figure"]),
        Side.parse(row["of"]) if row["of"] else None,
        int(row["factor"] or 1),
        row["name_zh"],
        row["name_en"],
        row["source"],
    )
