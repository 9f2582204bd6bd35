from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from services.registry.audits.inspections import (
    Inspection,
    Stage,
    check_fund,
    close_inspection,
    draw_sample,
    plan_inspection,
    start_inspection,
)
from services.registry.audits.refusals import (
    InspectionStage,
    NotInSample,
    PeriodInverted,
    SampleEmpty,
    SampleUnchecked,
)
from services.registry.audits.suspicions import Limits, suspicions
from services.registry.funding import domain
from services.registry.funding.domain import Fund
from services.registry.funding.movements import SPENT
from tests.unit.registry.fund_mothers import (
    LOTTERY,
    PROVINCE,
    TODAY,
    funded,
    issue,
    moved,
    opened_below,
    planned,
    receive,
    spend,
    undo,
)

INSPECTION = Inspection(
    region=PROVINCE, year=2022, starts_on=date(2022, 7, 1), ends_on=date(2022, 12, 31),
    sample=("f1", "f2"),
)  # fmt: skip
RUNNING, _ = start_inspection(INSPECTION, TODAY)
LONG_AGO, LATELY = date(2022, 1, 10), date(2022, 6, 1)
LIMITS = Limits(days=90, small_fen=100, many=3)


def test_an_inspection_runs_until_its_whole_sample_is_checked() -> None:
    planned_, (event,) = plan_inspection(INSPECTION, TODAY)
    assert event.sample == ["f1", "f2"]  # type: ignore[attr-defined]
    running, _ = start_inspection(planned_, TODAY)
    running, _ = check_fund(running, "f1", True, TODAY)
    with pytest.raises(SampleUnchecked) as refused:
        close_inspection(running, TODAY)
    assert refused.value.members == {"unchecked": ["f2"]}
    running, _ = check_fund(running, "f2", False, TODAY)
    assert close_inspection(running, TODAY)[0].stage is Stage.CLOSED


def test_only_the_sample_is_checked_and_each_line_once() -> None:
    with pytest.raises(NotInSample):
        check_fund(RUNNING, "f3", True, TODAY)
    once, _ = check_fund(RUNNING, "f1", True, TODAY)
    assert check_fund(once, "f1", True, TODAY) == (once, [])
    changed, events = check_fund(once, "f1", False, TODAY)
    assert ([c.clean for c in changed.checked], len(events)) == ([False], 1)


def test_an_inspection_has_a_sample_and_ends_after_it_starts() -> None:
    with pytest.raises(SampleEmpty):
        plan_inspection(replace(INSPECTION, sample=()), TODAY)
    with pytest.raises(PeriodInverted):
        plan_inspection(replace(INSPECTION, ends_on=date(2022, 6, 30)), TODAY)


def test_no_step_of_an_inspection_is_skipped() -> None:
    with pytest.raises(InspectionStage):
        check_fund(INSPECTION, "f1", True, TODAY)
    with pytest.raises(InspectionStage):
        start_inspection(RUNNING, TODAY)
    with pytest.raises(InspectionStage):
        close_inspection(INSPECTION, TODAY)


def test_a_sample_takes_the_suspected_first_and_then_the_largest() -> None:
    lines = {"a": funded(5), "b": funded(50), "c": funded(500)}
    assert draw_sample(lines.items(), {"a"}, 2) == ("a", "c")
    assert draw_sample(reversed(lines.items()), {"a"}, 2) == ("a", "c")


def found(fund: Fund) -> list[tuple[str, str, int]]:
    return [(s.kind, s.reason, s.amount_fen) for s in suspicions([("f", fund)], TODAY, LIMITS)]


def test_money_that_arrived_long_ago_and_went_nowhere_is_withheld() -> None:
    fund = funded(1_000, LONG_AGO)
    assert found(fund) == [("withheld", "lying", 1_000)]
    fund, _ = issue(fund, 700, on=LATELY)
    assert found(fund) == [("withheld", "lying", 300)]
    assert found(issue(fund, 300, "i2")[0]) == []
    assert found(funded(1_000, LATELY)) == []


def test_money_issued_long_ago_and_not_arrived_below_is_withheld() -> None:
    above, _ = issue(funded(1_000, LONG_AGO), 600, on=LONG_AGO)
    below = opened_below(above)
    assert found(below) == [("withheld", "not_arrived", 600)]
    assert found(receive(below, 400, on=LATELY)[0]) == [("withheld", "not_arrived", 200)]
    assert found(receive(below, 600, on=LATELY)[0]) == []
    just_issued, _ = issue(funded(1_000, LONG_AGO), 600, on=LATELY)
    assert found(opened_below(just_issued)) == []
    assert found(planned(1_000, LONG_AGO)) == []


def test_one_grant_in_many_small_spendings_is_scattered() -> None:
    fund = funded(1_000, LATELY)
    for n in range(2):
        fund, _ = spend(fund, 99, f"s{n}")
    fund, _ = spend(fund, 100, "large")
    assert found(fund) == []
    fund, _ = spend(fund, 99, "s2")
    assert found(fund) == [("scattered", "split", 297)]
    assert found(undo(fund, "s2")[0]) == []


def test_a_use_outside_what_is_permitted_is_diverted() -> None:
    history = funded(1_000, LATELY)
    car = moved(SPENT, 250, "car", use="reception", region=LOTTERY.region)
    history, _ = domain.spend_as_it_was(history, car, TODAY)
    assert found(history) == [("diverted", "forbidden_use", 250)]
    (suspicion,) = suspicions([("f", history)], TODAY, LIMITS)
    assert (suspicion.movement_ids, suspicion.since) == (("car",), TODAY)
