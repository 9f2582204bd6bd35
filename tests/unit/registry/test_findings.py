from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from contracts.registry.audits import FindingOpened, FindingSentBack
from servicekit.errors import KeyReused
from services.registry.audits.domain import (
    Finding,
    Recheck,
    Rectification,
    Stage,
    dismiss,
    open_finding,
    recheck,
    rectify,
)
from services.registry.audits.refusals import (
    DeadlineMissing,
    DeadlinePassed,
    FindingStage,
    FindingTooLarge,
    SameHands,
)
from services.registry.funding.refusals import MovementUnknown
from tests.unit.registry.fund_mothers import PROVINCE, ROOT_ID, TODAY, funded, spend

FUND, _ = spend(funded(1_000), 400)
JULY = date(2022, 7, 31)
FINDING = Finding(
    region=PROVINCE,
    kind="diverted",
    fund_id=ROOT_ID,
    amount_fen=400,
    found_on=TODAY,
    deadline=JULY,
    movement_ids=("s",),
    description="只在登记系统内可见",
)
SAID = Rectification(id="x1", on=TODAY, evidence="ZG-2022-7", by="county officer")
AGREED = Recheck(id="c1", on=TODAY, accepted=True)
RECTIFIED, _ = rectify(FINDING, SAID)


def test_a_finding_goes_from_opened_over_rectified_to_accepted() -> None:
    opened, (first,) = open_finding(FINDING, FUND, TODAY)
    rectified, (second,) = rectify(opened, SAID)
    accepted, (third,) = recheck(rectified, AGREED, "auditor", None)
    assert [f.stage for f in (opened, rectified, accepted)] == [
        Stage.OPEN,
        Stage.RECTIFIED,
        Stage.ACCEPTED,
    ]
    assert [type(e).type.split(".")[2] for e in (first, second, third)] == [
        "opened",
        "rectified",
        "accepted",
    ]


def test_what_is_described_and_shown_stays_in_the_registry() -> None:
    _, (event,) = open_finding(FINDING, FUND, TODAY)
    assert isinstance(event, FindingOpened)
    assert (event.fund_id, event.movement_ids, event.deadline) == (ROOT_ID, ["s"], JULY)
    assert "可见" not in repr(event)


def test_a_finding_is_no_larger_than_the_money_it_concerns() -> None:
    with pytest.raises(FindingTooLarge) as refused:
        open_finding(replace(FINDING, amount_fen=401), FUND, TODAY)
    assert refused.value.members == {"most_fen": 400}
    whole = replace(FINDING, amount_fen=1_000, movement_ids=())
    assert open_finding(whole, FUND, TODAY)[1]
    with pytest.raises(FindingTooLarge):
        open_finding(replace(whole, amount_fen=1_001), FUND, TODAY)


def test_a_finding_rests_on_movements_of_its_line() -> None:
    with pytest.raises(MovementUnknown):
        open_finding(replace(FINDING, movement_ids=("another",)), FUND, TODAY)


def test_a_deadline_lies_ahead() -> None:
    with pytest.raises(DeadlinePassed):
        open_finding(replace(FINDING, deadline=TODAY - timedelta(days=1)), FUND, TODAY)
    assert open_finding(replace(FINDING, deadline=TODAY), FUND, TODAY)


def test_it_is_overdue_the_day_after_its_deadline_until_somebody_says_it_is_put_right() -> None:
    assert not FINDING.overdue(JULY)
    assert FINDING.overdue(JULY + timedelta(days=1))
    assert not RECTIFIED.overdue(JULY + timedelta(days=1))
    back, _ = recheck(RECTIFIED, replace(AGREED, accepted=False), "auditor", JULY)
    assert back.overdue(JULY + timedelta(days=1))


def test_a_rectification_sent_back_gets_a_new_deadline_and_may_be_reported_again() -> None:
    refused = replace(AGREED, accepted=False)
    with pytest.raises(DeadlineMissing):
        recheck(RECTIFIED, refused, "auditor", None)
    with pytest.raises(DeadlinePassed):
        recheck(RECTIFIED, refused, "auditor", TODAY - timedelta(days=1))
    later = JULY + timedelta(days=31)
    back, (event,) = recheck(RECTIFIED, refused, "auditor", later)
    assert (back.stage, back.deadline) == (Stage.SENT_BACK, later)
    assert isinstance(event, FindingSentBack)
    assert event.deadline == later
    again, _ = rectify(back, replace(SAID, id="x2"))
    assert len(again.rectifications) == 2


def test_nobody_rechecks_their_own_rectification() -> None:
    with pytest.raises(SameHands):
        recheck(RECTIFIED, AGREED, SAID.by, None)


def test_no_step_is_skipped_and_what_is_settled_stays_settled() -> None:
    with pytest.raises(FindingStage):
        recheck(FINDING, AGREED, "auditor", None)
    accepted, _ = recheck(RECTIFIED, AGREED, "auditor", None)
    with pytest.raises(FindingStage):
        rectify(accepted, replace(SAID, id="x2"))
    with pytest.raises(FindingStage):
        dismiss(accepted, "entered_wrongly", TODAY)


def test_a_finding_that_was_none_is_dismissed_with_its_reason() -> None:
    gone, (event,) = dismiss(FINDING, "not_substantiated", TODAY)
    assert (gone.stage, event.reason) == (Stage.DISMISSED, "not_substantiated")  # type: ignore[attr-defined]
    assert not gone.overdue(date(2023, 1, 1))


def test_a_repeat_changes_nothing() -> None:
    assert rectify(RECTIFIED, replace(SAID, on=JULY)) == (RECTIFIED, [])
    accepted, _ = recheck(RECTIFIED, AGREED, "auditor", None)
    assert recheck(accepted, AGREED, "auditor", None) == (accepted, [])
    with pytest.raises(KeyReused):
        rectify(RECTIFIED, replace(SAID, evidence="other"))
