"""Stations in the stock and on their rungs, through all that may happen to one."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from contracts.registry.stations import StaffCounts, StationEvent
from services.metrics.counting import deltas_of
from services.registry.stations import changes, domain
from services.registry.stations.ladder import Stage
from services.registry.stations.station import Change, Station
from tests.unit.registry.stations_stage import EQUIPMENT, PLATE, PROFESSIONAL

HERE, THERE = "532501002", "532501003"
START = date(2022, 1, 1)
PLANNED = Station(name="大屯站", kind="subdistrict", region=HERE, operating_mode="own_staff")


def stocks(events: list[StationEvent], on: date) -> Counter[tuple[str, str, str]]:
    """(indicator, region, dimensions) → its stock at the end of a day; zeros left out."""
    found: Counter[tuple[str, str, str]] = Counter()
    for event in events:
        for cell, delta in deltas_of(event):
            if cell.day <= on:
                found[cell.indicator, cell.region, cell.dimensions] += delta
    return Counter({key: value for key, value in found.items() if value})


def after(station: Station, *verbs: str) -> tuple[Station, list[StationEvent], date]:
    """The verbs one day after the other; those that are refused are left out."""
    told: list[StationEvent] = []
    day = START
    for verb in verbs:
        day += timedelta(days=1)
        try:
            station, events = act(station, verb, day)
        except (domain.WrongStage, domain.EvidenceMissing):
            continue
        told += events
    return station, told, day


def act(station: Station, verb: str, day: date) -> Change:
    match verb:
        case "sign":
            return domain.sign_station(station, day, day, PLATE)
        case "equip":
            return domain.equip_station(station, day, day, EQUIPMENT)
        case "open":
            return domain.open_station(station, day, day)
        case "professional":
            return domain.make_professional(station, day, day, PROFESSIONAL)
        case "suspend":
            return domain.suspend_station(station, day, "no_staff", day)
        case "resume":
            return domain.resume_station(station, day, day)
        case "move":
            region = THERE if station.region == HERE else HERE
            return changes.move_station(station, region, "", "premises_moved", day, day)
        case "staff":
            counts = StaffCounts(by_employment={"full_time": day.day})
            return domain.count_staff(station, counts, day, day)
        case _:
            return domain.close_station(station, day, "merged", day)


def expected(station: Station) -> Counter[tuple[str, str, str]]:
    stock: Counter[tuple[str, str, str]] = Counter()
    if station.counted:
        stock["stations", station.region, f"kind={station.kind}"] = 1
        stock["station_rungs", station.region, f"stage={station.stage}"] = 1
    for employment, persons in station.staff.by_employment.items():
        stock["staff", station.region, f"employment={employment}"] = persons
    return stock


VERBS = st.sampled_from(
    ["sign", "equip", "open", "professional", "suspend", "resume", "move", "staff", "close"]
)


@given(st.lists(VERBS, max_size=30))
def test_the_stock_is_where_and_how_the_station_stands_whatever_happened_to_it(
    verbs: list[str],
) -> None:
    station, told, day = after(PLANNED, "sign", *verbs)
    assert stocks(told, day) == expected(station)


@given(st.lists(VERBS, max_size=20))
def test_no_stock_is_ever_negative_on_any_day(verbs: list[str]) -> None:
    _, told, day = after(PLANNED, "sign", *verbs)
    for n in range((day - START).days + 1):
        assert all(value > 0 for value in stocks(told, START + timedelta(days=n)).values())


def test_a_suspended_station_keeps_its_place_in_the_stock_and_leaves_its_rung() -> None:
    _, told, day = after(PLANNED, "sign", "open", "suspend")
    stock = stocks(told, day)
    assert stock["stations", HERE, "kind=subdistrict"] == 1
    assert stock["station_rungs", HERE, "stage=suspended"] == 1
    assert stock["station_rungs", HERE, "stage=operating"] == 0


def test_a_station_that_moves_takes_its_staff_along() -> None:
    _, told, day = after(PLANNED, "sign", "staff", "move")
    stock = stocks(told, day)
    assert {region for (_, region, _), value in stock.items() if value} == {THERE}
    assert stock["staff", THERE, "employment=full_time"] == 3


def test_a_planned_station_that_moves_moves_no_stock() -> None:
    _, told, day = after(PLANNED, "move")
    assert (len(told), stocks(told, day)) == (1, Counter())


def test_the_rungs_of_events_of_before_there_were_rungs_still_add_up() -> None:
    old, new = after(PLANNED, "sign", "open", "close")[1], after(PLANNED, "sign", "open")[1]
    closed = [type(e)(**{n: getattr(e, n) for n in ("region", "occurred_on", "kind")},
                      reason="merged", counted=True) for e in old[-1:]]  # fmt: skip
    stock = stocks([*new, *closed], date(2022, 12, 31))
    assert stock["station_rungs", HERE, f"stage={Stage.OPERATING}"] == 0
