"""Rules as data against recorded and stated figures: what is broken, by how much, since when."""

from __future__ import annotations

from datetime import date

import pytest

from services.metrics.checks import rules
from services.metrics.checks.evaluation import Finding, find
from services.metrics.counting import Cell
from services.metrics.cube import Cube
from tests.unit.metrics.mothers import DATUN, GEJIU, HONGHE, TODAY, cube_of, recorded, stated

STATIONS = {"kind": "township+subdistrict"}
PAID = {"source": "all", "stage": "paid"}


def found(cube: Cube, region: str = HONGHE, period: str = "cumulative") -> list[Finding]:
    return find(cube, region, period, TODAY)


def codes(cube: Cube, region: str = HONGHE, period: str = "cumulative") -> list[tuple[str, str]]:
    return [(one.rule.code, one.region) for one in found(cube, region, period)]


def test_every_rule_has_names_a_source_and_a_code_of_its_own() -> None:
    every = rules.all()
    assert len({rule.code for rule in every}) == len(every)
    assert {rule.kind for rule in every} == {"subset", "floor", "ceiling", "monotone"}
    assert all(rule.name_zh and rule.name_en and rule.source for rule in every)


def test_660000_yuan_for_137_stations_are_below_the_floor_of_20000_a_station() -> None:
    paid = stated("funds", 66_000_000, unit="分", dimensions=PAID, period="2022")
    stations = stated("stations", 137, dimensions=STATIONS)
    (broken,) = found(cube_of(paid, stations))
    assert broken.rule.code == "floor_20000_yuan"
    assert broken.size == 137 * 2_000_000 - 66_000_000
    assert (broken.basis, broken.source, broken.unit) == ("stated", "prefecture_report", "分")
    assert broken.age == (TODAY - date(2022, 7, 1)).days


def test_2190000_yuan_for_109_stations_keep_the_floor() -> None:
    paid = stated("funds", 219_000_000, unit="分", dimensions=PAID, period="2022")
    assert found(cube_of(paid, stated("stations", 109, dimensions=STATIONS))) == []


def test_money_of_another_year_or_source_is_not_held_against_the_stations() -> None:
    stations = stated("stations", 137, dimensions=STATIONS)
    for changes in ({"period": "2021"}, {"source": "meeting_speech", "period": "2022"}):
        paid = stated("funds", 1, unit="分", dimensions=PAID, **changes)
        assert found(cube_of(paid, stations)) == []


def test_more_stations_than_places_are_above_the_ceiling() -> None:
    places = stated("places", 141, dimensions={"level": "township"})
    cube = cube_of(stated("stations", 143, dimensions=STATIONS), places)
    (broken,) = found(cube)
    assert (broken.rule.kind, broken.size, broken.of) == ("ceiling", 2, 141)


@pytest.mark.parametrize(("paid", "expected"), [(3242, []), (3524, []), (3525, [1])])
def test_a_stated_subset_is_no_larger_than_its_set(paid: int, expected: list[int]) -> None:
    applied = stated("exam_applicants", 3524, unit="人")
    cube = cube_of(applied, stated("exam_paid", paid, unit="人"))
    assert [one.size for one in found(cube)] == expected


def test_a_figure_given_as_at_least_or_about_is_held_against_nothing() -> None:
    applied = stated("exam_applicants", 3000, unit="人", qualifier="about")
    assert found(cube_of(applied, stated("exam_paid", 3525, unit="人"))) == []


def test_a_recorded_subset_is_no_larger_than_its_set_in_the_area_and_in_its_part() -> None:
    cube = cube_of(recorded(persons=9, person_times=4))
    expected = [("persons_within_times", place) for place in (HONGHE, GEJIU)]
    assert codes(cube, HONGHE, "2022H1") == expected
    assert found(cube_of(recorded(persons=9)), HONGHE, "2022H1") == [], "silence says nothing"
    assert found(cube_of(recorded(persons=4, person_times=4)), HONGHE, "2022H1") == []
    assert found(cube, HONGHE, "2022Q1") == []


def test_a_cumulative_figure_that_falls_is_found_in_the_month_it_falls() -> None:
    cube = Cube()

    for day, value in ((date(2022, 5, 3), 10), (date(2022, 6, 3), -4)):
        cube.add([(Cell("service_person_times", DATUN, day, "domain=elderly"), value)])
    fallen = [one for one in found(cube, GEJIU, "2022") if one.region == GEJIU]
    assert [(one.rule.code, one.period, one.size, one.age) for one in fallen] == [
        ("services_never_fall", "2022-06", 4, (TODAY - date(2022, 6, 30)).days)
    ]
