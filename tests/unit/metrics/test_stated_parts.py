"""Stations state parts of their region's figure: added up, and exact once all are there."""

from __future__ import annotations

from typing import Any

from services.metrics import conflicts
from services.metrics.stated import Stated, whole
from tests.unit.metrics.mothers import DATUN, TODAY, cube_of, recorded, stated


def part(station: str, value: int, **changes: Any) -> Stated:
    figure = _figure(station, value, **changes)
    return Stated(f"event of {station} {value}", "2022-07-01T00:00:00.000Z", figure)


def _figure(station: str, value: int, **changes: Any) -> Any:
    plain = {
        "region": DATUN,
        "unit": "人次",
        "period": "2022-06",
        "source": "monthly_form",
        "part": station,
        "parts": 2,
    }
    return stated("service_person_times", value, **{**plain, **changes})


def test_the_parts_of_a_region_make_one_figure() -> None:
    (one,) = whole([part("s1", 3), part("s2", 4)])
    assert (one.figure.value, one.figure.qualifier, one.figure.part) == (7, "exact", "")


def test_a_figure_of_which_a_part_is_missing_is_at_least_so_much() -> None:
    (one,) = whole([part("s1", 3)])
    assert (one.figure.value, one.figure.qualifier) == (3, "at_least")


def test_parts_of_other_months_and_domains_are_not_added() -> None:
    others = [part("s2", 4, period="2022-05"), part("s2", 4, dimensions={"domain": "elderly"})]
    assert sorted(one.figure.value for one in whole([part("s1", 3), *others])) == [3, 4, 4]


def test_a_figure_stated_as_a_whole_stays_as_it_is() -> None:
    said = Stated("e", "2022-07-01T00:00:00.000Z", stated("stations", 5))
    assert whole([said]) == [said]


def test_what_a_station_states_later_takes_the_place_of_its_own_part_only() -> None:
    cube = cube_of(_figure("s1", 3), _figure("s2", 4))
    cube.state([Stated("later", "2022-07-02T00:00:00.000Z", _figure("s1", 5))])
    assert [said.figure.value for said in cube.stated()] == [9]


def test_a_form_and_the_log_that_differ_show_as_a_conflict() -> None:
    log = recorded(person_times=6)
    agreeing = cube_of(log, _figure("s1", 2), _figure("s2", 4))
    assert conflicts.find(agreeing, DATUN, TODAY) == []
    (found,) = conflicts.find(cube_of(log, _figure("s1", 3), _figure("s2", 4)), DATUN, TODAY)
    assert (found.kind, found.difference) == ("recorded", -1)
    assert conflicts.find(cube_of(log, _figure("s1", 3)), DATUN, TODAY) == []
