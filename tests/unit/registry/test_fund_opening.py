from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from services.registry.funding.opening import FundRow, line_of
from services.registry.funding.refusals import BalanceExceeded, DateInFuture, PlanExceeded
from tests.unit.registry.fund_mothers import QIUBEI, TODAY, figures

ROW = FundRow(
    region=QIUBEI,
    source="welfare_lottery",
    nature="special",
    purpose="station_building",
    year=2021,
    planned_fen=1_000,
    planned_on=date(2021, 3, 1),
    received_fen=800,
    received_on=date(2021, 4, 1),
    spent_fen=300,
    spent_on=date(2021, 5, 1),
    use="station_equipment",
)


def test_a_row_of_history_becomes_a_line_with_its_movements() -> None:
    id_, fund, events = line_of(ROW, TODAY)
    assert figures(fund) == (1_000, 0, 800, 300)
    assert [type(e).type for e in events] == [
        "registry.fund.planned.v1", "registry.fund.received.v1", "registry.fund.spent.v1",
    ]  # fmt: skip
    assert fund.imported
    assert len({id_, *(m.id for m in fund.movements)}) == 3


def test_the_same_row_is_the_same_line_and_a_reference_tells_twins_apart() -> None:
    assert line_of(ROW, TODAY) == line_of(ROW, TODAY)
    assert line_of(replace(ROW, reference="2"), TODAY)[0] != line_of(ROW, TODAY)[0]


def test_a_row_with_a_plan_alone_says_nothing_was_paid() -> None:
    row = replace(ROW, received_fen=0, spent_fen=0)
    assert figures(line_of(row, TODAY)[1]) == (1_000, 0, 0, 0)


def test_history_keeps_a_forbidden_use_to_be_found() -> None:
    assert line_of(replace(ROW, use="reception"), TODAY)[1].spent == 300


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"received_fen": 1_001}, PlanExceeded),
        ({"spent_fen": 801}, BalanceExceeded),
        ({"spent_on": date(2021, 3, 31)}, BalanceExceeded),
        ({"received_on": date(2021, 2, 28)}, PlanExceeded),
        ({"planned_on": date(2099, 1, 1)}, DateInFuture),
    ],
)
def test_what_cannot_have_been_is_no_history(change, refusal) -> None:
    with pytest.raises(refusal):
        line_of(replace(ROW, **change), TODAY)
