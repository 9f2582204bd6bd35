"""Coverage by rung: made from its parts at every level."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from contracts import regions
from contracts.regions import Area
from services.registry.coverage.domain import Coverage, coverage_of
from services.registry.stations.changes import move_station
from services.registry.stations.domain import close_station, suspend_station
from services.registry.stations.ladder import Stage
from services.registry.stations.station import Station
from tests.unit.registry.stations_stage import EQUIPPED, OPERATING, PLANNED, SIGNED, TODAY, TOP

GEJIU, HONGHE = "532501", "532500"
PLACES = [place.code for place in regions.children(GEJIU)]


def at(station: Station, place: str, **changes: str) -> Station:
    return replace(station, region=place, **changes)


def covered(*stations: Station, region: str = GEJIU, on: date = TODAY) -> Coverage:
    return coverage_of(stations, Area(region), on)[0]


def test_a_place_is_covered_once_however_many_stations_it_has() -> None:
    found = covered(at(SIGNED, PLACES[0]), at(OPERATING, PLACES[0]), at(SIGNED, PLACES[1]))
    assert (found.covered, found.due) == (2, len(PLACES))
    assert found.percent() == round(200 / len(PLACES), 2)
    assert (found.stations[Stage.SIGNED], found.stations[Stage.OPERATING]) == (2, 1)


def test_a_place_has_come_as_far_as_its_best_station() -> None:
    found = covered(at(SIGNED, PLACES[0]), at(TOP, PLACES[0]), at(EQUIPPED, PLACES[1]))
    assert [found.reached[rung] for rung in (Stage.SIGNED, Stage.EQUIPPED, Stage.OPERATING)] == [
        2, 2, 1,
    ]  # fmt: skip
    assert found.reached[Stage.PROFESSIONAL] == 1


def test_a_room_or_a_planned_suspended_or_closed_station_covers_no_place() -> None:
    suspended, _ = suspend_station(SIGNED, TODAY, "no_staff", TODAY)
    closed, _ = close_station(SIGNED, TODAY, "merged", TODAY)
    found = covered(
        at(PLANNED, PLACES[0]),
        at(suspended, PLACES[1]),
        at(closed, PLACES[2]),
        at(SIGNED, PLACES[3], kind="room"),
    )
    assert (found.covered, found.stations[Stage.SUSPENDED]) == (0, 1)
    assert found.stations[Stage.SIGNED] == 1


def test_the_whole_is_the_sum_of_its_parts_and_its_ratio_is_made_from_them() -> None:
    whole, parts = coverage_of([at(SIGNED, place) for place in PLACES], Area(HONGHE), TODAY)
    assert whole.due == sum(part.due for _, part in parts)
    assert whole.covered == sum(part.covered for _, part in parts) == len(PLACES)
    assert whole.percent() == round(100 * len(PLACES) / whole.due, 2)
    assert {region.code: part.percent() for region, part in parts}[GEJIU] == 100.0


def test_a_township_station_that_names_no_township_covers_none_and_is_told() -> None:
    found = covered(at(SIGNED, GEJIU))
    assert (found.covered, found.unplaced) == (0, 1)


def test_coverage_on_a_day_is_of_where_the_stations_stood_then() -> None:
    here, there = PLACES[:2]
    moved, _ = move_station(at(OPERATING, here), there, "", "premises_moved", TODAY, TODAY)
    before = coverage_of([moved], Area(GEJIU), date(2022, 3, 31))[1]
    now = coverage_of([moved], Area(GEJIU), TODAY)[1]
    assert [region.code for region, part in before if part.covered] == [here]
    assert [region.code for region, part in now if part.covered] == [there]
    equipped = {region.code: part.stations[Stage.EQUIPPED] for region, part in before}
    assert equipped[here] == 1
    assert covered(moved, on=date(2022, 2, 1)).covered == 0


def test_a_township_is_its_own_only_part() -> None:
    whole, parts = coverage_of([at(SIGNED, PLACES[0])], Area(PLACES[0]), TODAY)
    assert (whole.due, whole.covered, len(parts)) == (1, 1, 1)
