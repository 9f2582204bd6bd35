"""What every route that moves a gift needs, in one dependency."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Depends

from contracts.roles import Role
from servicekit.aggregate import Aggregates, Stored
from servicekit.commands import command
from servicekit.errors import NotFound
from servicekit.idempotency import Attempt, AttemptOf, IfMatch
from servicekit.providing import Now, provided
from servicekit.scope import EVERYWHERE, Actor
from services.charity.gifts.gift import Allocation, Change, Gift

Gifts = Annotated[Aggregates[Gift], Depends(provided(Aggregates[Gift]))]

"""A gift for a prefecture is signed for by a township of it, which cannot see the whole gift."""


@dataclass(frozen=True, slots=True)
class Move:
    """One attempt to move something: `today` the local day of it."""

    gifts: Aggregates[Gift]
    attempt: AttemptOf
    expected: int | None
    today: date

    def id(self, actor: Actor) -> str:
        return self.attempt.id(actor.subject)

    async def whole(
        self, gift_id: str, actor: Actor, decide: Callable[[Gift], Change]
    ) -> Stored[Gift]:
        """By somebody who sees the whole gift."""
        return await self.gifts.change(
            gift_id, actor.scope, command(self.attempt, actor, self.expected), decide
        )

    async def part(
        self, gift_id: str, allocation_id: str, actor: Actor, decide: Callable[[Gift], Change]
    ) -> Stored[Gift]:
        """By somebody who sees the receiver of one allocation of it (NotFound)."""

        def own(gift: Gift) -> Change:
            require_own(gift, allocation_id, actor)
            return decide(gift)

        return await self.gifts.change(
            gift_id, EVERYWHERE, command(self.attempt, actor, self.expected), own
        )


def _move(gifts: Gifts, attempt: Attempt, version: IfMatch, clock: Now) -> Move:
    return Move(gifts, attempt, version, clock.today())


Moving = Annotated[Move, Depends(_move)]


def require_own(gift: Gift, allocation_id: str, actor: Actor) -> Allocation:
    """The allocation, if its receiver is the caller's to see (NotFound)."""
    allocation = gift.allocation(allocation_id)
    elsewhere = actor.station is not None and actor.station != allocation.station_id
    if elsewhere or not actor.scope.allows(allocation.region):
        raise NotFound()
    return allocation


def may_see(actor: Actor, gift: Gift) -> bool:
    """A partner sees what they have pledged themselves, and nobody else's gift."""
    return actor.role is not Role.CHARITY_PARTNER or gift.pledged_by == actor.subject


def require_seen(actor: Actor, stored: Stored[Gift]) -> Stored[Gift]:
    """Raises NotFound."""
    if not may_see(actor, stored.state):
        raise NotFound()
    return stored
