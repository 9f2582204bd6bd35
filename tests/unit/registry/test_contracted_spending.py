from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.registry.funding.contracted import require_contracted, spent_under
from services.registry.funding.movements import SPENT, Movement
from services.registry.funding.refusals import (
    ContractNotSigned,
    ContractOtherMoney,
    ContractOtherUse,
    ContractOverspent,
)
from services.registry.purchasing.domain import Contract, Milestone
from tests.unit.registry.fund_mothers import ASSISTANCE, LOTTERY, QIUBEI, funded, moved, spend, undo

CONTRACT = Contract(
    title="社会救助服务",
    region=QIUBEI,
    purchaser_id="bureau",
    contractor_id="agency",
    content_class="service",
    items=("counselling",),
    target_groups=("low_income", "disabled"),
    source="social_assistance",
    amount_fen=1_000,
    starts_on=date(2022, 1, 1),
    ends_on=date(2024, 12, 31),
    milestones=(Milestone(amount_fen=600, paid_on=date(2022, 6, 1)), Milestone(amount_fen=400)),
    stage="signed",
)


def buying(fen: int = 100, **about: Any) -> Movement:
    about = {"use": "service_purchase", "target_group": "low_income", "region": QIUBEI} | about
    return moved(SPENT, fen, "s", contract_id="c", **about)


def test_no_more_is_spent_under_a_contract_than_its_accepted_milestones() -> None:
    require_contracted(CONTRACT, ASSISTANCE, buying(200), 400)
    with pytest.raises(ContractOverspent) as refused:
        require_contracted(CONTRACT, ASSISTANCE, buying(201), 400)
    assert refused.value.members == {"left_fen": 200}


def test_nothing_is_spent_under_a_draft() -> None:
    with pytest.raises(ContractNotSigned):
        require_contracted(replace(CONTRACT, stage="draft"), ASSISTANCE, buying(), 0)
    require_contracted(replace(CONTRACT, stage="ended"), ASSISTANCE, buying(), 0)


def test_a_contract_is_paid_from_the_money_it_names() -> None:
    with pytest.raises(ContractOtherMoney, match="social_assistance"):
        require_contracted(CONTRACT, LOTTERY, buying(), 0)


@pytest.mark.parametrize(
    "about", [{"use": "transactional_purchase"}, {"target_group": "orphan"}, {"target_group": ""}]
)
def test_a_contract_is_paid_for_what_and_whom_it_buys(about: dict[str, str]) -> None:
    with pytest.raises(ContractOtherUse, match="service_purchase"):
        require_contracted(CONTRACT, ASSISTANCE, buying(**about), 0)


def test_what_was_spent_under_a_contract_is_summed_over_lines_without_what_was_undone() -> None:
    terms = {"use": "service_purchase", "target_group": "low_income", "contract_id": "c"}
    first, _ = spend(funded(fund=ASSISTANCE), 300, "s1", **terms)
    second, _ = spend(funded(fund=ASSISTANCE), 200, "s2", **terms)
    other, _ = spend(funded(fund=ASSISTANCE), 50, "s3", **(terms | {"contract_id": "d"}))
    second, _ = undo(second, "s2", 80)
    assert spent_under("c", [first, second, other], besides="") == 420
    assert spent_under("c", [first, second, other], besides="s2") == 300  # a repeat of it
