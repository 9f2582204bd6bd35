"""Purchased services: the purchaser, the closed lists, the three prohibitions, the money."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from servicekit.errors import DomainError
from services.registry.evaluations import domain as evaluating
from services.registry.evaluations.api import yearly_fen
from services.registry.evaluations.domain import Evaluation
from services.registry.purchasing import domain
from services.registry.purchasing import refusals as no
from services.registry.purchasing.domain import Contract, Deliverable, Milestone
from services.registry.purchasing.rules import last_day, require_purchaser

TODAY = date(2026, 11, 24)
YUAN = 100


def a_contract(**changes: object) -> Contract:
    known = Contract(
        title="社会救助服务",
        region="532501",
        purchaser_id="p",
        contractor_id="c",
        content_class="service",
        items=("counselling", "care"),
        target_groups=("low_income",),
        source="social_assistance",
        amount_fen=60_000 * YUAN,
        starts_on=date(2026, 1, 1),
        ends_on=date(2028, 12, 31),
        deliverables=(
            Deliverable(item="care", quantity=100, unit="人次", due_on=date(2026, 6, 30)),
        ),
        milestones=(
            Milestone(amount_fen=20_000 * YUAN),
            Milestone(amount_fen=40_000 * YUAN, after=(1,)),
        ),
    )
    return replace(known, **changes)  # type: ignore[arg-type]


def signed(contract: Contract | None = None) -> Contract:
    return domain.sign(contract or a_contract(), TODAY)[0]


@pytest.mark.parametrize("region", ["530000", "532500", "532501"])
def test_the_purchaser_is_a_government_body_at_county_level_or_above(region: str) -> None:
    require_purchaser("government_unit", region)
    with pytest.raises(no.PurchaserLevel, match=""):
        require_purchaser("company", region)


def test_a_township_does_not_purchase() -> None:
    with pytest.raises(no.PurchaserLevel) as refusal:
        require_purchaser("government_unit", "532501001")
    assert "民发〔2017〕153号" in refusal.value.sentence("zh")


def test_the_range_of_purchase_is_not_widened_beyond_the_lists() -> None:
    with pytest.raises(no.OutsideTheLists) as refusal:
        domain.draft(a_contract(items=("means_survey",)), TODAY)
    said = refusal.value.sentence("zh")
    assert "家计调查" in said
    assert "心理疏导" in said


def test_the_governments_own_duties_are_not_shifted() -> None:
    with pytest.raises(no.OwnDutyShifted):
        domain.draft(a_contract(items=("care", "relief_payment")), TODAY)


@pytest.mark.parametrize("groups", [(), ("general",), ("low_income", "veteran")])
def test_assistance_money_serves_people_in_need_and_nobody_else(groups: tuple[str, ...]) -> None:
    with pytest.raises(no.AssistanceMoneyDiverted):
        domain.draft(a_contract(target_groups=groups), TODAY)
    domain.draft(a_contract(target_groups=groups, source="budget"), TODAY)


def test_a_cycle_is_three_years_at_most() -> None:
    domain.draft(a_contract(ends_on=last_day(date(2026, 1, 1))), TODAY)
    for ends_on in (date(2029, 1, 2), date(2026, 1, 1)):
        with pytest.raises(no.TermTooLong):
            domain.draft(a_contract(ends_on=ends_on), TODAY)
    assert last_day(date(2024, 2, 29)) == date(2027, 2, 28)


def test_milestones_add_up_to_the_sum() -> None:
    with pytest.raises(no.MilestonesDoNotAddUp):
        domain.draft(a_contract(amount_fen=1), TODAY)


def test_a_milestone_names_deliverables_there_are() -> None:
    with pytest.raises(no.NoSuchDeliverable):
        domain.draft(a_contract(deliverables=()), TODAY)


def test_nothing_is_paid_before_it_is_signed_or_for_what_is_not_accepted() -> None:
    with pytest.raises(no.ContractStage):
        domain.pay(a_contract(), 1, TODAY)
    with pytest.raises(no.NotAcceptedYet) as refusal:
        domain.pay(signed(), 2, TODAY)
    assert "100 人次" in refusal.value.sentence("zh")
    delivered, _ = domain.accept(signed(), 1, 100, TODAY)
    paid, (event,) = domain.pay(delivered, 2, TODAY)
    assert event.type == "registry.contract.paid.v1"
    assert paid.paid_fen == 40_000 * YUAN


def test_a_milestone_is_paid_once() -> None:
    paid, _ = domain.pay(signed(), 1, TODAY)
    with pytest.raises(no.AlreadyPaid):
        domain.pay(paid, 1, TODAY)


def test_no_more_is_accepted_than_was_agreed() -> None:
    part, _ = domain.accept(signed(), 1, 60, TODAY)
    with pytest.raises(no.MoreThanAgreed) as refusal:
        domain.accept(part, 1, 41, TODAY)
    assert "40 人次" in refusal.value.sentence("zh")


def test_an_amendment_keeps_what_is_paid() -> None:
    paid, _ = domain.pay(signed(), 1, TODAY)
    less, _ = domain.amend(paid, (Milestone(amount_fen=1),), paid.ends_on, TODAY)
    assert (less.amount_fen, less.paid_fen) == (20_000 * YUAN + 1, 20_000 * YUAN)
    with pytest.raises(no.AlreadyPaid):
        domain.pay(less, 1, TODAY)


def test_an_ended_contract_takes_nothing_more() -> None:
    over, _ = domain.end(signed(), "breach", TODAY)
    for again in (domain.pay, lambda c, n, t: domain.accept(c, n, 1, t)):
        with pytest.raises(no.ContractStage):
            again(over, 1, TODAY)


def test_signing_again_changes_nothing() -> None:
    assert domain.sign(signed(), TODAY) == (signed(), [])


class Histories(RuleBasedStateMachine):
    """Acceptance, payment, amendment in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.contract = signed()
        self.paid = 0

    def do(self, decide) -> None:  # type: ignore[no-untyped-def]
        try:
            self.contract, events = decide()
        except DomainError:
            return
        self.paid += sum(e.amount_fen for e in events if e.type == "registry.contract.paid.v1")

    @rule(quantity=st.integers(1, 120))
    def accept(self, quantity: int) -> None:
        self.do(lambda: domain.accept(self.contract, 1, quantity, TODAY))

    @rule(number=st.integers(1, 4))
    def pay(self, number: int) -> None:
        self.do(lambda: domain.pay(self.contract, number, TODAY))

    @rule(amounts=st.lists(st.integers(1, 10**6), max_size=3))
    def amend(self, amounts: list[int]) -> None:
        new = tuple(Milestone(amount_fen=a, after=(1,)) for a in amounts)
        self.do(lambda: domain.amend(self.contract, new, self.contract.ends_on, TODAY))

    @invariant()
    def never_more_than_the_sum_nor_for_what_is_not_accepted(self) -> None:
        assert self.paid == self.contract.paid_fen <= self.contract.amount_fen
        assert sum(m.amount_fen for m in self.contract.milestones) == self.contract.amount_fen
        waiting = self.contract.deliverables[0].left > 0
        assert not (waiting and any(m.paid_on and m.after for m in self.contract.milestones))


