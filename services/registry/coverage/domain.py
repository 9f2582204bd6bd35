"""Coverage: of the places that should have a station, how many have one, and on which rung. Pure.

A place is a township or subdistrict of the code list; its station is one of those kinds standing
there. Every ratio is made from its parts, at every level, and never averaged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from contracts.regions import Area, Region
from services.registry.stations.ladder import RUNGS, Stage
from services.registry.stations.station import Station

PLACE_KINDS = ("township", "subdistrict")


@dataclass(slots=True)
class Coverage:
    """`due`: places that should have a station. `reached[rung]`: places whose best station has
    come at least that far. `stations`: those in the stock, of every kind, by stage. `unplaced`:
    stations of a township's kind that name no township."""

    due: int = 0
    reached: Counter[Stage] = field(default_factory=Counter)
    stations: Counter[Stage] = field(default_factory=Counter)
    unplaced: int = 0

    @property
    def covered(self) -> int:
        return self.reached[Stage.SIGNED]

    def percent(self, rung: Stage = Stage.SIGNED) -> float | None:
        """Of the places due, rounded to hundredths; None where none is due."""
        return round(100 * self.reached[rung] / self.due, 2) if self.due else None

    def add(self, other: Coverage) -> None:
        self.due += other.due
        self.unplaced += other.unplaced
        self.reached.update(other.reached)
        self.stations.update(other.stations)


def coverage_of(
    stations: Iterable[Station], area: Area, on: date
) -> tuple[Coverage, list[tuple[Region, Coverage]]]:
    """As it stood at the end of a day: the whole of an area, and each region directly below."""
    places = _by_place(stations, area, on)
    children = area.children or (area.region,)
    rows = [(child, _summed(places, Area(child.code, area.borders))) for child in children]
    return _summed(places, area), rows


def _by_place(stations: Iterable[Station], area: Area, on: date) -> dict[str, Coverage]:
    """By the code of each place of the area, and of whatever else stations name."""
    found = {
        place.code: Coverage(due=1)
        for place in area.borders.all()
        if place.level == "township" and area.holds(place.code)
    }
    for station in stations:
        stage, path = station.stage_on(on), area.borders.path(station.region_on(on))
        if area.code not in path or not (stage.standing or stage is Stage.SUSPENDED):
            continue
        here = found.setdefault(path[0], Coverage())
        here.stations[stage] += 1
        if station.kind in PLACE_KINDS:
            _reach(here, stage)
    return found


def _reach(here: Coverage, stage: Stage) -> None:
    """A place has come as far as its best station."""
    if not here.due:
        here.unplaced += 1
        return
    for rung in RUNGS:
        if stage.reached(rung):
            here.reached[rung] = 1


def _summed(places: Mapping[str, Coverage], area: Area) -> Coverage:
    whole = Coverage()
    for code, place in places.items():
        if area.holds(code):
            whole.add(place)
    return whole
