"""When something about a gift wants looking at: kinds of alarm, their days, their sources.

The days are settings of this file, not law; where a law names a term, the rule cites it (clause
numbers of the 2016 Charity Law 慈善法; the 2023 revision renumbers them).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Rule:
    kind: str
    days: int
    zh: str
    en: str
    cite: str


def _read() -> dict[str, Rule]:
    with (files(__package__) / "rules.csv").open(encoding="utf-8") as lines:
        rows = csv.DictReader(lines)
        return {
            r["kind"]: Rule(r["kind"], int(r["days"]), r["zh"], r["en"], r["cite"]) for r in rows
        }


RULES = _read()
