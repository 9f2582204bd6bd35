"""What a rule can ask for: the catalogue of measures, as data (measures.csv). Pure.

A measure belongs to one of the six haves 六有, or to none (money, coverage). Its unit is empty
where the answer is yes or no, 1 or 0. `local_item` is an item a locality adds: the rule names it
and says which have it belongs to, and its answers go by the rule's id.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Literal, cast

from contracts import codes

Subject = Literal["station", "township"]

LOCAL_ITEM = "local_item"
ANSWERED = (
    "fixed_premises",
    "independent_premises",
    "office_area",
    "service_area",
    "equipment_sets",
    "desk",
    "computer",
    "printer",
    "filing_cabinet",
    "unified_plate",
    "senior_staff",
    "service_list",
    "workflow_on_wall",
    "rules_on_wall",
)
"""Measures whose value is the answer of a check; the others follow from what the register counts
itself: its stations, their staff, their money."""


@dataclass(frozen=True, slots=True)
class Measure:
    code: str
    have: str
    unit: str
    subject: Subject

    @property
    def largest(self) -> int:
        """The largest answer that makes sense: 1 where something is there or not."""
        return 1_000_000 if self.unit else 1

    @property
    def zh(self) -> str:
        return codes.STANDARD_MEASURES.require(self.code).name_zh

    @property
    def en(self) -> str:
        return codes.STANDARD_MEASURES.require(self.code).name_en


@lru_cache(maxsize=1)
def measures() -> dict[str, Measure]:
    with (files(__package__) / "measures.csv").open(encoding="utf-8") as lines:
        known = {row["measure"]: _measure(row) for row in csv.DictReader(lines)}
    return {**known, LOCAL_ITEM: Measure(LOCAL_ITEM, "", "", "station")}


def _measure(row: dict[str, str]) -> Measure:
    subject = cast(Subject, row["subject"])
    return Measure(row["measure"], row["have"], row["unit"], subject)
