"""Drawing on a fund: one allocation made of parts of several gifts, each by its own write.

The gifts are taken in the order in which they should go: those whose use ends first, then the
oldest. Each part carries its own gift's restriction. When others were quicker and the whole cannot
be had, what was taken is given back and the refusal names what is left. Repeating the same attempt
takes nothing twice: the id of a part follows from the attempt and the gift.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from servicekit.aggregate import Aggregates, Command, Stored
from servicekit.errors import DomainError, VersionConflict
from servicekit.idempotency import derived_id
from servicekit.mirror import Mirror
from servicekit.scope import EVERYWHERE
from services.charity.funds.holdings import Holdings, measure
from services.charity.gifts import allocating
from services.charity.gifts.gift import Allocation, Change, Gift, Receiver
from services.charity.gifts.refusals import (
    BatchExpired,
    OutsidePeriod,
    OutsideRestriction,
    OverAllocated,
)
from services.charity.gifts.restriction import Restriction


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """So many fen, or items of a measure, of one fund for one receiver."""

    fund_id: str
    measure: str
    wanted: int
    to: Receiver
    purpose: Restriction
    today: date


Drawn = tuple[Stored[Gift], Allocation]


class Drawing:
    def __init__(self, gifts: Aggregates[Gift], known: Mirror[Gift], funds: Holdings) -> None:
        self._gifts = gifts
        self._known = known
        self._funds = funds

    async def draw(self, wish: Wish, attempt: str, command: Command) -> list[Drawn]:
        """The parts taken, together what was wished.

        Raises OverAllocated with what the fund's gifts can give for this use, and the refusal of
        the last gift where every one of them forbids the use.
        """
        drawn = self._repeated(wish, attempt)
        left = wish.wanted - sum(_size(d) for d in drawn)
        for gift in self._in_order(wish):
            if left == 0:
                break
            part_id = derived_id(attempt, gift.id, "part")
            if part_id in gift.state.moves:
                continue
            size = min(left, allocating.in_hand(gift.state, wish.today))
            taken = await self._take(gift.id, size, part_id, wish, command) if size else None
            if taken is not None:
                drawn.append(taken)
                left -= _size(taken)
        if left:
            await self._give_back(drawn, attempt, wish.today, command)
            raise self._refusal(wish)
        return drawn

    def available(self, wish: Wish) -> int:
        """What the fund's gifts could give for this use today."""
        return sum(allocating.in_hand(g.state, wish.today) for g in self._in_order(wish))

    def _refusal(self, wish: Wish) -> DomainError:
        left = self.available(wish)
        if not left:
            for gift in self._of_measure(wish):
                try:
                    gift.state.restriction.narrowed(wish.purpose, wish.to.region, wish.today)
                except (OutsideRestriction, OutsidePeriod) as refused:
                    if allocating.in_hand(gift.state, wish.today):
                        return refused
        unit = "分" if wish.measure == "money" else wish.measure.partition("/")[2]
        return OverAllocated(left=left, unit=unit)

    async def _take(
        self, gift_id: str, size: int, part_id: str, wish: Wish, command: Command
    ) -> Drawn | None:
        """As much of `size` as the gift has by now; None when it has nothing."""

        def decide(gift: Gift) -> Change:
            held = min(size, allocating.in_hand(gift, wish.today))
            if held == 0:
                raise OverAllocated(left=0, unit=gift.counted_in)
            return allocating.allocate(gift, held, part_id, wish.to, wish.purpose, wish.today)

        try:
            stored = await self._gifts.change(gift_id, EVERYWHERE, command, decide)
        except (OverAllocated, BatchExpired, VersionConflict):
            return None
        return stored, stored.state.allocation(part_id)

    async def _give_back(
        self, drawn: list[Drawn], attempt: str, today: date, command: Command
    ) -> None:
        for stored, part in drawn:
            undo = replace(command, key=f"{command.key} undo")
            back = derived_id(attempt, stored.id, "back")
            await self._gifts.change(
                stored.id,
                EVERYWHERE,
                undo,
                lambda gift, part=part, back=back: allocating.withdraw(  # type: ignore[misc]
                    gift, part.id, "fund_short", back, today
                ),
            )

    def _repeated(self, wish: Wish, attempt: str) -> list[Drawn]:
        """What this attempt took before, when it is sent again."""
        found: list[Drawn] = []
        for gift in self._of_measure(wish):
            part_id = derived_id(attempt, gift.id, "part")
            taken = part_id in gift.state.moves
            given_back = derived_id(attempt, gift.id, "back") in gift.state.moves
            if taken and not given_back:
                found.append((gift, gift.state.allocation(part_id)))
        return found

    def _in_order(self, wish: Wish) -> list[Stored[Gift]]:
        fitting = [g for g in self._of_measure(wish) if _allows(g.state, wish)]
        fitting.sort(
            key=lambda g: (g.state.restriction.until or date.max, g.state.pledged_on, g.id)
        )
        return fitting

    def _of_measure(self, wish: Wish) -> Iterator[Stored[Gift]]:
        for gift_id in self._funds.gifts(wish.fund_id):
            gift = self._known.get(gift_id)
            if gift is not None and measure(gift.state) == wish.measure:
                yield gift


def _allows(gift: Gift, wish: Wish) -> bool:
    try:
        gift.restriction.narrowed(wish.purpose, wish.to.region, wish.today)
    except (OutsideRestriction, OutsidePeriod):
        return False
    return True


def _size(drawn: Drawn) -> int:
    stored, part = drawn
    return stored.state.size(part.amount)
