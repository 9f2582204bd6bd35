"""Place, name, mode, parent and neighbours of a station."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from contracts import codes
from contracts.registry.stations import StationMoved
from services.registry.stations.changes import (
    change_mode,
    link_institutions,
    move_station,
    rename_station,
    reparent,
)
from services.registry.stations.domain import close_station, count_staff, suspend_station
from services.registry.stations.refusals import (
    DateOutOfOrder,
    NothingChanges,
    ParentElsewhere,
    ParentNotAbove,
    ParentNotThere,
    WrongStage,
)
from services.registry.stations.station import Station
from services.registry.stations.tiers import TIERS, check_parent, tier_of
from tests.unit.registry.stations_stage import OPERATING, PLANNED, SIGNED, STAFFED, TODAY

JUNE = date(2022, 6, 1)
NEXT_DOOR = "532501003"


def moved(station: Station, on: date = JUNE) -> tuple[Station, StationMoved]:
    there, (event,) = move_station(station, NEXT_DOOR, "", "premises_moved", on, TODAY)
    assert isinstance(event, StationMoved)
    return there, event


def of_kind(kind: str, region: str) -> Station:
    return replace(SIGNED, kind=kind, region=region)


def test_a_move_tells_what_moves_with_the_station_and_from_where() -> None:
    there, event = moved(STAFFED)
    assert (there.region, event.region, event.from_region) == (NEXT_DOOR, NEXT_DOOR, "532501002")
    assert (event.stage, event.counted, event.staff) == ("signed", True, STAFFED.staff)
    assert not moved(PLANNED)[1].counted


def test_a_station_does_not_move_to_where_it_is() -> None:
    with pytest.raises(NothingChanges):
        move_station(SIGNED, SIGNED.region, "", "premises_moved", JUNE, TODAY)
    farm, _ = move_station(SIGNED, SIGNED.region, "遮放农场", "premises_moved", JUNE, TODAY)
    assert farm.place == "遮放农场"


def test_nothing_of_a_station_is_dated_before_it_moved_there() -> None:
    there, _ = moved(STAFFED)
    before = date(2022, 5, 31)
    with pytest.raises(DateOutOfOrder):
        count_staff(there, PLANNED.staff, before, TODAY)
    with pytest.raises(DateOutOfOrder):
        suspend_station(there, before, "no_staff", TODAY)
    with pytest.raises(DateOutOfOrder):
        moved(count_staff(SIGNED, STAFFED.staff, TODAY, TODAY)[0])


def test_the_operating_mode_changes_over_time_and_its_history_stays() -> None:
    purchased, (event,) = change_mode(SIGNED, "purchased", date(2022, 4, 1), TODAY)
    own, _ = change_mode(purchased, "incorporated", JUNE, TODAY)
    assert (event.was, event.now) == ("own_staff", "purchased")  # type: ignore[attr-defined]
    assert [(m.operating_mode, m.since) for m in own.modes] == [
        ("own_staff", date(2022, 3, 1)),
        ("purchased", date(2022, 4, 1)),
        ("incorporated", JUNE),
    ]
    with pytest.raises(DateOutOfOrder):
        change_mode(own, "own_staff", date(2022, 5, 1), TODAY)


def test_a_new_name_and_the_old_travel_together() -> None:
    renamed, (event,) = rename_station(SIGNED, "大屯街道站", JUNE, TODAY)
    assert (renamed.name, event.was, event.name) == ("大屯街道站", "大屯站", "大屯街道站")  # type: ignore[attr-defined]
    with pytest.raises(NothingChanges):
        rename_station(renamed, "大屯街道站", JUNE, TODAY)


def test_links_are_kept_as_a_whole_in_the_lists_order_and_the_same_say_nothing() -> None:
    links = ["volunteer_station", "party_service_centre", "volunteer_station"]
    linked, (event,) = link_institutions(SIGNED, links, JUNE, TODAY)
    assert linked.links == event.now == ("party_service_centre", "volunteer_station")  # type: ignore[attr-defined]
    assert link_institutions(linked, links, JUNE, TODAY) == (linked, [])
    assert link_institutions(linked, [], JUNE, TODAY)[0].links == ()


def test_a_closed_station_changes_no_more() -> None:
    closed, _ = close_station(OPERATING, TODAY, "merged", TODAY)
    with pytest.raises(WrongStage):
        moved(closed, TODAY)
    with pytest.raises(WrongStage):
        rename_station(closed, "新名", TODAY, TODAY)
    with pytest.raises(WrongStage):
        reparent(closed, "p1", TODAY)


def test_every_kind_of_station_has_exactly_one_tier() -> None:
    kinds = [kind for tier in TIERS for kind in tier]
    assert sorted(kinds) == sorted(codes.STATION_KINDS.codes)


def test_a_parents_tier_is_above_its_childs_so_there_are_no_circles() -> None:
    for parent in codes.STATION_KINDS.codes:
        for child in codes.STATION_KINDS.codes:
            above, below = of_kind(parent, "532501002"), of_kind(child, "532501002")
            if tier_of(parent) < tier_of(child):
                check_parent(below, above)
            else:
                with pytest.raises(ParentNotAbove):
                    check_parent(below, above)


@pytest.mark.parametrize(
    ("parent", "stands_in", "child_in", "holds"),
    [
        ("supervision", "532501002", "532502", True),  # serves its prefecture
        ("supervision", "532500", "530102001", False),
        ("general", "532501002", "532501003", True),  # serves its county
        ("general", "532501", "532502", False),
        ("township", "532501002", "532501002", True),
        ("township", "532501002", "532501003", False),
    ],
)
def test_a_child_lies_in_its_parents_area(
    parent: str, stands_in: str, child_in: str, holds: bool
) -> None:
    above, below = of_kind(parent, stands_in), of_kind("room", child_in)
    if holds:
        check_parent(below, above)
    else:
        with pytest.raises(ParentElsewhere):
            check_parent(below, above)


def test_a_closed_station_is_nobodys_parent() -> None:
    closed, _ = close_station(of_kind("general", "532501"), TODAY, "merged", TODAY)
    with pytest.raises(ParentNotThere):
        check_parent(SIGNED, closed)
