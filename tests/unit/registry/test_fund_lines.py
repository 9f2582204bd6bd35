from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from contracts.registry.funding import FundIssued, FundPlanned, FundReversed
from servicekit.errors import KeyReused
from services.registry.funding import domain, reversing
from services.registry.funding.movements import PLANNED, Flow, flows
from services.registry.funding.refusals import (
    AlreadyReceivedBelow,
    BalanceExceeded,
    CounterMovementFinal,
    DateInFuture,
    DateOutOfOrder,
    IssueNotDownwards,
    LedgerFull,
    MovementUnknown,
    PlaceOutsideLine,
    PlanExceeded,
    PlanFromAbove,
    ReversalExceeded,
)
from tests.unit.registry.fund_mothers import (
    LOTTERY,
    PROVINCE,
    QIUBEI,
    ROOT_ID,
    STATION,
    STATION_PLACE,
    TODAY,
    WENSHAN,
    figures,
    funded,
    issue,
    moved,
    opened_below,
    planned,
    receive,
    spend,
    undo,
    withdraw,
)

MARCH, APRIL, MAY = date(2022, 3, 1), date(2022, 4, 1), date(2022, 5, 1)


def test_a_plan_is_no_money() -> None:
    fund = planned(1_000)
    assert figures(fund) == (1_000, 0, 0, 0)
    assert fund.available == 0
    for move in (issue, spend):
        with pytest.raises(BalanceExceeded) as refused:
            move(fund, 1)
        assert refused.value.members == {"left_fen": 0}


def test_no_more_arrives_than_was_planned() -> None:
    fund, _ = receive(planned(1_000), 600)
    with pytest.raises(PlanExceeded) as refused:
        receive(fund, 401, "r2")
    assert refused.value.members == {"left_fen": 400}
    assert receive(fund, 400, "r2")[0].received == 1_000


def test_money_comes_in_parts_and_goes_out_in_parts() -> None:
    fund, _ = receive(planned(1_000), 600)
    fund, _ = issue(fund, 200, "i1")
    fund, _ = issue(fund, 100, "i2")
    fund, _ = spend(fund, 250)
    assert figures(fund) == (1_000, 300, 600, 250)
    assert fund.available == 50
    with pytest.raises(BalanceExceeded) as refused:
        spend(fund, 51, "s2")
    assert refused.value.members == {"left_fen": 50}


def test_what_a_level_issues_is_the_next_levels_plan() -> None:
    above, (event,) = issue(funded(1_000), 300)
    assert isinstance(event, FundIssued)
    assert (event.region, event.to_region, event.reissued) == (PROVINCE, WENSHAN, False)
    below = opened_below(above)
    assert figures(below) == (300, 0, 0, 0)
    assert (below.region, below.parent_id, below.parent_region) == (WENSHAN, ROOT_ID, PROVINCE)
    assert (below.source, below.purpose, below.document) == (
        LOTTERY.source,
        LOTTERY.purpose,
        LOTTERY.document,
    )


def test_an_issue_is_taken_in_once_however_often_it_is_carried() -> None:
    above, _ = issue(funded(1_000), 300)
    below, movement = opened_below(above), above.movement("i")
    assert movement is not None
    assert domain.follow_issue(below, movement, TODAY) == (below, [])


def test_more_parts_to_one_receiver_are_one_line_below() -> None:
    above, _ = issue(funded(1_000), 300, "i1")
    above, _ = issue(above, 200, "i2")
    below = opened_below(above, "i1")
    second = above.movement("i2")
    assert second is not None
    below, (event,) = domain.follow_issue(below, second, TODAY)
    assert below.planned == above.issued == 500
    assert isinstance(event, FundPlanned)
    assert (event.parent_region, event.amount_fen) == (PROVINCE, 200)


def test_a_level_cannot_issue_what_has_not_arrived_there() -> None:
    below = opened_below(issue(funded(1_000), 300)[0])
    with pytest.raises(BalanceExceeded):
        issue(below, 1, "i2", to=QIUBEI)
    below, _ = receive(below, 100)
    below, (event,) = issue(below, 100, "i2", to=QIUBEI)
    assert isinstance(event, FundIssued)
    assert event.reissued


@pytest.mark.parametrize("to", [PROVINCE, "532500", "532501"])
def test_money_is_issued_downwards_only(to: str) -> None:
    fund = funded(fund=replace(LOTTERY, region=WENSHAN))
    with pytest.raises(IssueNotDownwards):
        issue(fund, 1, to=to)
    with pytest.raises(IssueNotDownwards):
        issue(fund, 1, to=WENSHAN)


def test_a_county_issues_to_a_station_and_a_station_to_nobody() -> None:
    county = funded(fund=replace(LOTTERY, region=QIUBEI))
    county, _ = issue(county, 10, to=STATION_PLACE, station=STATION)
    station = replace(funded(), region=STATION_PLACE, station_id=STATION)
    with pytest.raises(IssueNotDownwards):
        issue(station, 1, to=STATION_PLACE, station="another")


def test_a_line_issued_from_above_has_no_plan_of_its_own() -> None:
    below = opened_below(issue(funded(1_000), 300)[0])
    with pytest.raises(PlanFromAbove, match=ROOT_ID):
        domain.plan(below, moved(PLANNED, 1, "p2"), TODAY)


def test_nothing_goes_out_before_it_came_in_whatever_is_entered_late() -> None:
    fund, _ = receive(planned(1_000, MARCH), 1_000, on=MAY)
    with pytest.raises(BalanceExceeded) as refused:
        spend(fund, 1, on=APRIL)
    assert refused.value.members == {"left_fen": 0}
    fund, _ = spend(fund, 900, on=MAY)
    with pytest.raises(BalanceExceeded):
        spend(fund, 101, "s2", on=TODAY)


