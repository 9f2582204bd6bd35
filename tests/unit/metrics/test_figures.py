from __future__ import annotations

from datetime import date

import pytest

from contracts.indicators import DimensionUnknown, IndicatorUnknown
from contracts.periods import StretchInvalid
from contracts.regions import RegionUnknown
from services.metrics import figures, statements
from services.metrics.cube import Cube
from services.metrics.figures import Question
from tests.unit.metrics.mothers import (
    DATUN,
    GEJIU,
    HONGHE,
    TODAY,
    cube_of,
    recorded,
    signed,
    stated,
)


def ask(cube: Cube, indicator: str, region: str, period: str, by: str = "") -> dict[object, int]:
    question = Question.of(indicator, region, period, by, TODAY)
    rows = figures.recorded(cube, question, "now")
    return {
        (row.region, row.period, *sorted(row.dimensions.items())): row.value
        for row in rows
        if row.value
    }


def total(cube: Cube, indicator: str, region: str, period: str) -> int:
    question = Question.of(indicator, region, period, "", TODAY)
    (row,) = figures.recorded(cube, question, "now")
    return row.value


def test_figures_roll_up_from_township_to_province() -> None:
    cube = cube_of(
        recorded(person_times=5, region=DATUN),
        recorded(person_times=7, region="532501003"),
        recorded(person_times=11, region="532502001"),
        recorded(person_times=13, region="530102001"),
    )
    for region, value in ((DATUN, 5), (GEJIU, 12), (HONGHE, 23), ("530000", 36)):
        assert total(cube, "service_person_times", region, "2022H1") == value


def test_a_flow_counts_only_what_happened_in_the_period() -> None:
    cube = cube_of(
        recorded(person_times=5, occurred_on=date(2022, 3, 31)),
        recorded(person_times=7, occurred_on=date(2022, 4, 1)),
    )
    assert total(cube, "service_person_times", DATUN, "2022Q1") == 5
    assert total(cube, "service_person_times", DATUN, "2022Q2") == 7
    assert total(cube, "service_person_times", DATUN, "2022") == 12
    assert total(cube, "service_person_times", DATUN, "cumulative") == 12


def test_a_stock_holds_at_the_end_of_the_period() -> None:
    cube = cube_of(signed(on="2021-12-01"), signed("532501003", on="2022-05-01"))
    assert total(cube, "stations", HONGHE, "2022Q1") == 1
    assert total(cube, "stations", HONGHE, "2022Q2") == 2
    assert total(cube, "stations", HONGHE, "2021") == 1


def test_what_lies_in_the_future_does_not_count_yet() -> None:
    cube = cube_of(signed(on="2022-08-02"))
    assert total(cube, "stations", HONGHE, "2022") == 0


def test_split_by_region_lists_every_child_even_at_zero() -> None:
    cube = cube_of(recorded(person_times=5))
    question = Question.of("service_person_times", HONGHE, "2022", "region", TODAY)
    rows = {row.region: row.value for row in figures.recorded(cube, question, "now")}
    assert len(rows) == 13, "Honghe has 13 counties"
    assert rows[GEJIU] == 5
    assert sum(rows.values()) == 5


def test_a_fact_about_the_asked_region_itself_has_a_row_of_its_own() -> None:
    cube = cube_of(signed(GEJIU, kind="farm"), signed(DATUN))
    by_region = ask(cube, "stations", GEJIU, "2022H1", "region")
    assert by_region == {(GEJIU, "2022H1"): 1, (DATUN, "2022H1"): 1}


def test_split_by_month_of_a_flow_and_of_a_stock() -> None:
    flow = cube_of(recorded(person_times=5, occurred_on=date(2022, 2, 28)))
    assert ask(flow, "service_person_times", DATUN, "2022H1", "month") == {(DATUN, "2022-02"): 5}
    stock = cube_of(signed(on="2022-05-31"))
    assert ask(stock, "stations", DATUN, "2022H1", "month") == {
        (DATUN, "2022-05"): 1,
        (DATUN, "2022-06"): 1,
    }


def test_split_by_a_dimension_sums_over_the_others() -> None:
    cube = cube_of(
        recorded(person_times=5, domain="elderly"),
        recorded(person_times=7, domain="elderly", target_group="general"),
        recorded(person_times=1, domain="children"),
    )
    assert ask(cube, "service_person_times", DATUN, "2022", "domain") == {
        (DATUN, "2022", ("domain", "children")): 1,
        (DATUN, "2022", ("domain", "elderly")): 12,
    }


def test_stated_figures_are_quoted_row_by_row_and_never_summed() -> None:
    cube = cube_of(
        stated("stations", 143),
        stated("stations", 135, source="meeting_speech"),
        stated("stations", 131, dimensions={"kind": "township"}),
    )
    rows = statements.stated(cube, Question.of("stations", HONGHE, "2022H1", "", TODAY))
    assert [(row.value, row.source) for row in rows] == [
        (143, "prefecture_report"),
        (135, "meeting_speech"),
    ]
    province = Question.of("stations", "530000", "2022H1", "", TODAY)
    assert statements.stated(cube, province) == []
    split = statements.stated(cube, Question.of("stations", HONGHE, "2022H1", "kind", TODAY))
    assert [(row.value, row.dimensions) for row in split] == [(131, {"kind": "township"})]


def test_what_was_stated_later_replaces_the_earlier_whatever_order_it_arrives_in() -> None:
    early, late = "2022-07-01T00:00:00.000Z", "2022-07-02T00:00:00.000Z"
    question = Question.of("stations", HONGHE, "2022H1", "", TODAY)
    for order in ((early, late), (late, early)):
        cube = Cube()
        for time in order:
            said = cube_of(stated("stations", 1 if time == early else 2), time=time)
            cube.state(said.stated())
        assert [row.value for row in statements.stated(cube, question)] == [2]


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        (("stationz", HONGHE, "2022", ""), IndicatorUnknown),
        (("stations", "999999", "2022", ""), RegionUnknown),
        (("stations", HONGHE, "2022-13", ""), StretchInvalid),
        (("stations", HONGHE, "2022", "colour"), DimensionUnknown),
    ],
)
def test_a_question_that_cannot_be_meant_says_what_exists(
    asked: tuple[str, str, str, str], error: type[Exception]
) -> None:
    with pytest.raises(error):
        Question.of(*asked, TODAY)
