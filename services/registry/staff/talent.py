"""Who fits a demand for talent: by skill and level, language, grade, and how near. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from contracts import regions
from services.registry.staff.domain import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """`skills`: code → least level; every skill and language must be there."""

    region: str
    skills: Mapping[str, int]
    languages: frozenset[str] = frozenset()
    grade: str = ""


@dataclass(frozen=True, slots=True)
class Fit:
    """`nearness` 3 own region, 2 same county, 1 same prefecture, 0 elsewhere; `surplus` levels
    above those asked for; `free` without a full-time post."""

    id: str
    nearness: int
    surplus: int
    free: bool


def fits(demand: Demand, id_: str, person: Person) -> Fit | None:
    """None when something asked for is missing."""
    enough = all(person.skills.get(s, 0) >= level for s, level in demand.skills.items())
    understood = demand.languages <= set(person.languages)
    graded = not demand.grade or person.grade == demand.grade
    if person.left_on is not None or not (enough and understood and graded):
        return None
    surplus = sum(person.skills[s] - level for s, level in demand.skills.items())
    return Fit(id_, nearness(demand.region, person.region), surplus, not person.posts)


def ranked(found: Iterable[Fit]) -> list[Fit]:
    """The nearest first, then the free, then the more skilled, then by id."""
    return sorted(found, key=lambda fit: (-fit.nearness, not fit.free, -fit.surplus, fit.id))


def nearness(demand: str, home: str) -> int:
    if regions.within(home, demand):
        return 3
    return 2 if home[:6] == demand[:6] else int(home[:4] == demand[:4])
