"""What matching knows of one person, and what one need asks for. Pure.

Both are small and plain, so that the index in columns (roll.py) and the rule-by-rule explanation
(rules.py, points.py) are told the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from contracts import codes, regions
from services.volunteers.times import Window

WEEK_HOURS = 168
LEVELS = 3
"""Skill levels 1 (can help), 2 (practised), 3 (qualified)."""

REACH_KM = (0, 30, 80, 200, 10_000)
"""How far somebody travels: own county, next ones, the prefecture, around it, everywhere."""

COUNTIES: tuple[str, ...] = tuple(r.code for r in regions.all() if r.level == "county")
COUNTY_NUMBER: Mapping[str, int] = {code: number for number, code in enumerate(COUNTIES)}
SKILL_CODES = codes.SKILLS.codes
LANGUAGE_CODES = codes.LANGUAGES.codes


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """`hours`: hours of the week when free, Monday 00:00 is 0; `reach`: place in REACH_KM;
    `load_hours`: promised or served within 28 days; `record`: 0..1000, kept promises and
    ratings; `services`: how many so far; `busy`: windows already promised to other needs."""

    region: str
    skills: Mapping[str, int] = field(default_factory=dict)
    languages: frozenset[str] = frozenset()
    hours: frozenset[int] = frozenset()
    screened_until: date | None = None
    reach: int = len(REACH_KM) - 1
    load_hours: int = 0
    record: int = 500
    services: int = 0
    active: bool = True
    busy: tuple[Window, ...] = ()

    @property
    def county(self) -> int:
        """Its number in COUNTIES; a prefecture's or the province's people have none: −1."""
        return COUNTY_NUMBER.get(self.region[:6], -1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One need's question. `skills`: code → least level; `languages` are needed, `welcome` ones
    only better; `hours`: hours of the week its window touches; `minors_on`: the last day of work
    with minors, None when it is for adults; `taken`: who has a place of it already."""

    region: str
    window: Window
    hours: frozenset[int]
    skills: Mapping[str, int] = field(default_factory=dict)
    languages: frozenset[str] = frozenset()
    welcome: frozenset[str] = frozenset()
    minors_on: date | None = None
    taken: frozenset[str] = frozenset()

    @property
    def county(self) -> int:
        return COUNTY_NUMBER.get(self.region[:6], -1)


def minute_of(instant: datetime) -> int:
    """Whole minutes since 1970: how windows are kept in columns."""
    return int(instant.timestamp()) // 60