def test_money_gone_later_is_not_there_earlier_for_a_second_use() -> None:
    fund = funded(1_000, MARCH)
    fund, _ = spend(fund, 1_000, on=MAY)
    with pytest.raises(BalanceExceeded):
        spend(fund, 1, "s2", on=APRIL)


def test_nothing_arrives_before_it_was_planned() -> None:
    with pytest.raises(PlanExceeded):
        receive(planned(1_000, MAY), 1, on=APRIL)


def test_nothing_is_recorded_before_it_happened() -> None:
    with pytest.raises(DateInFuture):
        receive(planned(1_000), 1, on=date(2022, 7, 1))


def test_a_counter_movement_undoes_and_the_ledger_keeps_both() -> None:
    fund, _ = spend(funded(1_000), 400)
    fund, (event,) = undo(fund, "s", 150)
    assert figures(fund) == (1_000, 0, 1_000, 250)
    assert [m.fen for m in fund.movements] == [1_000, 1_000, 400, -150]
    assert isinstance(event, FundReversed)
    assert (event.stage, event.amount_fen, event.reverses) == ("spent", 150, "s")


def test_no_more_is_undone_than_stands() -> None:
    fund, _ = undo(spend(funded(1_000), 400)[0], "s", 150)
    with pytest.raises(ReversalExceeded) as refused:
        undo(fund, "s", 251, "u2")
    assert refused.value.members == {"left_fen": 250}
    fund, _ = undo(fund, "s", None, "u2")
    assert fund.spent == 0
    with pytest.raises(ReversalExceeded):
        undo(fund, "s", None, "u3")


def test_a_receipt_is_not_undone_once_the_money_has_gone_on() -> None:
    fund, _ = spend(funded(1_000), 400)
    with pytest.raises(BalanceExceeded) as refused:
        undo(fund, "r", 601)
    assert refused.value.members == {"left_fen": 600}
    assert undo(fund, "r", 600)[0].available == 0


def test_a_plan_is_not_undone_once_it_has_arrived() -> None:
    fund, _ = receive(planned(1_000), 400)
    with pytest.raises(PlanExceeded):
        undo(fund, "p", 601)
    assert undo(fund, "p", 600)[0].planned == 400


def test_a_counter_movement_is_final_and_an_unknown_one_is_said_to_be_unknown() -> None:
    fund, _ = undo(spend(funded(), 400)[0], "s")
    with pytest.raises(CounterMovementFinal):
        undo(fund, "u", None, "u2")
    with pytest.raises(MovementUnknown):
        undo(fund, "nothing", None, "u3")


def test_nothing_is_undone_before_it_was_done() -> None:
    fund, _ = spend(funded(1_000, MARCH), 400, on=MAY)
    with pytest.raises(DateOutOfOrder):
        undo(fund, "s", on=APRIL)


def test_an_issue_is_taken_back_from_below_and_only_what_has_not_arrived() -> None:
    above, _ = issue(funded(1_000), 300)
    below, _ = receive(opened_below(above), 100)
    with pytest.raises(AlreadyReceivedBelow) as refused:
        withdraw(below, "i", 201)
    assert refused.value.members == {"left_fen": 200}
    below, (event,) = withdraw(below, "i", 200)
    assert isinstance(event, FundReversed)
    assert (event.stage, event.parent_region) == ("planned", PROVINCE)
    withdrawn = below.movement("w")
    assert withdrawn is not None
    above, (event,) = reversing.follow_withdrawal(above, withdrawn, TODAY)
    assert above.issued == below.planned == 100
    assert isinstance(event, FundReversed)
    assert (event.stage, event.to_region, event.amount_fen) == ("issued", WENSHAN, 200)
    assert reversing.follow_withdrawal(above, withdrawn, TODAY) == (above, [])


def test_a_repeat_changes_nothing_and_another_movement_of_its_name_is_refused() -> None:
    fund, _ = spend(funded(1_000, MARCH), 400, on=MAY)
    assert spend(fund, 400, on=TODAY) == (fund, [])
    with pytest.raises(KeyReused):
        spend(fund, 401)
    fund, _ = undo(fund, "s", 100)
    assert undo(fund, "s", 100) == (fund, [])
    with pytest.raises(KeyReused):
        undo(fund, "s", 101)


def test_money_is_spent_within_the_lines_own_region() -> None:
    fund = funded(fund=replace(LOTTERY, region=WENSHAN))
    assert spend(fund, 1, region=QIUBEI)[1][0].region == QIUBEI
    with pytest.raises(PlaceOutsideLine):
        spend(fund, 1, region="532501")


def test_a_full_ledger_takes_nothing_new_but_still_corrections(monkeypatch) -> None:
    monkeypatch.setattr(domain, "MOVEMENTS_KEPT", 3)
    fund, _ = spend(funded(1_000), 400)
    with pytest.raises(LedgerFull):
        spend(fund, 1, "s2")
    assert undo(fund, "s")[0].spent == 0


def test_every_fen_that_went_out_can_be_followed_to_the_receipt_it_came_from() -> None:
    fund, _ = receive(planned(1_000, MARCH), 300, "r1", MARCH)
    fund, _ = receive(fund, 500, "r2", APRIL)
    fund, _ = spend(fund, 200, "s1", on=APRIL)
    fund, _ = issue(fund, 250, "i1", on=MAY)
    fund, _ = undo(fund, "s1", 50)
    assert flows(fund.movements) == [
        Flow("r1", "s1", 150),
        Flow("r1", "i1", 150),
        Flow("r2", "i1", 100),
    ]
