"""How much of a gift: fen of money, or items of goods with the fen they are worth. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Amount:
    """Money is `fen` with quantity 0; goods are `quantity` items valued at `fen` together."""

    fen: int = 0
    quantity: int = 0

    def __add__(self, other: Amount) -> Amount:
        return Amount(self.fen + other.fen, self.quantity + other.quantity)

    def __sub__(self, other: Amount) -> Amount:
        """What is left; nothing is ever below zero (ValueError: a bug of ours)."""
        left = Amount(self.fen - other.fen, self.quantity - other.quantity)
        if left.fen < 0 or left.quantity < 0:
            raise ValueError("an amount below zero")
        return left

    def items(self, quantity: int) -> Amount:
        """So many of these goods, with their share of the value in whole fen; the last part
        taken carries the rest, so that nothing is lost in rounding."""
        if not 0 < quantity <= self.quantity:
            raise ValueError("not so many items here")
        return Amount(self.fen * quantity // self.quantity, quantity)


NOTHING = Amount()


def total(amounts: Iterable[Amount]) -> Amount:
    return sum(amounts, NOTHING)