TestHistories = Histories.TestCase
TestHistories.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)


SCORES = {
    "administration": 90,
    "service_results": 85,
    "project_management": 88,
    "social_effect": 70,
}


def an_evaluation(by: str = "third_party") -> Evaluation:
    begun = Evaluation(contract_id="k", contractor_id="c", region="532501", year=2026)
    return evaluating.give_scores(begun, by, SCORES, TODAY)[0]


def test_weights_of_every_version_add_up_to_a_hundred() -> None:
    assert all(sum(weights.values()) == 100 for weights in evaluating.WEIGHTS.values())


def test_the_third_partys_scores_weighed_are_the_grade() -> None:
    done, _ = evaluating.conclude(an_evaluation(), TODAY)
    assert (done.score, done.grade) == (85, "good")  # 22.5 + 29.75 + 22 + 10.5 = 84.75
    assert evaluating.conclude(done, TODAY) == (done, [])


def test_its_own_scores_alone_conclude_nothing() -> None:
    with pytest.raises(evaluating.ThirdPartyMissing):
        evaluating.conclude(an_evaluation("self"), TODAY)


def test_all_four_aspects_are_scored() -> None:
    with pytest.raises(evaluating.AspectsIncomplete):
        evaluating.give_scores(an_evaluation(), "self", {"administration": 1}, TODAY)


def test_a_concluded_evaluation_takes_no_more_scores() -> None:
    done, _ = evaluating.conclude(an_evaluation(), TODAY)
    with pytest.raises(evaluating.Concluded):
        evaluating.give_scores(done, "self", SCORES, TODAY)


@pytest.mark.parametrize(
    ("score", "grade"), [(90, "excellent"), (89, "good"), (60, "passed"), (59, "failed")]
)
def test_the_grade_decides_the_proposal_for_next_year(score: int, grade: str) -> None:
    even = dict.fromkeys(SCORES, score)
    begun = Evaluation(contract_id="k", contractor_id="c", region="532501", year=2026)
    scored, _ = evaluating.give_scores(begun, "third_party", even, TODAY)
    done, _ = evaluating.conclude(scored, TODAY)
    assert done.grade == grade
    assert evaluating.proposed_fen(1000, grade) == 10 * evaluating.FACTORS[grade]


def test_a_years_share_of_a_long_contract_is_by_its_days() -> None:
    assert yearly_fen(a_contract()) == 60_000 * YUAN * 365 // 1096
    assert yearly_fen(a_contract(ends_on=date(2026, 6, 30))) == 60_000 * YUAN
