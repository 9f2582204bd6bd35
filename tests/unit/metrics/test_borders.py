"""Figures and what is behind them by the borders of then and of now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from contracts import regions
from contracts.regions import Boundaries, changing
from contracts.regions.change import Change, Succession
from contracts.regions.changing import Part
from contracts.regions.published import published
from contracts.regions.refusals import RegionNotThen, RegionRetired, RegionUnknown
from contracts.registry.stations import StaffCounts, StationMoved
from services.metrics import figures, statements
from services.metrics.cube import Cube
from services.metrics.figures import Question
from services.metrics.stated import Stated
from services.metrics.trace import _within
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

SERVICES, NEIGHBOUR, MENGZI = "service_person_times", "532501003", "532503"
DAY, BEFORE, AFTER = date(2022, 3, 1), date(2022, 2, 28), date(2022, 3, 2)


@pytest.fixture(autouse=True)
def _as_published() -> Iterator[None]:
    yield
    regions.follow(published())


def follow(successions: tuple[Succession, ...], day: date = DAY) -> None:
    regions.follow(regions.timeline().after(Change(str(successions), day, successions)))


def ask(
    cube: Cube, region: str, boundaries: Boundaries, period: str = "2022H1", by: str = "",
    indicator: str = SERVICES,
) -> dict[str, int]:  # fmt: skip
    question = Question.of(indicator, region, period, by, TODAY, boundaries)
    found: dict[str, int] = {}
    for row in figures.recorded(cube, question, ""):
        found[row.region] = found.get(row.region, 0) + row.value
    return {region: value for region, value in found.items() if value}


def around(region: str = DATUN, after: str = "") -> Cube:
    """1 before the change, 2 after it still filed under the old code, 4 under the new one."""
    new = [recorded(person_times=4, occurred_on=AFTER, region=after)] if after else []
    return cube_of(
        recorded(person_times=1, occurred_on=BEFORE, region=region),
        recorded(person_times=2, occurred_on=AFTER, region=region),
        *new,
    )


def test_a_moved_townships_facts_lie_in_the_old_county_then_and_in_the_new_one_now() -> None:
    follow(changing.move(published(), DATUN, "532503099", DAY))
    cube = around(after="532503099")
    assert ask(cube, GEJIU, "then") == {GEJIU: 1}
    assert ask(cube, MENGZI, "then") == {MENGZI: 6}
    assert ask(cube, GEJIU, "now") == {}
    assert ask(cube, MENGZI, "now") == {MENGZI: 7}
    for boundaries in ("then", "now"):
        assert ask(cube, HONGHE, boundaries) == {HONGHE: 7}


def test_a_table_of_counties_splits_a_moved_townships_months_by_the_borders_of_each() -> None:
    follow(changing.move(published(), DATUN, "532503099", DAY))
    cube = around(after="532503099")
    assert ask(cube, HONGHE, "then", by="region") == {GEJIU: 1, MENGZI: 6}
    assert ask(cube, HONGHE, "now", by="region") == {MENGZI: 7}
    assert ask(cube, HONGHE, "then", "2022Q1", "region,month") == {GEJIU: 1, MENGZI: 6}


def test_a_change_in_the_middle_of_a_month_counts_from_its_day() -> None:
    follow(changing.move(published(), DATUN, "532503099", date(2022, 3, 16)), date(2022, 3, 16))
    cube = cube_of(
        recorded(person_times=1, occurred_on=date(2022, 3, 15)),
        recorded(person_times=2, occurred_on=date(2022, 3, 16)),
    )
    assert ask(cube, HONGHE, "then", "2022-03", "region") == {GEJIU: 1, MENGZI: 2}


def test_a_split_townships_facts_are_its_own_then_and_now_its_countys_where_nobody_knows() -> None:
    parts = [Part("532501097", "甲街道", 60), Part("532501098", "乙街道", 40)]
    follow(changing.split(published(), DATUN, parts, DAY))
    cube = around(after="532501098")
    assert ask(cube, GEJIU, "now", by="region") == {GEJIU: 3, "532501098": 4}
    assert ask(cube, GEJIU, "then", by="region") == {DATUN: 1, GEJIU: 2, "532501098": 4}
    assert ask(cube, DATUN, "then") == {DATUN: 1}


def test_merged_townships_are_two_then_and_one_now() -> None:
    follow(changing.merge(published(), [DATUN], NEIGHBOUR, DAY))
    cube = around(after=NEIGHBOUR)
    assert ask(cube, GEJIU, "then", by="region") == {DATUN: 1, NEIGHBOUR: 6}
    assert ask(cube, GEJIU, "now", by="region") == {NEIGHBOUR: 7}


def test_a_county_with_a_new_code_is_found_under_the_old_then_and_the_new_now() -> None:
    follow(changing.move(published(), GEJIU, "532599", DAY))
    cube = around(after="532599002")
    assert ask(cube, GEJIU, "then") == {GEJIU: 1}
    assert ask(cube, "532599", "now") == {"532599": 7}
    assert ask(cube, "532599", "then") == {"532599": 6}


def test_a_stock_lies_where_its_region_lay_on_the_day_it_is_asked_for() -> None:
    follow(changing.move(published(), DATUN, "532503099", DAY))
    cube = cube_of(signed(DATUN, on="2021-06-01"))
    assert ask(cube, HONGHE, "then", "2022-02", "region", "stations") == {GEJIU: 1}
    assert ask(cube, HONGHE, "then", "2022-03", "region", "stations") == {MENGZI: 1}
    assert ask(cube, HONGHE, "now", "2022-02", "region", "stations") == {MENGZI: 1}


@pytest.mark.parametrize("boundaries", ["then", "now"])
def test_a_moved_station_counts_where_it_was_then_whatever_the_borders(
    boundaries: Boundaries,
) -> None:
    moved = StationMoved(
        region="532503001", occurred_on=DAY, kind="subdistrict", from_region=DATUN,
        stage="signed", counted=True, reason="merged_area", staff=StaffCounts(),
    )  # fmt: skip
    cube = cube_of(signed(DATUN, on="2021-06-01"), moved)
    by_month = {
        month: ask(cube, HONGHE, boundaries, month, "region", "stations")
        for month in ("2022-02", "2022-03")
    }
    assert by_month == {"2022-02": {GEJIU: 1}, "2022-03": {MENGZI: 1}}


@pytest.mark.parametrize(
    ("region", "boundaries", "total"),
    [(GEJIU, "then", 1), (MENGZI, "then", 6), (MENGZI, "now", 7), (GEJIU, "now", 0)],
)
def test_the_places_a_trace_opens_are_those_the_figure_counted(
    region: str, boundaries: Boundaries, total: int
) -> None:
    follow(changing.move(published(), DATUN, "532503099", DAY))
    question = Question.of(SERVICES, region, "2022H1", "", TODAY, boundaries)
    facts = ((DATUN, BEFORE, 1), (DATUN, AFTER, 2), ("532503099", AFTER, 4))
    opened = sum(
        value
        for code, day, value in facts
        if any(day.toordinal() in days and inside(code) for days, inside in _within(question))
    )
    assert opened == total == sum(ask(around(after="532503099"), region, boundaries).values())


def test_a_region_that_was_not_there_names_who_held_it_and_one_that_is_gone_who_holds_it() -> None:
    follow(changing.merge(published(), [DATUN], NEIGHBOUR, DAY))
    with pytest.raises(RegionNotThen, match=NEIGHBOUR):
        Question.of(SERVICES, DATUN, "2022-04", "", TODAY, "then")
    Question.of(SERVICES, DATUN, "2022Q1", "", TODAY, "then")
    with pytest.raises(RegionRetired):
        Question.of(SERVICES, DATUN, "2022Q1", "", TODAY, "now")
    with pytest.raises(RegionUnknown):
        Question.of(SERVICES, "532501990", "2022Q1", "", TODAY, "then")


def test_a_statement_of_a_county_is_found_under_the_code_it_has_now() -> None:
    said = stated("stations", 9, region=GEJIU)
    cube = Cube()
    cube.state([Stated("e1", "2022-07-01T00:00:00.000Z", said)])
    follow(changing.move(published(), GEJIU, "532599", date(2022, 7, 10)), date(2022, 7, 10))
    for region, boundaries, expected in (("532599", "now", 9), (GEJIU, "then", 9)):
        question = Question.of("stations", region, "2022H1", "", TODAY, boundaries)  # type: ignore[arg-type]
        (row,) = statements.stated(cube, question)
        assert (row.region, row.value) == (region, expected)
