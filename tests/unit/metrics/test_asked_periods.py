"""Figures over any stretch of days, since a month, and as of a day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from contracts import indicators, periods
from contracts.indicators import NatureOther, UnitOther
from contracts.registry.reports import FigureStated
from services.metrics import figures, statements
from services.metrics.comparison.earlier import before, year_before
from services.metrics.cube import Cube
from services.metrics.figures import Question
from services.metrics.stated import Stated
from tests.unit.metrics.mothers import HONGHE, TODAY, cube_of, recorded, signed, stated

SERVICES = "service_person_times"


def rows(cube: Cube, indicator: str, period: str, by: str = "") -> dict[str, int]:
    question = Question.of(indicator, HONGHE, period, by, TODAY)
    return {row.period: row.value for row in figures.recorded(cube, question, "")}


def daily(first: date, days: int) -> Cube:
    """One service of 1, 2, 4 … persons each day."""
    day = [first + timedelta(days=n) for n in range(days)]
    return cube_of(*(recorded(person_times=2**n, occurred_on=on) for n, on in enumerate(day)))


def test_a_custom_period_counts_its_first_and_last_day_and_no_other() -> None:
    cube = daily(date(2022, 1, 14), 5)
    assert rows(cube, SERVICES, "2022-01-15..2022-01-17") == {"2022-01-15..2022-01-17": 2 + 4 + 8}


def test_a_custom_period_over_whole_months_is_the_same_figure_as_they_are() -> None:
    cube = daily(date(2022, 3, 25), 14)
    custom = rows(cube, SERVICES, "2022-01-01..2022-03-31")
    assert list(custom.values()) == list(rows(cube, SERVICES, "2022Q1").values())


def test_a_custom_period_by_month_names_the_days_of_the_months_it_cuts() -> None:
    cube = cube_of(
        recorded(person_times=1, occurred_on=date(2022, 1, 14)),
        recorded(person_times=2, occurred_on=date(2022, 1, 15)),
        recorded(person_times=4, occurred_on=date(2022, 2, 1)),
        recorded(person_times=8, occurred_on=date(2022, 3, 10)),
        recorded(person_times=16, occurred_on=date(2022, 3, 11)),
    )
    assert rows(cube, SERVICES, "2022-01-15..2022-03-10", "month") == {
        "2022-01-15..2022-01-31": 2,
        "2022-02": 4,
        "2022-03-01..2022-03-10": 8,
    }


def test_since_a_month_counts_from_its_first_day_until_today() -> None:
    cube = cube_of(
        recorded(person_times=1, occurred_on=date(2020, 5, 31)),
        recorded(person_times=2, occurred_on=date(2020, 6, 1)),
        recorded(person_times=4, occurred_on=TODAY),
        recorded(person_times=8, occurred_on=TODAY + timedelta(days=1)),
    )
    assert rows(cube, SERVICES, "2020-06..") == {"2020-06..": 6}
    by_month = rows(cube, SERVICES, "2020-06..", "month")
    assert (len(by_month), by_month["2020-06"], by_month["2022-08"]) == (27, 2, 4)


def test_as_of_a_day_a_stock_has_the_value_of_that_day() -> None:
    cube = cube_of(signed(on="2021-12-01"), signed("532501003", on="2022-05-02"))
    for day, value in (("2022-05-01", 1), ("2022-05-02", 2)):
        assert rows(cube, "stations", f"..{day}") == {f"..{day}": value}


def test_a_stock_over_a_custom_period_is_that_of_its_last_day() -> None:
    cube = cube_of(signed(on="2021-12-01"), signed("532501003", on="2022-05-02"))
    assert rows(cube, "stations", "2022-01-15..2022-05-01") == {"2022-01-15..2022-05-01": 1}


def test_as_of_a_day_a_flow_counts_everything_so_far() -> None:
    cube = cube_of(
        recorded(person_times=1, occurred_on=date(2021, 3, 1)),
        recorded(person_times=2, occurred_on=date(2022, 6, 30)),
        recorded(person_times=4, occurred_on=date(2022, 7, 1)),
    )
    assert rows(cube, SERVICES, "..2022-06-30") == {"..2022-06-30": 3}
    by_month = rows(cube, SERVICES, "..2022-06-30", "month")
    assert by_month == {"2021-03": 1, "2022-06": 2}


def test_as_of_a_day_exams_count_from_new_year_as_the_catalogue_says() -> None:
    assert indicators.require("exam_applicants").as_of == "year"
    question = Question.of("exam_applicants", HONGHE, "..2022-06-30", "", TODAY)
    assert (question.start, question.end) == (date(2022, 1, 1), date(2022, 6, 30))
    ever = Question.of(SERVICES, HONGHE, "..2022-06-30", "", TODAY)
    assert (ever.start, ever.end) == (None, date(2022, 6, 30))


def test_a_figure_taken_for_another_unit_says_its_own_and_who_has_that_one() -> None:
    known = indicators.require(SERVICES)
    known.require("人次", "flow")
    with pytest.raises(UnitOther) as refused:
        known.require("人", "")
    assert "人次" in refused.value.zh
    assert "persons_served" in refused.value.en
    indicators.require("funds").require("元", "")
    indicators.require("funds").require("分", "")


def test_a_stock_taken_for_a_flow_says_what_a_stock_is() -> None:
    with pytest.raises(NatureOther) as refused:
        indicators.require("stations").require("", "flow")
    assert "存量" in refused.value.zh
    assert "at its end" in refused.value.en


def test_stated_days_that_are_a_half_year_are_the_half_year() -> None:
    cube = Cube()
    state(cube, stated("stations", 141))
    asked = Question.of("stations", HONGHE, "2022-01-01..2022-06-30", "", TODAY)
    assert [row.value for row in statements.stated(cube, asked)] == [141]


def test_as_of_a_day_answers_what_was_stated_as_of_it() -> None:
    cube = Cube()
    state(cube, stated("stations", 141))
    state(cube, stated(SERVICES, 9, unit="人次"))
    state(cube, stated(SERVICES, 70, unit="人次", period="cumulative"))
    for indicator, day, values in (
        ("stations", "2022-06-30", [141]),
        ("stations", "2022-06-29", []),
        (SERVICES, "2022-06-30", [70]),
    ):
        asked = Question.of(indicator, HONGHE, f"..{day}", "", TODAY)
        assert [row.value for row in statements.stated(cube, asked)] == values


def test_where_no_stated_figure_answers_it_says_which_there_are() -> None:
    cube = Cube()
    state(cube, stated("stations", 141))
    asked = Question.of("stations", HONGHE, "2021", "", TODAY)
    assert statements.stated(cube, asked) == []
    (exists,) = statements.existing(cube, asked)
    assert (exists.period, exists.unit, exists.source) == ("2022H1", "个", "prefecture_report")


@pytest.mark.parametrize(
    ("period", "earlier", "last_year"),
    [
        ("2022-01-15..2022-03-10", "2021-11-21..2022-01-14", "2021-01-15..2021-03-10"),
        ("2024-02-10..2024-02-29", "2024-01-21..2024-02-09", "2023-02-10..2023-02-28"),
        ("2022Q1", "2021Q4", "2021Q1"),
    ],
)
def test_a_custom_period_grows_against_as_many_days_before_and_the_same_days_last_year(
    period: str, earlier: str, last_year: str
) -> None:
    asked = periods.asked(period)
    found = before(asked), year_before(asked)
    assert [one.code for one in found if one] == [earlier, last_year]


def test_as_of_a_day_grows_against_the_same_day_last_year_and_since_a_day_against_nothing() -> None:
    as_of, since = periods.asked("..2022-06-30"), periods.asked("2020-06..")
    last = year_before(as_of)
    assert last is not None
    assert last.code == "..2021-06-30"
    assert (before(as_of), before(since), year_before(since)) == (None, None, None)


def state(cube: Cube, said: FigureStated) -> None:
    cube.state([Stated(f"{said.indicator}-{said.period}", "2022-07-01T00:00:00.000Z", said)])
