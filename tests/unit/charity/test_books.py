"""Conservation: whatever is done to a gift, every fen and item stays in exactly one account."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from servicekit.errors import DomainError
from services.charity.gifts import allocating, delivering, receiving, settling
from services.charity.gifts.amounts import NOTHING, Amount, total
from services.charity.gifts.books import KINDS, Books, Short
from services.charity.gifts.gift import Change, Gift
from services.charity.gifts.restriction import Restriction
from tests.unit.charity.mothers import (
    GEJIU,
    SHANGRI_LA_TOWNSHIP,
    TODAY,
    allocated,
    coats,
    money,
    pledged,
    received,
    station,
)

HISTORIES = int(os.environ.get("WUSHE_HISTORIES", "200"))
"""How many random histories; 10,000 are run before a release."""

SIZES = st.integers(1, 8)
PHOTO = ("a" * 64,)


class Ledger(RuleBasedStateMachine):
    """A ledger kept by hand beside the domain's, in plain numbers: what the two say of every
    account must agree, and a refused verb must be one the hand ledger cannot do either."""

    def __init__(self) -> None:
        super().__init__()
        self.gift: Gift
        self.hand: Counter[str] = Counter()
        self.parts: dict[str, Counter[str]] = {}
        self.kept: Counter[str] = Counter()
        self.stale: Counter[str] = Counter()
        self.names = 0
        self.size = 0
        self.replay: list[Callable[[Gift], Change]] = []

    @initialize(goods=st.booleans(), size=st.integers(5, 40), value=st.integers(1, 10**6))
    def promise(self, goods: bool, size: int, value: int) -> None:
        self.gift = pledged(coats(size, value) if goods else money(size))
        self.size = size
        self.hand["promised"] = size

    def _name(self) -> str:
        self.names += 1
        return f"n{self.names}"

    def _known(self, data: st.DataObject, among: Mapping[str, object]) -> str:
        """One of these ids; one that does not exist when there is none."""
        return data.draw(st.sampled_from(sorted(among) or ["none"]))

    def _do(self, verb: Callable[[Gift], Change], possible: bool) -> bool:
        """Carry it out: refused if and only if the hand ledger says it cannot be."""
        if not possible:
            before = self.gift
            with pytest.raises(DomainError):
                verb(self.gift)
            assert self.gift == before
            return False
        self.gift, events = verb(self.gift)
        assert len(events) == 1
        self.replay.append(verb)
        return True

    def _move(self, size: int, source: str, target: str) -> None:
        self.hand[source] -= size
        self.hand[target] += size

    @rule(size=SIZES, stale=st.booleans())
    def receive(self, size: int, stale: bool) -> None:
        name = self._name()
        until = TODAY if stale else None

        def verb(gift: Gift) -> Change:
            return receiving.receive(gift, size, name, name, TODAY, TODAY, use_by=until)

        if self._do(verb, size <= self.hand["promised"]):
            self._move(size, "promised", "received")

    @rule()
    def lapse(self) -> None:
        name = self._name()
        left = self.hand["promised"]
        if self._do(lambda g: receiving.lapse(g, "withdrawn", name, TODAY), left > 0):
            self._move(left, "promised", "lapsed")

    @rule(size=SIZES)
    def reserve(self, size: int) -> None:
        name = self._name()

        def verb(gift: Gift) -> Change:
            return allocating.reserve(
                gift, size, name, SHANGRI_LA_TOWNSHIP, Restriction(), TODAY, TODAY
            )

        if self._do(verb, size <= self.hand["received"]):
            self._move(size, "received", "reserved")
            self.kept[name] = size

    @rule(data=st.data())
    def release(self, data: st.DataObject) -> None:
        id_, name = self._known(data, self.kept), self._name()
        left = self.kept[id_]
        if self._do(lambda g: allocating.release(g, id_, name, TODAY), left > 0):
            self._move(left, "reserved", "received")
            self.kept[id_] = 0

    @rule(size=SIZES, data=st.data(), away=st.booleans())
    def allocate(self, size: int, data: st.DataObject, away: bool) -> None:
        name = self._name()
        kept = data.draw(st.sampled_from(["", *self.kept]))
        to = station("s", GEJIU if away else SHANGRI_LA_TOWNSHIP)

        def verb(gift: Gift) -> Change:
            return allocating.allocate(
                gift, size, name, to, Restriction(), TODAY, reservation_id=kept
            )

        there = self.kept[kept] if kept else self.hand["received"]
        if self._do(verb, size <= there and not away):
            self._move(size, "reserved" if kept else "received", "allocated")
            self.kept[kept] -= size if kept else 0
            self.parts[name] = Counter(allocated=size)

    def _of_part(
        self, data: st.DataObject, size: int, source: str, target: str, verb: Callable[..., Change]
    ) -> None:
        id_, name = self._known(data, self.parts), self._name()
        held = self.parts.get(id_, Counter())
        if self._do(lambda g: verb(g, id_, size, name), 0 < size <= held[source]):
            self._move(size, source, target)
            held[source] -= size
            held[target] += size

    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        id_, name = self._known(data, self.parts), self._name()
        left = self.parts.get(id_, Counter())["allocated"]
        if self._do(lambda g: allocating.withdraw(g, id_, "mistake", name, TODAY), left > 0):
            self._move(left, "allocated", "received")
            self.parts[id_]["allocated"] = 0

    @rule(data=st.data(), size=SIZES)
    def dispatch(self, data: st.DataObject, size: int) -> None:
        self._of_part(
            data,
            size,
            "allocated",
            "in_transit",
            lambda g, id_, size, name: delivering.dispatch(g, id_, size, TODAY, name, TODAY),
        )

    @rule(data=st.data(), share=st.integers(0, 3))
    def sign(self, data: st.DataObject, share: int) -> None:
        """All of what is on its way (else of what was allocated), or a share of it."""
        id_, name = self._known(data, self.parts), self._name()
        held = self.parts.get(id_, Counter())
        was = "in_transit" if held["in_transit"] else "allocated"
        size = held[was] if not share else max(1, held[was] // share)
        wanted = size if share else None

        def verb(gift: Gift) -> Change:
            return delivering.sign(gift, id_, wanted, name, "worker", TODAY, PHOTO)

        if self._do(verb, held[was] > 0):
            self._move(size, was, "delivered")
            held[was] -= size
            held["delivered"] += size

    @rule(data=st.data(), size=SIZES, was=st.sampled_from(["in_transit", "delivered"]))
    def send_back(self, data: st.DataObject, size: int, was: str) -> None:
        self._of_part(
            data,
            size,
            was,
            "received",
            lambda g, id_, size, name: delivering.send_back(
                g, id_, size, was, "not_needed", name, TODAY
            ),
        )

    @rule(data=st.data(), size=SIZES, was=st.sampled_from(["in_transit", "delivered"]))
    def lose(self, data: st.DataObject, size: int, was: str) -> None:
        self._of_part(
            data,
            size,
            was,
            "lost",
            lambda g, id_, size, name: delivering.lose(g, id_, size, was, "lost", name, TODAY),
        )

    @rule(size=SIZES)
    def lose_in_hand(self, size: int) -> None:
        name = self._name()

        def verb(gift: Gift) -> Change:
            return delivering.lose(gift, "", size, "received", "damaged", name, TODAY)

        if self._do(verb, size <= self.hand["received"]):
            self._move(size, "received", "lost")

    @rule(size=SIZES)
    def refund(self, size: int) -> None:
        name = self._name()
        possible = size <= self.hand["received"]
        if self._do(lambda g: settling.refund(g, size, "impossible", name, TODAY), possible):
            self._move(size, "received", "returned")

    @rule(data=st.data(), late=st.booleans())
    def expire(self, data: st.DataObject, late: bool) -> None:
        numbers = [receipt.number for receipt in self.gift.receipts]
        number, name = data.draw(st.sampled_from([*numbers, "none"])), self._name()
        today = TODAY + timedelta(days=1) if late else TODAY
        lot = self.gift.books.lots("received").get(number, NOTHING)
        good_until = next((r.use_by for r in self.gift.receipts if r.number == number), None)
        possible = lot != NOTHING and good_until is not None and late
        if self._do(lambda g: settling.expire(g, number, name, today), possible):
            self._move(self.gift.size(lot), "received", "expired")

    @rule(data=st.data())
    def repeat(self, data: st.DataObject) -> None:
        """Any command so far once more, however late: nothing moves and nothing is told."""
        if self.replay:
            verb = data.draw(st.sampled_from(self.replay))
            assert verb(self.gift) == (self.gift, [])

    @invariant()
    def the_two_ledgers_agree(self) -> None:
        if self.size:
            says = {kind: self.gift.size(a) for kind, a in self.gift.accounts().items()}
            assert says == {kind: self.hand[kind] for kind in KINDS}
            for id_, held in self.parts.items():
                for kind in ("allocated", "in_transit", "delivered"):
                    assert self.gift.size(self.gift.part(kind, id_)) == held[kind]

    @invariant()
    def not_a_fen_or_coat_is_lost_or_made(self) -> None:
        if self.size:
            assert total(self.gift.accounts().values()) == self.gift.pledged
            assert all(value >= 0 for value in self.hand.values())


Ledger.TestCase.settings = settings(max_examples=HISTORIES, stateful_step_count=50, deadline=None)
TestLedger = Ledger.TestCase


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


def test_a_transfer_keeps_each_batch_apart_and_takes_them_in_the_order_asked():
    books = Books(goods=True, entries={"received": {"old": Amount(10, 3), "new": Amount(7, 2)}})
    moved_on, moved = books.transfer("received", "allocated/a", 4, lots=["new", "old"])
    assert moved == [("new", Amount(7, 2)), ("old", Amount(6, 2))]
    assert moved_on.lots("allocated/a") == {"new": Amount(7, 2), "old": Amount(6, 2)}
    assert moved_on.whole() == books.whole()
    with pytest.raises(Short) as short:
        moved_on.transfer("received", "lost", 2)
    assert short.value.left == 1


def test_a_refusal_changes_nothing():
    gift = received(money(100), 50)
    before = gift.accounts()
    with pytest.raises(DomainError):
        allocated(gift, 51)
    assert gift.accounts() == before
