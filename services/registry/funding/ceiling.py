"""Holds purchases from assistance money below the 5 % ceiling of their area and year.

A purchase takes its part of the ceiling first and is paid second. A process that dies in between
leaves a part taken and nothing paid, which is on the safe side; such parts are given back here
once they are older than any request can be.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import structlog

from servicekit.aggregate import Aggregates, Command, Stored
from servicekit.clock import Clock
from servicekit.database import StoreError
from servicekit.errors import Conflict, DomainError, NotFound
from servicekit.mirror import Mirror
from servicekit.scope import EVERYWHERE
from services.registry.funding import assistance
from services.registry.funding.assistance import AssistanceYear, area_of, year_id
from services.registry.funding.domain import Fund
from services.registry.funding.movements import Movement, left_of
from services.registry.funding.rule_report import bought
from services.registry.funding.uses import PURCHASES

log = structlog.get_logger(__name__)

SWEEP_SECONDS = 60.0
FORGOTTEN_AFTER = timedelta(minutes=15)


def counts(fund: Fund, spending: Movement) -> bool:
    """Whether a spending is bound by the ceiling."""
    return fund.source == "social_assistance" and spending.use in PURCHASES


class Ceiling:
    """A component: the years' documents, and the sweep over what was left taken."""

    def __init__(
        self,
        years: Aggregates[AssistanceYear],
        known: Mirror[AssistanceYear],
        funds: Mirror[Fund],
        clock: Clock,
    ) -> None:
        self._years = years
        self._known = known
        self._funds = funds
        self._clock = clock
        self._running: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._running = asyncio.create_task(self._run(), name="funding.ceiling")

    async def stop(self) -> None:
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)

    async def record(self, region: str, year: int, fen: int, by: Command) -> Stored[AssistanceYear]:
        """What the area spent on assistance in the year, as known by now."""
        id_, today = year_id(region, year), self._clock.today()
        new = AssistanceYear(region=region, year=year)
        try:
            return await self._change(id_, by, fen)
        except NotFound:
            try:
                decision = assistance.record_spending(new, fen, today)
                return await self._years.create(id_, region, decision, by)
            except Conflict:
                return await self._change(id_, by, fen)

    async def _change(self, id_: str, by: Command, fen: int) -> Stored[AssistanceYear]:
        today = self._clock.today()
        return await self._years.change(
            id_, EVERYWHERE, by, lambda of: assistance.record_spending(of, fen, today)
        )

    async def take(self, fund_id: str, fund: Fund, spending: Movement) -> None:
        """Raises CeilingUnknown, CeilingExceeded; a spending already made takes nothing more."""
        if not counts(fund, spending) or fund.movement(spending.id):
            return
        at = self._clock.now().isoformat()
        by = Command(key=f"take {spending.id} {at}", fingerprint=spending.id)
        area, year = area_of(fund.region), spending.on.year
        try:
            await self._years.change(
                year_id(area, year),
                EVERYWHERE,
                by,
                lambda of: assistance.commit(of, fund_id, spending, at, self._paid(area, year)),
            )
        except NotFound:
            assistance.commit(AssistanceYear(region=area, year=year), fund_id, spending, at)

    def _paid(self, area: str, year: int) -> dict[str, int]:
        lines = (s.state for s in self._funds.within(EVERYWHERE) if area_of(s.state.region) == area)
        return {id_: fen for fund in lines for id_, fen in bought(fund, year).items()}

    async def settle(self, fund: Fund, spending: Movement) -> None:
        """Keep taken only what stands of a spending: after a refusal, or a reversal."""
        known = fund.movement(spending.id)
        stands = left_of(fund.movements, known) if known else 0
        await self._release(area_of(fund.region), spending.on.year, spending.id, stands)

    async def _release(self, area: str, year: int, movement_id: str, stands: int) -> None:
        today = self._clock.today()
        by = Command(key=f"release {movement_id} {stands}", fingerprint=movement_id)
        await self._years.change(
            year_id(area, year),
            EVERYWHERE,
            by,
            lambda of: assistance.settle(of, movement_id, stands, today),
        )

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            try:
                await self.sweep()
            except (StoreError, DomainError) as error:
                log.warning("ceiling_sweep_failed", exc_info=error)

    async def sweep(self) -> None:
        """Give back what was taken for spendings that never came about or were reversed."""
        before = self._clock.now() - FORGOTTEN_AFTER
        for stored in list(self._known.within(EVERYWHERE)):
            for purchase in stored.state.purchases:
                if datetime.fromisoformat(purchase.at) > before:
                    continue
                stands = self._stands(purchase.fund_id, purchase.movement_id)
                if stands < purchase.fen:
                    year = stored.state
                    await self._release(year.region, year.year, purchase.movement_id, stands)

    def _stands(self, fund_id: str, movement_id: str) -> int:
        fund = self._funds.get(fund_id)
        known = fund.state.movement(movement_id) if fund else None
        return left_of(fund.state.movements, known) if fund and known else 0
