"""How good a candidate is who passes every rule: whole points, each with its reason. Pure.

place  0–60  lives in the need's own region 60, in the same county 45, else 30 less one point
             for each 10 km between the counties
load   0–30  30 less 10 for each booking within 14 days of the need: work is spread
fit    0–10  the share of their skills the need asks for: the versatile are kept for others
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt

from contracts import regions
from services.volunteers.matching.rules import Person, Question
from services.volunteers.needs.domain import Need
from services.volunteers.people.domain import Volunteer
from services.volunteers.times import Window

EARTH_KM = 6371.0
NEAR = timedelta(days=14)
COUNTY_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Score:
    place: int
    load: int
    fit: int

    @property
    def total(self) -> int:
        return self.place + self.load + self.fit


def score(asked: Question, person: Person) -> Score:
    return Score(
        place=_place(asked.need.region, person.volunteer.region),
        load=_load(asked.need, person.volunteer),
        fit=_fit(asked.need, person.volunteer),
    )


def _place(need: str, home: str) -> int:
    if regions.within(home, need):
        return 60
    need_county, home_county = need[:COUNTY_DIGITS], home[:COUNTY_DIGITS]
    if need_county == home_county:
        return 45
    kilometres = distance_km(need_county, home_county)
    return 0 if kilometres is None else max(0, 30 - round(kilometres / 10))


def _load(need: Need, volunteer: Volunteer) -> int:
    around = Window(need.window.starts - NEAR, need.window.ends + NEAR)
    return max(0, 30 - 10 * sum(b.window.overlaps(around) for b in volunteer.bookings))


def _fit(need: Need, volunteer: Volunteer) -> int:
    return round(10 * len(need.skills) / len(volunteer.skills)) if volunteer.skills else 10


@lru_cache(maxsize=20_000)
def distance_km(one: str, other: str) -> float | None:
    """Great-circle distance between the middles of two regions; None where one is unknown."""
    a, b = regions.centroid(one), regions.centroid(other)
    if a is None or b is None:
        return None
    (east_a, north_a), (east_b, north_b) = (map(radians, point) for point in (a, b))
    square = (
        sin((north_b - north_a) / 2) ** 2
        + cos(north_a) * cos(north_b) * sin((east_b - east_a) / 2) ** 2
    )
    return 2 * EARTH_KM * asin(sqrt(square))
