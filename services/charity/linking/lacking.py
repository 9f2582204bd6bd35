"""How much of each request is still lacking: what it asked for, less what gifts hold for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from servicekit.aggregate import Stored
from servicekit.mirror import Mirror
from servicekit.scope import Scope
from services.charity.gifts.amounts import Amount
from services.charity.gifts.gift import Allocation, Gift
from services.charity.linking.fitting import Asked
from services.charity.requests.request import Request

HELD = ("allocated", "in_transit", "delivered")


class Lacking:
    """A listener of the mirror of gifts: parts are summed up by the request they are for."""

    def __init__(self, requests: Mirror[Request]) -> None:
        self._requests = requests
        self._met: dict[str, int] = defaultdict(int)

    def hear(self, before: Stored[Gift] | None, after: Stored[Gift]) -> None:
        for stored, sign in ((before, -1), (after, 1)):
            for part in stored.state.allocations if stored else ():
                if part.to.need_id and stored is not None:
                    self._met[part.to.need_id] += sign * _held(stored.state, part)

    def of(self, stored: Stored[Request]) -> Asked:
        left = max(0, stored.state.wanted - self._met.get(stored.id, 0))
        return Asked(id=stored.id, request=stored.state, left=left)

    def open(self, scope: Scope, today: date) -> Iterator[Asked]:
        for stored in self._requests.within(scope):
            asked = self.of(stored)
            if asked.left and stored.state.open_on(today):
                yield asked


def _held(gift: Gift, part: Allocation) -> int:
    held = sum((gift.part(kind, part.id) for kind in HELD), Amount())
    return gift.size(held)
