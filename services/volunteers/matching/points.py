"""The parts of one person's score for one need, each 0..1000 and weighed. Pure.

weights.py says what each part means.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from contracts import regions
from contracts.regions.distance import distance_km
from services.volunteers.matching.profile import COUNTIES, Asked, Profile
from services.volunteers.matching.weights import PART_MAX, Weights

NEWCOMER_BEFORE = 3


@dataclass(frozen=True, slots=True)
class Points:
    """Points already weighed; they add up to the score."""

    distance: int
    skill: int
    language: int
    availability: int
    load: int
    record: int
    newcomer: int

    @property
    def score(self) -> int:
        return (
            self.distance
            + self.skill
            + self.language
            + self.availability
            + self.load
            + self.record
            + self.newcomer
        )


def points(asked: Asked, person: Profile, weights: Weights) -> Points:
    own = regions.within(person.region, asked.region)
    return Points(
        distance=weigh(PART_MAX if own else between(asked.county, person.county), weights.distance),
        skill=weigh(skill_part(len(asked.skills), len(person.skills)), weights.skill),
        language=weigh(_welcome(asked, person), weights.language),
        availability=weigh(availability_part(len(person.hours)), weights.availability),
        load=weigh(load_part(person.load_hours), weights.load),
        record=weigh(person.record, weights.record),
        newcomer=weigh(newcomer_part(person.services), weights.newcomer),
    )


def weigh(part: int, weight: int) -> int:
    return part * weight // PART_MAX


@lru_cache(maxsize=20_000)
def between(need: int, home: int) -> int:
    """The distance part of two counties, by number."""
    if need == home and need >= 0:
        return 850
    km = kilometres(need, home)
    return 0 if km is None else max(0, 700 - 2 * round(km))


def kilometres(one: int, other: int) -> float | None:
    """Between the middles of two counties; None when one is no county."""
    if one < 0 or other < 0:
        return None
    return 0.0 if one == other else distance_km(COUNTIES[one], COUNTIES[other])


def skill_part(asked: int, known: int) -> int:
    return PART_MAX * asked // known if known else PART_MAX


def availability_part(hours: int) -> int:
    return min(PART_MAX, 25 * hours)


def load_part(hours: int) -> int:
    return max(0, PART_MAX - 50 * hours)


def newcomer_part(services: int) -> int:
    return PART_MAX if services < NEWCOMER_BEFORE else 0


def _welcome(asked: Asked, person: Profile) -> int:
    if not asked.welcome:
        return PART_MAX
    return PART_MAX * len(asked.welcome & person.languages) // len(asked.welcome)
