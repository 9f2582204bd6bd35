"""Paper stations 空壳站: the plate is hung, and nobody works there. Pure.

A station claims to run once its plate is up; what it lacks is said with it, so that somebody can
be sent. A suspended station claims nothing and is on no such list.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.registry.activity.days import ServiceDays
from services.registry.stations.ladder import Stage
from services.registry.stations.station import Station


@dataclass(frozen=True, slots=True)
class Question:
    """Stations up on the `days`-th day without a service; one signed less than `grace` days ago
    is left out."""

    today: date
    days: int
    grace: int = 0

    def finds(self, station: Station, served: ServiceDays) -> bool:
        signed_on = station.signed_on
        if not station.stage.standing or signed_on is None:
            return False
        if (self.today - signed_on).days < self.grace:
            return False
        last = served.last_on
        return last is None or (self.today - last).days >= self.days


@dataclass(frozen=True, slots=True)
class Lacking:
    """What a station that claims to run cannot show."""

    evidence: tuple[str, ...]
    staff: bool
    certified: bool
    service: bool
    idle_since: date

    @classmethod
    def of(cls, station: Station, served: ServiceDays) -> Lacking:
        """Judged against the rung it has, but at least against running: that is its claim."""
        up_to = max(station.stage, Stage.OPERATING, key=lambda stage: stage.height)
        missing = station.missing(up_to, served=served.last_on is not None)
        signed_on = station.signed_on
        assert signed_on is not None, "a standing station was signed"
        return cls(
            evidence=tuple(required.evidence for required in missing),
            staff="staff" not in station.shows,
            certified="certified" not in station.shows,
            service=served.last_on is None,
            idle_since=served.last_on or signed_on,
        )
