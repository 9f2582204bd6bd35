"""What each fund has, kept in memory as its gifts change: a balance is read without the store."""

from __future__ import annotations

from collections import defaultdict

from servicekit.aggregate import Stored
from services.charity.gifts.amounts import NOTHING, Amount
from services.charity.gifts.gift import Gift

Balances = dict[str, dict[str, Amount]]
"""measure (`money`, or item/unit) → account → amount."""


class Holdings:
    """A listener of the mirror of gifts."""

    def __init__(self) -> None:
        self._gifts: dict[str, set[str]] = defaultdict(set)
        self._sums: dict[str, Balances] = defaultdict(dict)

    def hear(self, before: Stored[Gift] | None, after: Stored[Gift]) -> None:
        fund = after.state.fund_id
        if not fund:
            return
        self._gifts[fund].add(after.id)
        accounts = self._sums[fund].setdefault(measure(after.state), {})
        was = before.state.accounts() if before is not None else {}
        for account, amount in after.state.accounts().items():
            accounts[account] = accounts.get(account, NOTHING) + amount - was.get(account, NOTHING)

    def gifts(self, fund_id: str) -> set[str]:
        return set(self._gifts.get(fund_id, ()))

    def balances(self, fund_id: str) -> Balances:
        return self._sums.get(fund_id, {})

    def unplaced(self, fund_id: str) -> Amount:
        """What is in hand, reserved, allocated or on its way."""
        open_ = ("received", "reserved", "allocated", "in_transit")
        found = NOTHING
        for accounts in self.balances(fund_id).values():
            for account in open_:
                found += accounts.get(account, NOTHING)
        return found


def measure(gift: Gift) -> str:
    return f"{gift.item or 'time'}/{gift.unit}" if gift.goods else "money"
