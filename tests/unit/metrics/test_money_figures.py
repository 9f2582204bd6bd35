"""Figures of money: the stages are never added, and stated money meets what was recorded of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from contracts.registry.funding import FundPlanned, FundReceived, FundSpent
from services.metrics import conflicts, figures
from services.metrics.figures import Question
from tests.unit.metrics.mothers import HONGHE, TODAY, cube_of, stated

LINE: dict[str, Any] = {
    "region": HONGHE,
    "source": "welfare_lottery",
    "nature": "special",
    "purpose": "station_building",
    "year": 2022,
    "movement_id": "m",
    "occurred_on": date(2022, 3, 1),
}
PLANNED = FundPlanned(amount_fen=1_000, **LINE)
RECEIVED = FundReceived(amount_fen=600, **LINE)
SPENT = FundSpent(amount_fen=200, use="station_equipment", line_region=HONGHE, **LINE)
CUBE = cube_of(PLANNED, RECEIVED, SPENT)


def ask(by: str, indicator: str = "funds") -> dict[tuple[tuple[str, str], ...], int]:
    question = Question.of(indicator, HONGHE, "2022", by, TODAY)
    rows = figures.recorded(CUBE, question, "now")
    return {tuple(sorted(row.dimensions.items())): row.value for row in rows}


def test_a_total_of_funds_is_what_was_paid_and_never_adds_a_plan() -> None:
    assert ask("") == {(): 600}
    assert ask("source") == {(("source", "welfare_lottery"),): 600}
    assert ask("", "funds_by_purpose") == {(): 600}


def test_asked_for_the_stages_are_told_apart() -> None:
    assert ask("stage") == {
        (("stage", "paid"),): 600,
        (("stage", "planned"),): 1_000,
        (("stage", "received"),): 600,
        (("stage", "spent"),): 200,
    }


def test_a_total_with_nothing_but_plans_is_nothing() -> None:
    question = Question.of("funds", HONGHE, "2022", "", TODAY)
    (row,) = figures.recorded(cube_of(PLANNED), question, "now")
    assert row.value == 0


def test_the_trace_of_a_total_holds_the_cells_of_the_total_alone() -> None:
    total = Question.of("funds", HONGHE, "2022", "", TODAY)
    assert total.counts("source=budget;stage=paid")
    assert not total.counts("source=budget;stage=planned")
    split = Question.of("funds", HONGHE, "2022", "stage", TODAY)
    assert split.counts("source=budget;stage=planned")
    other = Question.of("stations", HONGHE, "2022", "", TODAY)
    assert other.counts("kind=township")


def said(value: int, **dimensions: str) -> list[tuple[str, int | None]]:
    figure = stated("funds", value, dimensions=dimensions, unit="分", period="2022")
    found = conflicts.find(cube_of(figure, PLANNED, RECEIVED, SPENT), HONGHE, TODAY)
    return [(conflict.kind, conflict.difference) for conflict in found]


def test_stated_money_is_held_against_the_stage_it_names() -> None:
    assert said(600, source="all", stage="paid") == []
    assert said(1_000, source="all", stage="paid") == [("recorded", -400)]
    assert said(1_000, source="welfare_lottery", stage="planned") == []


def test_stated_money_for_building_stations_is_held_against_that_purpose() -> None:
    assert said(600, source="station_building", stage="paid") == []
    assert said(500, source="station_building", stage="paid") == [("recorded", 100)]
