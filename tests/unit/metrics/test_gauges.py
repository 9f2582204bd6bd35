"""What Prometheus is told of every area agrees with what the figures say."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pytest

from contracts import area_gauges, indicators, regions
from contracts.registry.service_log import ServiceVoided
from servicekit import areas
from servicekit.area_gauges import Sample, families
from services.metrics import figures
from services.metrics.counting import Cell
from services.metrics.cube import Cube
from services.metrics.figures import Question
from services.metrics.gauges import amounts, reporting, serving
from services.metrics.rounds.domain import Round
from tests.unit.metrics.mothers import DATUN, GEJIU, HONGHE, cube_of, facts, recorded, signed

PROVINCE, TODAY = "530000", date(2022, 8, 10)
HERE = areas.current()
MEASURED = [gauge for gauge in area_gauges.of("metrics") if gauge.indicator]


def shown(samples: Iterable[Sample]) -> dict[tuple[str, ...], float]:
    return {(s.gauge.removeprefix("wushe_area_"), s.region, s.member): s.value for s in samples}


def amounts_of(cube: Cube) -> dict[tuple[str, ...], float]:
    return shown(amounts.samples(cube, HERE, TODAY))


@pytest.mark.parametrize("gauge", MEASURED, ids=lambda gauge: gauge.name)
def test_every_gauge_shows_an_indicator_as_its_nature_is(gauge: area_gauges.AreaGauge) -> None:
    indicator = indicators.require(gauge.indicator)
    assert (indicator.nature == "stock") == (gauge.span == "now")
    assert gauge.name.endswith("_fen") == indicator.is_money
    split = gauge.label if gauge.span != "months" else ""
    assert set(filter(None, (split, gauge.only.partition("=")[0]))) <= set(indicator.dimensions)


def test_an_empty_cube_shows_nothing_as_zero_for_every_area() -> None:
    values = amounts_of(Cube())
    assert set(values.values()) == {0}
    assert len(values) == sum(gauge.series(len(HERE)) for gauge in MEASURED)


def test_everything_measured_is_declared_and_no_series_comes_twice() -> None:
    cube = cube_of(signed(), recorded(person_times=3))
    rounds = [Round(region=GEJIU, period="2022-06")]
    samples = [
        *amounts.samples(cube, HERE, TODAY),
        *serving.samples(cube, HERE, TODAY),
        *reporting.samples(rounds, HERE, TODAY),
    ]
    found = [s for family in families("metrics", samples, 0) for s in family.samples]
    series = {(s.name, *sorted(s.labels.items())) for s in found}
    assert len(series) == len(found)
    declared = sum(gauge.series(len(HERE)) for gauge in area_gauges.of("metrics"))
    assert len(found) <= declared + 1


def test_stations_count_by_stage_for_the_county_and_what_is_above() -> None:
    values = amounts_of(cube_of(signed(), signed("532502001"), signed(HONGHE)))
    assert [values["stations", region, "signed"] for region in (GEJIU, HONGHE, PROVINCE)] == [
        1, 3, 3,
    ]  # fmt: skip
    assert values["stations", GEJIU, "operating"] == 0
    assert values["stations", "530102", "signed"] == 0


def test_this_month_and_last_are_kept_apart_and_the_future_is_not_shown() -> None:
    cube = cube_of(
        recorded(person_times=1, occurred_on=date(2022, 6, 30)),
        recorded(person_times=2, occurred_on=date(2022, 7, 1)),
        recorded(person_times=4, occurred_on=date(2022, 7, 31)),
        recorded(person_times=8, occurred_on=date(2022, 8, 10)),
        recorded(person_times=16, occurred_on=date(2022, 8, 11)),
    )
    values = amounts_of(cube)
    assert values["service_person_times", GEJIU, "last"] == 6
    assert values["service_person_times", GEJIU, "this"] == 8
    assert values["service_person_times", PROVINCE, "this"] == 8


def test_only_paid_money_is_shown_and_charity_is_a_part_of_it() -> None:
    cube = Cube()
    for source, stage, fen in (
        ("charity", "paid", 100), ("charity", "planned", 7_000), ("budget", "paid", 30),
    ):  # fmt: skip
        day = date(2022, 2, 1)
        cube.add([(Cell("funds", DATUN, day, f"source={source};stage={stage}"), fen)])
    cube.add([(Cell("funds", DATUN, date(2021, 12, 31), "source=charity;stage=paid"), 9)])
    values = amounts_of(cube)
    assert values["funds_paid_fen", GEJIU, ""] == 130
    assert values["charity_funds_paid_fen", GEJIU, ""] == 100


def test_a_gauge_equals_the_figure_of_the_same_question() -> None:
    days = (date(2022, 1, 5), date(2022, 7, 31), date(2022, 8, 1))
    places = (DATUN, "532502001", "530102001", HONGHE)
    cube = cube_of(
        *(recorded(person_times=3, region=p, occurred_on=d) for p in places for d in days)
    )
    values = amounts_of(cube)
    for region in (GEJIU, HONGHE, PROVINCE):
        question = Question.of("service_person_times", region, "2022-07", "", TODAY)
        (figure,) = figures.recorded(cube, question, "")
        assert values["service_person_times", region, "last"] == figure.value


def test_a_county_served_last_on_the_last_day_with_an_entry_left() -> None:
    first = recorded(person_times=3, occurred_on=date(2022, 3, 4))
    voided = facts(person_times=2, occurred_on=date(2022, 7, 8))
    cube = cube_of(
        first,
        recorded(person_times=2, occurred_on=date(2022, 7, 8)),
        ServiceVoided(region=DATUN, occurred_on=TODAY, was=voided),
        recorded(households=1, occurred_on=date(2022, 5, 6), region="532502001"),
    )
    days = serving.last_days(cube, HERE, TODAY)
    assert days == {
        GEJIU: date(2022, 3, 4),
        "532502": date(2022, 5, 6),
        HONGHE: date(2022, 5, 6),
        PROVINCE: date(2022, 5, 6),
    }


def test_a_service_dated_tomorrow_is_no_sign_of_life() -> None:
    cube = cube_of(
        recorded(person_times=3, occurred_on=date(2022, 8, 9)),
        recorded(person_times=3, occurred_on=date(2022, 8, 11)),
    )
    assert serving.last_days(cube, HERE, TODAY)[GEJIU] == date(2022, 8, 9)


def test_the_last_service_is_told_as_its_local_midnight() -> None:
    cube = cube_of(recorded(persons=1, occurred_on=date(2022, 8, 9)))
    (value,) = {s.value for s in serving.samples(cube, HERE, TODAY)}
    assert value == 1_659_974_400, "2022-08-08T16:00:00Z"


@pytest.mark.parametrize("measure", ["persons", "person_times", "households"])
def test_every_kind_of_entry_is_a_sign_of_life(measure: str) -> None:
    cube = cube_of(recorded(**{measure: 1}))
    assert GEJIU in serving.last_days(cube, HERE, TODAY)


@pytest.mark.parametrize(
    ("state", "today", "late"),
    [
        ("open", date(2022, 7, 20), 0),
        ("open", date(2022, 7, 21), 1),
        ("checked", date(2022, 7, 21), 1),
        ("published", date(2022, 12, 31), 0),
    ],
)
def test_a_round_is_overdue_twenty_days_after_its_period_until_published(
    state: str, today: date, late: int
) -> None:
    found = shown(
        reporting.samples([Round(region=GEJIU, period="2022-06", state=state)], HERE, today)
    )
    assert found["overdue_report_rounds", GEJIU, ""] == late
    assert found["report_rounds", GEJIU, state] == 1
    assert found["report_rounds", HONGHE, state] == 0, "the county's round is not the prefecture's"


def test_the_areas_are_the_counties_of_today() -> None:
    assert set(HERE.codes) == {r.code for r in regions.all() if len(r.code) == 6}
