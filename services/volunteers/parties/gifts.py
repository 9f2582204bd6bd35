"""Charity took part in a need once a gift for it was signed for: heard from charity's events.

A projection whose effect is a change of the need; a repeat finds the party there and changes
nothing, so the position may follow the effect.
"""

from __future__ import annotations

from datetime import date

from contracts.charity.gifts import GiftReceiptConfirmed
from servicekit.aggregate import Aggregates
from servicekit.batches import Batch, Delivered, Parked
from servicekit.database import Database
from servicekit.errors import NotFound
from servicekit.positions import Positions
from servicekit.scope import EVERYWHERE
from services.volunteers.needs.domain import Need, Participation
from services.volunteers.parties.taking_part import DERIVED, NeedEndedWithout, join
from services.volunteers.stepping import step


class GiftsForNeeds:
    name = "gifts_for_needs"

    def __init__(self, database: Database, needs: Aggregates[Need]) -> None:
        self._positions = Positions(database, self.name)
        self._needs = needs

    async def start(self) -> None:
        """Nothing to prepare: the needs have their own store."""

    async def position(self, topic: str, partition: int) -> int:
        return await self._positions.read(topic, partition)

    def fold(self, delivered: Delivered) -> tuple[str, date] | None:
        event = delivered.event
        if isinstance(event, GiftReceiptConfirmed) and event.need_id:
            return event.need_id, event.occurred_on
        return None

    async def store(self, batch: Batch) -> None:
        for need_id, on in filter(None, batch.folded):
            await self._took_part(need_id, on)
        await self._positions.advance(batch)

    async def park_foreign(self, topic: str, partition: int, parked: Parked) -> None:
        await self._positions.park_foreign(topic, partition, parked)

    async def _took_part(self, need_id: str, on: date) -> None:
        """A need nobody knows here, or that ended without help, has no parties."""
        how = Participation(basis=DERIVED, on=on)
        try:
            await self._needs.change(
                need_id, EVERYWHERE, step(), lambda need: join(need, "charity", how, on)
            )
        except (NotFound, NeedEndedWithout):
            return
