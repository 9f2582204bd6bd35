"""Stations registered twice: found by what they share, told apart, merged into one."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from contracts.registry.stations import StationClosed
from services.metrics.counting import deltas_of
from services.registry.directory.domain import Point
from services.registry.duplicates.likeness import Likeness, Sketch, alike
from services.registry.duplicates.names import one_slip_apart, stem, variants
from services.registry.stations.domain import Stage, close_station
from services.registry.stations.merging import (
    SurvivorClosed,
    is_apart,
    merge_station,
    tell_apart,
)
from services.registry.stations.refusals import WrongStage
from tests.unit.registry.stations_stage import OPERATING, SIGNED, STAFFED, TODAY

HERE, THERE = "532501002", "532503001"
ONE, OTHER = "0" * 8, "1" * 8


def pair(one: str, other: str, region: str = HERE, tiers: tuple[int, int] = (3, 3)) -> list[str]:
    found = alike(Sketch.of(ONE, one, HERE, tiers[0]), Sketch.of(OTHER, other, region, tiers[1]))
    return list(found.reasons) if found else []


def placed(id_: str, **where: object) -> Sketch:
    return Sketch.of(id_, f"名{id_}社工站", HERE, 3, **where)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "name",
    [
        "个旧市大屯街道社会工作服务站",
        "大屯站",
        "大屯社工站",
        "红河州个旧市大屯社工服务站",
        "大　屯 社工站",
    ],
)
def test_a_name_counts_by_what_tells_it_from_others(name: str) -> None:
    assert stem(name, HERE) == "大屯"


def test_a_name_that_says_only_what_it_is_is_like_no_other() -> None:
    assert stem("社会工作服务站", HERE) == ""
    assert pair("社会工作服务站", "社工站") == []


def test_in_one_region_names_the_same_sounding_the_same_or_a_slip_apart_are_alike() -> None:
    assert pair("大屯街道社工站", "个旧市大屯社会工作服务站") == ["same_name"]
    assert pair("吉祥里社工站", "吉翔里社工站") == ["same_sound"]
    assert pair("金湖新苑社工站", "金湖新社工站") == ["near_name"]


def test_places_told_apart_by_a_number_or_a_direction_are_two() -> None:
    assert pair("第一社区社工室", "第二社区社工室") == []
    assert not one_slip_apart("东风里", "西风里")
    assert not one_slip_apart("金湖东路", "金湖路"), "a direction more"


def test_the_same_name_elsewhere_or_on_another_tier_is_another_station() -> None:
    assert pair("城关社工站", "城关社工站", region=THERE) == []
    assert pair("城关社工站", "城关社工室", tiers=(3, 5)) == []


def test_one_address_or_office_telephone_in_a_county_is_a_sign_and_a_hotline_is_not() -> None:
    shared = alike(
        placed(ONE, address="人民路 12号", telephone="0873-2123456"),
        placed(OTHER, address="人民路12号", telephone="08732123456"),
    )
    assert shared is not None
    assert shared.reasons == ("same_address", "same_telephone")
    assert alike(placed(ONE, telephone="12345"), placed(OTHER, telephone="12345")) is None


def test_stations_within_fifty_metres_are_alike_and_the_distance_is_told() -> None:
    near = alike(
        placed(ONE, point=Point(103.2, 23.4)), placed(OTHER, point=Point(103.2002, 23.4002))
    )
    assert near is not None
    assert near.reasons == ("near_point",)
    assert near.metres == pytest.approx(30.2, abs=0.5)
    assert (
        alike(placed(ONE, point=Point(103.2, 23.4)), placed(OTHER, point=Point(103.2006, 23.4)))
        is None
    )


def test_the_index_finds_every_pair_that_comparing_all_with_all_finds() -> None:
    sketches = [
        Sketch.of(f"{n:08}", name, HERE, 3, address, "", Point(103.2 + n * 0.0003, 23.4))
        for n, (name, address) in enumerate(
            [
                ("大屯站", ""),
                ("大屯社工站", "甲"),
                ("金湖新苑站", "甲"),
                ("金湖新站", ""),
                ("吉祥站", "乙"),
                ("吉翔站", ""),
            ]
        )
    ]
    index = Likeness()
    for sketch in sketches:
        index.put(sketch)
    found = {p[:2] for id_ in index.after("") for p in index.partners(id_)}
    wanted = {p[:2] for a in sketches for b in sketches if a.id < b.id and (p := alike(a, b))}
    assert found == wanted
    assert len(wanted) >= 4
    index.drop(sketches[0].id)
    assert all(sketches[0].id not in p[:2] for id_ in index.after("") for p in index.partners(id_))


def test_two_names_a_slip_apart_share_a_variant() -> None:
    for one, other in (("金湖新苑", "金湖新"), ("金湖新苑", "金湖心苑"), ("金湖新苑", "金苑湖新")):
        assert bool(variants(one) & variants(other)) or not one_slip_apart(one, other)


def test_a_merged_station_closes_names_the_survivor_and_leaves_the_stock_with_its_staff() -> None:
    merged, events = merge_station(STAFFED, OTHER, OPERATING, TODAY, TODAY)
    closed = events[-1]
    assert isinstance(closed, StationClosed)
    assert (closed.reason, closed.survivor_id, merged.stage) == ("merged", OTHER, Stage.CLOSED)
    stock: Counter[str] = Counter()
    for event in events:
        for cell, delta in deltas_of(event):
            stock[cell.indicator] += delta
    assert stock == {"stations": -1, "station_rungs": -1, "staff": -2, "certified_staff": -1}


def test_the_staff_of_a_closed_station_leaves_the_stock_not_before_it_was_counted() -> None:
    closed, events = close_station(STAFFED, date(2022, 3, 1), "no_staff", TODAY)
    assert [event.occurred_on for event in events] == [date(2022, 3, 2), date(2022, 3, 1)]
    assert closed.staff.by_employment == {}


def test_nothing_is_merged_into_a_closed_station_nor_merged_twice() -> None:
    closed, _ = close_station(SIGNED, TODAY, "no_staff", TODAY)
    with pytest.raises(SurvivorClosed):
        merge_station(OPERATING, OTHER, closed, TODAY, TODAY)
    with pytest.raises(WrongStage):
        merge_station(closed, OTHER, OPERATING, TODAY, TODAY)


def test_two_stations_told_apart_say_so_once_with_the_reason() -> None:
    apart, (event,) = tell_apart(SIGNED, OTHER, "same_building", TODAY)
    assert (event.other_id, event.reason) == (OTHER, "same_building")  # type: ignore[attr-defined]
    assert is_apart(apart, OTHER)
    assert not is_apart(apart, ONE)
    assert tell_apart(apart, OTHER, "same_name", TODAY) == (apart, [])
