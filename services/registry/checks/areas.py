"""The haves of an area: how many of its stations meet each. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from services.registry.checks.gaps import Place, score
from services.registry.standards.rulebook import Rulebook


@dataclass(slots=True)
class Tally:
    """Counted up place by place."""

    stations: int = 0
    checked: int = 0
    meet: Counter[str] = field(default_factory=Counter)
    meet_all: int = 0
    met: int = 0
    applied: int = 0
    townships: int = 0
    covered: int = 0

    def add(self, place: Place, book: Rulebook, checked: bool) -> None:
        if place.subject == "township":
            self.townships += 1
            self.covered += place.values["stations"] > 0
            return
        found = score(place, book)
        self.stations += 1
        self.checked += checked
        self.meet.update(found.haves)
        self.meet_all += bool(found.asked) and found.haves == found.asked
        self.met += found.met
        self.applied += found.applied

    def __iadd__(self, other: Tally) -> Tally:
        self.stations += other.stations
        self.checked += other.checked
        self.meet.update(other.meet)
        self.meet_all += other.meet_all
        self.met += other.met
        self.applied += other.applied
        self.townships += other.townships
        self.covered += other.covered
        return self

    @property
    def percent(self) -> int | None:
        return self.met * 100 // self.applied if self.applied else None
