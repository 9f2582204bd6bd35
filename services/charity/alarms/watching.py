"""Looks over gifts for what is late, idle, about to expire or off purpose. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from servicekit.aggregate import Stored
from services.charity.alarms.rules import RULES, Rule
from services.charity.funds.fund import Fund
from services.charity.gifts.amounts import NOTHING, Amount, total
from services.charity.gifts.gift import Allocation, Gift


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """`since`: the day that counts; `days` since then (until then, for what is about to expire)."""

    rule: Rule
    gift_id: str
    region: str
    since: date
    days: int
    amount: Amount
    allocation_id: str = ""

    @property
    def key(self) -> str:
        return f"{self.gift_id} {self.rule.kind} {self.allocation_id} {self.since}"

    def said(self, language: str) -> str:
        words = self.rule.zh if language == "zh" else self.rule.en
        return words.format(days=self.days, on=self.since)


def watch(stored: Stored[Gift], fund: Fund | None, today: date) -> Iterator[Alarm]:
    """Every alarm of one gift."""
    yield from _idle(stored, today)
    yield from _batches(stored, today)
    yield from _reservations(stored, today)
    for part in stored.state.allocations:
        yield from _part(stored, part, fund, today)


def _idle(stored: Stored[Gift], today: date) -> Iterator[Alarm]:
    gift = stored.state
    promised, received = gift.books.of_kind("promised"), gift.books.of_kind("received")
    if promised != NOTHING and not gift.receipts:
        yield from _late("idle_pledge", stored, gift.pledged_on, promised, today)
    if received != NOTHING:
        last = max(receipt.received_on for receipt in gift.receipts)
        yield from _late("idle_in_hand", stored, last, received, today)


def _batches(stored: Stored[Gift], today: date) -> Iterator[Alarm]:
    """Goods in hand that are good for a few days more, or not any more."""
    soon = today + timedelta(days=RULES["batch_expiring"].days)
    held = stored.state.books.lots("received")
    for receipt in stored.state.receipts:
        if receipt.number in held and receipt.use_by is not None and receipt.use_by <= soon:
            yield _alarm("batch_expiring", stored, receipt.use_by, held[receipt.number], today)


def _reservations(stored: Stored[Gift], today: date) -> Iterator[Alarm]:
    for kept in stored.state.reservations:
        left = stored.state.part("reserved", kept.id)
        if left != NOTHING:
            yield from _late("reservation_over", stored, kept.until, left, today)


def _part(
    stored: Stored[Gift], part: Allocation, fund: Fund | None, today: date
) -> Iterator[Alarm]:
    gift = stored.state
    moving, there = gift.part("in_transit", part.id), gift.part("delivered", part.id)
    if moving != NOTHING and part.due_on is not None:
        yield from _late("late_delivery", stored, part.due_on, moving, today, part)
    due = [s for s in part.signatures if s.witness_due]
    if due:
        yield from _late(
            "witness_due", stored, due[0].on, total(s.amount for s in due), today, part
        )
    if there != NOTHING and part.reported_on is None:
        signed = part.signatures[-1].on
        yield from _late("report_due", stored, signed, there, today, part)
        if fund is not None and fund.closed_on is not None:
            yield from _late("closing_report_due", stored, fund.closed_on, there, today, part)
    if part.finding is not None and part.finding.cleared_on is None:
        yield _alarm("off_purpose", stored, part.finding.on, part.amount, today, part)


def _late(
    kind: str,
    stored: Stored[Gift],
    since: date,
    amount: Amount,
    today: date,
    part: Allocation | None = None,
) -> Iterator[Alarm]:
    """More than the rule's days after `since`."""
    if (today - since).days > RULES[kind].days:
        yield _alarm(kind, stored, since, amount, today, part)


def _alarm(
    kind: str,
    stored: Stored[Gift],
    since: date,
    amount: Amount,
    today: date,
    part: Allocation | None = None,
) -> Alarm:
    return Alarm(
        rule=RULES[kind],
        gift_id=stored.id,
        region=part.region if part else stored.region,
        since=since,
        days=abs((today - since).days),
        amount=amount,
        allocation_id=part.id if part else "",
    )
