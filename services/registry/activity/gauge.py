"""Paper stations by area, for Prometheus: how many, never which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from contracts.regions import ROOT
from servicekit import areas
from servicekit.area_gauges import Sample
from servicekit.clock import Clock
from servicekit.mirror import Mirror
from servicekit.scope import Scope
from services.registry.activity.follower import Activity
from services.registry.activity.paper import Question
from services.registry.stations.station import Station

GAUGE = "wushe_area_paper_stations"
IDLE_DAYS = 90
"""As the list of paper stations asks when nothing else is said."""


def samples(found_in: Iterable[str]) -> Iterable[Sample]:
    """`found_in`: the region of each paper station. Every area has its sample, 0 included."""
    here = areas.current()
    smallest = (here.number(region) for region in found_in)
    counted = Counter(above for area in smallest if area is not None for above in here.above(area))
    return [Sample(GAUGE, code, counted[number]) for number, code in enumerate(here.codes)]


class PaperCount:
    def __init__(self, stations: Mirror[Station], activity: Activity, clock: Clock) -> None:
        self._stations = stations
        self._activity = activity
        self._clock = clock

    async def measure(self) -> Iterable[Sample]:
        asked = Question(self._clock.today(), IDLE_DAYS)
        return samples(
            stored.region
            for stored in self._stations.within(Scope.of(ROOT))
            if asked.finds(stored.state, self._activity.of(stored.id))
        )
