"""How much each part of a score weighs: a setting, with these as the default.

distance      1000 in the need's own region, 850 in its county, else 700 less 2 for each kilometre
              between the counties
skill         1000 × skills asked for ÷ skills known: the versatile are kept for other needs
language      1000 × welcome languages spoken ÷ welcome languages; 1000 when none is named
availability  25 for each free hour of the week, up to 1000: a change of time will not lose them
load          1000 less 50 for each hour promised or served within 28 days: work is spread
record        kept promises and ratings, 0..1000
newcomer      1000 before the third service: everybody gets a chance

Every part is 0..1000; weights are whole points and a score is Σ part × weight ÷ 1000, each
product rounded down, so that every computation of it gives the same whole number.
"""

from __future__ import annotations

from dataclasses import dataclass

PART_MAX = 1000


@dataclass(frozen=True, slots=True)
class Weights:
    distance: int = 300
    skill: int = 200
    language: int = 100
    availability: int = 100
    load: int = 150
    record: int = 100
    newcomer: int = 50

    def __post_init__(self) -> None:
        if min(self.all) < 0 or sum(self.all) != PART_MAX:
            raise ValueError("weights are not negative and add up to 1000")

    @property
    def all(self) -> tuple[int, ...]:
        return (
            self.distance,
            self.skill,
            self.language,
            self.availability,
            self.load,
            self.record,
            self.newcomer,
        )


DEFAULT = Weights()
