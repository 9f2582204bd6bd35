"""The ladder of a station: its rungs, and what must show that each was really reached. Pure.

"The plate is hung, the rules are on the wall" is not a running station: each rung names the
evidence it takes, in ladder.csv, so that a stricter ladder is a line of data. `shown_by` names
what the register itself can show instead of a document: its staff count, its certificates, its
service log.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import Literal, cast

Shown = Literal["", "staff", "certified", "service"]


class Stage(StrEnum):
    PLANNED = "planned"
    SIGNED = "signed"
    EQUIPPED = "equipped"
    OPERATING = "operating"
    PROFESSIONAL = "professional"
    SUSPENDED = "suspended"
    CLOSED = "closed"

    @property
    def zh(self) -> str:
        return _NAMES[self]

    @property
    def standing(self) -> bool:
        """The plate is up, and nobody has said that it does not run."""
        return self in RUNGS

    @property
    def height(self) -> int:
        """1 signed … 4 professional; 0 for what is on no rung."""
        return RUNGS.index(self) + 1 if self in RUNGS else 0

    def reached(self, rung: Stage) -> bool:
        return self.standing and self.height >= rung.height


_NAMES = {
    Stage.PLANNED: "筹建",
    Stage.SIGNED: "已挂牌",
    Stage.EQUIPPED: "已配备",
    Stage.OPERATING: "运转",
    Stage.PROFESSIONAL: "专业化",
    Stage.SUSPENDED: "暂停",
    Stage.CLOSED: "已关闭",
}

RUNGS = (Stage.SIGNED, Stage.EQUIPPED, Stage.OPERATING, Stage.PROFESSIONAL)


@dataclass(frozen=True, slots=True)
class Requirement:
    """`rung` takes evidence of this kind; `shown_by` what the register may show instead."""

    rung: Stage
    evidence: str
    shown_by: Shown


@lru_cache(maxsize=1)
def requirements() -> tuple[Requirement, ...]:
    """In the order of the rungs."""
    with (files(__package__) / "ladder.csv").open(encoding="utf-8") as lines:
        return tuple(
            Requirement(Stage(row["rung"]), row["evidence"], cast(Shown, row["shown_by"]))
            for row in csv.DictReader(lines)
        )


def rung_of(evidence: str) -> Stage | None:
    """The rung that evidence of this kind belongs to."""
    return next((r.rung for r in requirements() if r.evidence == evidence), None)


def missing(up_to: Stage, filed: Iterable[str], shown: Iterable[Shown]) -> Iterator[Requirement]:
    """What nothing shows yet of all the rungs up to this one."""
    have, showing = set(filed), set(shown)
    for required in requirements():
        below = required.rung.height <= up_to.height
        if below and required.evidence not in have and required.shown_by not in showing:
            yield required
