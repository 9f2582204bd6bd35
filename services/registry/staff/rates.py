"""The certified rate 持证率 of stations, from its parts. Pure."""

from __future__ import annotations

from collections.abc import Collection

from services.registry.stations.station import Station


def staff(station: Station) -> int:
    """Persons 人 of every employment."""
    return sum(station.staff.by_employment.values())


def certified(station: Station) -> int:
    """Persons 人 with a certificate, each at one level."""
    return sum(station.staff.certified_by_level.values())


def rate(stations: Collection[Station]) -> float | None:
    """Certified ÷ staff of all of them together; it can be 0, and is None where nobody works."""
    whole = sum(map(staff, stations))
    return round(sum(map(certified, stations)) / whole, 4) if whole else None
