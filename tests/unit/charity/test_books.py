"""Conservation: whatever is done to a gift, every fen and item stays in exactly one account."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from servicekit.errors import DomainError
from services.charity.gifts.amounts import Amount, total
from services.charity.gifts.domain import Gift, confirm_receipt
from services.charity.gifts.refusals import OverAllocated, PledgeExceeded
from tests.unit.charity.mothers import TODAY, allocated, coats, money, pledged, received

SIZES = st.integers(1, 400)


class Books(RuleBasedStateMachine):
    """A ledger kept by hand beside the domain's: what it says of every account must agree."""

    gift: Gift

    def __init__(self) -> None:
        super().__init__()
        self.promised = self.available = self.allocated = self.delivered = 0
        self.parts: dict[str, int] = {}
        self.names = 0

    @initialize(goods=st.booleans(), size=st.integers(1, 1_000), value=st.integers(1, 10**6))
    def promise(self, goods: bool, size: int, value: int) -> None:
        self.gift = pledged(coats(size, value) if goods else money(size))
        self.promised = size

    def _name(self) -> str:
        self.names += 1
        return f"n{self.names}"

    @rule(size=SIZES)
    def receive(self, size: int) -> None:
        if size > self.promised:
            with pytest.raises(PledgeExceeded):
                received(self.gift, size, self._name())
            return
        self.gift = received(self.gift, size, self._name())
        self.promised -= size
        self.available += size

    @rule(size=SIZES)
    def allocate(self, size: int) -> None:
        name = self._name()
        if size > self.available:
            with pytest.raises(OverAllocated):
                allocated(self.gift, size, name)
            return
        self.gift = allocated(self.gift, size, name)
        self.parts[name] = size
        self.available -= size
        self.allocated += size

    @precondition(lambda self: self.parts)
    @rule(data=st.data())
    def confirm(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.parts)))
        self.gift, _ = confirm_receipt(self.gift, name, f"sign {name}", TODAY)
        size = self.parts.pop(name)
        self.allocated -= size
        self.delivered += size

    @precondition(lambda self: self.gift.allocations or self.gift.receipts)
    @rule()
    def repeat_everything(self) -> None:
        """Every command so far once more: nothing moves."""
        before = self.gift
        for receipt in before.receipts:
            size = receipt.amount.quantity or receipt.amount.fen
            assert received(before, size, receipt.attempt) == before
        for part in before.allocations:
            assert allocated(before, part.amount.quantity or part.amount.fen, part.id) == before

    @invariant()
    def the_two_ledgers_agree(self) -> None:
        if not hasattr(self, "gift"):
            return
        accounts = self.gift.accounts()
        by_hand = {
            "promised": self.promised,
            "available": self.available,
            "allocated": self.allocated,
            "delivered": self.delivered,
        }
        sizes = {n: a.quantity if self.gift.goods else a.fen for n, a in accounts.items()}
        assert sizes == by_hand

    @invariant()
    def not_a_fen_is_lost_or_made(self) -> None:
        if hasattr(self, "gift"):
            assert total(self.gift.accounts().values()) == self.gift.pledged


Books.TestCase.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)
TestBooks = Books.TestCase


@given(st.integers(1, 10**12), st.lists(st.integers(1, 50), min_size=1, max_size=40))
def test_goods_split_into_any_parts_are_worth_together_what_they_were(fen, parts):
    left, taken = Amount(fen, sum(parts)), []
    for quantity in parts:
        part = left.items(quantity)
        taken.append(part)
        left -= part
    assert left == Amount()
    assert total(taken) == Amount(fen, sum(parts))


@given(st.integers(1, 100), st.integers(1, 100))
def test_an_amount_never_goes_below_zero(have, want):
    if want > have:
        with pytest.raises(ValueError, match="below zero"):
            Amount(have) - Amount(want)
    else:
        assert (Amount(have) - Amount(want)).fen == have - want


def test_a_refusal_changes_nothing():
    gift = received(money(100), 50)
    before = gift.accounts()
    with pytest.raises(DomainError):
        allocated(gift, 51)
    assert gift.accounts() == before
