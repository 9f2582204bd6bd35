"""Double entry: what lies in which account, and the one way it moves. Pure.

An account is a kind with, where there are many, whose it is: `received`, `in_transit/<allocation>`.
Within an account lie lots, so that goods keep their batch through every split and join. The only
verb is `transfer`: what leaves one account enters another, so the whole never changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from services.charity.gifts.amounts import NOTHING, Amount, total

KINDS = (
    "promised",
    "lapsed",
    "received",
    "reserved",
    "allocated",
    "in_transit",
    "delivered",
    "returned",
    "lost",
    "expired",
)
"""承诺未到 · 承诺失效 · 已接收在手 · 预留 · 已分配 · 在途 · 已交付 · 退回捐赠方 · 损失 · 过期."""

Moved = tuple[str, Amount]
"""(lot, how much of it)."""


class Short(Exception):
    """The account holds less than was asked for; `left` items of goods, or fen."""

    def __init__(self, left: int) -> None:
        self.left = left
        super().__init__(f"{left} left")


@dataclass(frozen=True, slots=True)
class Books:
    """`entries`: account → lot → amount, never empty ones. `goods`: counted in items, not fen."""

    goods: bool = False
    entries: Mapping[str, Mapping[str, Amount]] = field(default_factory=dict)

    @classmethod
    def opened(cls, amount: Amount, *, goods: bool) -> Books:
        return cls(goods, {"promised": {"": amount}})

    def lots(self, account: str) -> Mapping[str, Amount]:
        return self.entries.get(account, {})

    def balance(self, account: str) -> Amount:
        return total(self.lots(account).values())

    def of_kind(self, kind: str) -> Amount:
        """Together in all accounts of a kind."""
        return total(self.balance(name) for name in self.entries if kind_of(name) == kind)

    def whole(self) -> Amount:
        return total(self.balance(name) for name in self.entries)

    def size(self, amount: Amount) -> int:
        """Goods are counted in items, money in fen."""
        return amount.quantity if self.goods else amount.fen

    def transfer(
        self,
        source: str,
        target: str,
        wanted: int,
        *,
        lots: Sequence[str] | None = None,
        lot: str | None = None,
    ) -> tuple[Books, list[Moved]]:
        """Move so much, from `lots` in their order (all of the source when None), keeping each
        part's lot unless it becomes `lot`. Raises Short; then nothing has moved."""
        order = list(self.lots(source)) if lots is None else lots
        left = sum(self.size(self.lots(source).get(name, NOTHING)) for name in order)
        if wanted > left:
            raise Short(left)
        books, moved = self, []
        for name in order:
            size = min(wanted, self.size(self.lots(source).get(name, NOTHING)))
            if size:
                part = self._part(source, name, size)
                into = name if lot is None else lot
                books = books._add(source, name, part, -1)._add(target, into, part, 1)
                moved.append((into, part))
                wanted -= size
        return books, moved

    def _part(self, account: str, lot: str, size: int) -> Amount:
        held = self.lots(account)[lot]
        return held.items(size) if self.goods else Amount(size)

    def _add(self, account: str, lot: str, amount: Amount, sign: int) -> Books:
        held = self.lots(account).get(lot, NOTHING)
        after = held + amount if sign > 0 else held - amount
        lots = {k: v for k, v in self.lots(account).items() if k != lot}
        if after != NOTHING:
            lots[lot] = after
        entries = {k: v for k, v in self.entries.items() if k != account}
        if lots:
            entries[account] = lots
        return Books(self.goods, entries)


def kind_of(account: str) -> str:
    return account.partition("/")[0]
