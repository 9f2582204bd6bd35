"""Kilometres between the middles of two regions. Pure."""

from __future__ import annotations

from functools import lru_cache
from math import asin, cos, radians, sin, sqrt

from contracts.regions.tree import centroid

EARTH_KM = 6371.0


@lru_cache(maxsize=20_000)
def distance_km(one: str, other: str) -> float | None:
    """Great-circle distance between the middles of two regions; None where one is unknown."""
    a, b = centroid(one), centroid(other)
    if a is None or b is None:
        return None
    (east_a, north_a), (east_b, north_b) = (map(radians, point) for point in (a, b))
    square = (
        sin((north_b - north_a) / 2) ** 2
        + cos(north_a) * cos(north_b) * sin((east_b - east_a) / 2) ** 2
    )
    return 2 * EARTH_KM * asin(sqrt(square))
