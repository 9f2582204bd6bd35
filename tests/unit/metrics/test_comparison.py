"""Ratios, growth, ranks and imbalance, each from its parts."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import indicators, periods
from services.metrics.comparison import measures
from services.metrics.comparison.earlier import before, year_before
from services.metrics.comparison.table import RatioMixesUnits, compare
from services.metrics.counting import Cell
from services.metrics.cube import Cube
from services.metrics.figures import Question

HONGHE, GEJIU, KAIYUAN = "532500", "532501", "532502"
TODAY = date(2022, 7, 8)


def test_all_equal_is_no_imbalance_and_one_that_has_all_is_the_most():
    assert (measures.gini([5, 5, 5]), measures.theil([5, 5, 5])) == (0, 0)
    assert measures.gini([0, 0, 0, 12]) == pytest.approx(3 / 4)
    assert measures.theil([0, 0, 0, 12]) == pytest.approx(log(4))


@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=40), st.integers(1, 1000))
def test_imbalance_does_not_depend_on_the_unit_nor_on_the_order(values, times):
    scaled = [value * times for value in reversed(values)]
    for measure in (measures.gini, measures.theil):
        one, other = measure(values), measure(scaled)
        assert one == other or one == pytest.approx(other)


@given(st.lists(st.integers(1, 10**6), min_size=2, max_size=40))
def test_gini_is_the_mean_difference_of_all_pairs(values):
    pairs = sum(abs(a - b) for a in values for b in values)
    plain = pairs / (2 * len(values) * sum(values))
    assert measures.gini(values) == pytest.approx(plain)


def test_what_cannot_be_measured_is_none_and_never_a_made_up_number():
    assert measures.gini([]) is measures.gini([3]) is measures.theil([0, 0]) is None
    assert measures.gini([-1, 2]) is None
    assert measures.top_to_bottom([0, 5]) is None
    assert measures.ratio(5, 0) is None
    assert measures.growth(0, 5) is None


def test_growth_and_ratio_are_exact():
    assert measures.growth(30, 40) == Fraction(1, 3)
    assert measures.ratio(1, 3) == Fraction(1, 3)


def test_equals_share_a_rank_and_the_next_is_left_out():
    assert measures.ranks([5, 9, 5, None, 1]) == [2, 1, 2, None, 4]


@pytest.mark.parametrize(
    ("code", "last", "year"),
    [
        ("2022-01", "2021-12", "2021-01"),
        ("2022Q1", "2021Q4", "2021Q1"),
        ("2022H2", "2022H1", "2021H2"),
        ("2022", "2021", "2021"),
    ],
)
def test_the_period_before_and_the_same_a_year_before(code, last, year):
    period = periods.parse(code)
    assert (before(period).code, year_before(period).code) == (last, year)  # type: ignore[union-attr]


def test_cumulative_has_nothing_before_it():
    assert before(periods.parse("cumulative")) is None


def cube() -> Cube:
    found = Cube()
    day = date(2022, 3, 1)
    cells = [
        (Cell("service_person_times", f"{GEJIU}002", day, "domain=elderly"), 30),
        (Cell("service_person_times", f"{KAIYUAN}002", day, "domain=elderly"), 10),
        (Cell("service_person_times", f"{GEJIU}002", date(2021, 9, 1), "domain=elderly"), 20),
        (Cell("staff", f"{GEJIU}002", day, ""), 3),
        (Cell("staff", f"{KAIYUAN}002", day, ""), 2),
    ]
    found.add(cells)
    return found


def asked(code: str = "service_person_times") -> Question:
    return Question.of(code, HONGHE, "2022H1", "", TODAY)


def test_areas_are_compared_by_a_ratio_of_their_own_parts():
    found = compare(cube(), asked(), indicators.require("staff"))
    rows = {row.region: row for row in found.rows if row.value}
    assert rows[GEJIU].ratio == 10
    assert (rows[KAIYUAN].ratio, rows[KAIYUAN].rank) == (5, 2)
    assert rows[GEJIU].share == Fraction(3, 4)
    assert (rows[GEJIU].before, rows[GEJIU].growth) == (20, Fraction(1, 2))
    assert rows[KAIYUAN].growth is None
    assert found.total == 40


def test_what_has_no_unit_of_its_own_makes_no_ratio():
    with pytest.raises(RatioMixesUnits):
        compare(cube(), asked(), indicators.require("goods_linked"))
