"""One test a rule of `services/charity/alarms/rules.csv`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from servicekit.aggregate import Stored
from services.charity.alarms.rules import RULES
from services.charity.alarms.watching import watch
from services.charity.funds.fund import Fund
from services.charity.gifts import allocating, delivering, findings, receiving
from services.charity.gifts.gift import Gift
from services.charity.gifts.restriction import Restriction
from tests.unit.charity.mothers import (
    DIQING,
    SHANGRI_LA_TOWNSHIP,
    TODAY,
    allocated,
    coats,
    money,
    received,
)

PHOTO = ("a" * 64,)


def days(count: int) -> date:
    return TODAY + timedelta(days=count)


def kinds(gift: Gift, today: date, fund: Fund | None = None) -> list[str]:
    return [a.rule.kind for a in watch(Stored("g", 1, gift.region, gift), fund, today)]


def delivered() -> Gift:
    return delivering.sign(
        allocated(received(coats(), 150), 150), "a", None, "s", "worker", TODAY, PHOTO
    )[0]


def test_a_promise_that_does_not_come_is_idle_after_its_days():
    limit = RULES["idle_pledge"].days
    assert kinds(money(), days(limit)) == []
    assert kinds(money(), days(limit + 1)) == ["idle_pledge"]
    assert "idle_pledge" not in kinds(received(money(), 1), days(limit + 1))


def test_what_lies_in_hand_unallocated_is_idle_after_its_days():
    gift, limit = received(money(), 18_000_000), RULES["idle_in_hand"].days
    assert kinds(gift, days(limit)) == []
    assert kinds(gift, days(limit + 1)) == ["idle_in_hand"]


def test_a_delivery_is_late_from_the_day_after_it_was_due():
    gift = allocated(received(money(), 18_000_000), 18_000_000)
    gift = delivering.dispatch(gift, "a", 5, days(3), "d", TODAY)[0]
    assert kinds(gift, days(3)) == []
    assert kinds(gift, days(4)) == ["late_delivery"]


def test_a_large_delivery_waits_for_its_second_witness():
    gift, limit = delivered(), RULES["witness_due"].days
    assert kinds(gift, days(limit + 1)) == ["witness_due"]
    attested = delivering.witness(gift, "a", "colleague", "w", TODAY)[0]
    assert kinds(attested, days(limit + 1)) == []


def test_a_batch_about_to_expire_is_told_before_it_does():
    limit = RULES["batch_expiring"].days
    gift = receiving.receive(coats(), 150, "R", "in", TODAY, TODAY, use_by=days(limit + 10))[0]
    assert kinds(gift, days(9)) == []
    assert kinds(gift, days(10)) == ["batch_expiring"]


def test_a_reservation_that_is_over_is_told_until_it_is_released():
    gift = received(coats(), 150)
    kept = allocating.reserve(gift, 5, "r", SHANGRI_LA_TOWNSHIP, Restriction(), days(2), TODAY)[0]
    assert "reservation_over" not in kinds(kept, days(2))
    assert "reservation_over" in kinds(kept, days(3))
    released = allocating.release(kept, "r", "x", TODAY)[0]
    assert "reservation_over" not in kinds(released, days(3))


def test_what_was_delivered_is_reported_to_the_donor_within_its_days():
    gift = delivering.witness(delivered(), "a", "colleague", "w", TODAY)[0]
    limit = RULES["report_due"].days
    assert kinds(gift, days(limit)) == []
    assert kinds(gift, days(limit + 1)) == ["report_due"]
    told = delivering.report(gift, "a", 150, TODAY, "t", TODAY)[0]
    assert kinds(told, days(limit + 1)) == []


def test_a_closed_fund_has_its_closing_report_due():
    fund = Fund(
        kind="special", name="基金", region=DIQING, statement="试", opened_on=TODAY, closed_on=TODAY
    )
    gift = delivering.witness(delivered(), "a", "colleague", "w", TODAY)[0]
    late = days(RULES["closing_report_due"].days + 1)
    assert "closing_report_due" in kinds(gift, late, fund)
    assert "closing_report_due" not in kinds(gift, late, replace(fund, closed_on=None))


def test_what_an_audit_finds_off_purpose_is_an_alarm_until_put_right():
    gift = allocated(received(money(), 18_000_000), 18_000_000)
    found = findings.raise_finding(gift, "a", "diverted", "云审〔2026〕1号", "f", TODAY)[0]
    assert kinds(found, TODAY) == ["off_purpose"]
    cleared = findings.clear_finding(found, "a", "c", TODAY)[0]
    assert kinds(cleared, TODAY) == []


def test_every_rule_is_tested_here_by_a_kind_it_gives():
    said = Path(__file__).read_text(encoding="utf-8")
    assert [kind for kind in RULES if f'"{kind}"' not in said] == []
