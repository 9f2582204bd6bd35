"""The fund lines as routes use them: each command decided by one document, then carried on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from servicekit.aggregate import Aggregates, Command, Stored
from servicekit.clock import Clock
from servicekit.errors import DomainError, VersionConflict
from servicekit.scope import EVERYWHERE, Scope
from services.registry.funding import domain, reversing
from services.registry.funding.ceiling import Ceiling, counts
from services.registry.funding.domain import Fund
from services.registry.funding.handover import Handover
from services.registry.funding.movements import ISSUED, SPENT, Movement
from services.registry.funding.reversing import Reversal

Decide = Callable[[Fund], domain.Change]


@dataclass(frozen=True, slots=True)
class Asked:
    """A command on one line: whose scope, which repeat, which version was seen."""

    fund_id: str
    scope: Scope
    command: Command


class Accounts:
    def __init__(
        self, funds: Aggregates[Fund], handover: Handover, ceiling: Ceiling, clock: Clock
    ) -> None:
        self._funds = funds
        self._handover = handover
        self._ceiling = ceiling
        self._clock = clock

    async def change(self, asked: Asked, decide: Decide) -> Stored[Fund]:
        return await self._funds.change(asked.fund_id, asked.scope, asked.command, decide)

    async def issue(self, asked: Asked, issue: Movement) -> Stored[Fund]:
        """Decided by the issuing line; the line below has it as its plan before we answer."""
        today = self._clock.today()
        stored = await self.change(asked, lambda fund: domain.issue(fund, issue, today))
        decided = stored.state.movement(issue.id) or issue
        await self._handover.carry_down(stored, decided)
        return stored

    async def spend(self, asked: Asked, spending: Movement) -> Stored[Fund]:
        """A purchase from assistance money takes its part of the ceiling first."""
        today = self._clock.today()
        fund = (await self._funds.load(asked.fund_id, asked.scope)).state
        if counts(fund, spending) and fund.movement(spending.id) is None:
            domain.spend(fund, spending, today)  # a refusal known now takes no part of it
        await self._ceiling.take(asked.fund_id, fund, spending)
        try:
            return await self.change(asked, lambda f: domain.spend(f, spending, today))
        except DomainError:
            if counts(fund, spending):
                now = (await self._funds.load(asked.fund_id, asked.scope)).state
                await self._ceiling.settle(now, spending)
            raise

    async def reverse(self, asked: Asked, reversal: Reversal) -> Stored[Fund]:
        today = self._clock.today()
        before = await self._funds.load(asked.fund_id, asked.scope)
        if before.state.movement(reversal.id) is None:
            of = reversing.reversible(before.state, reversal.of)
            if of.stage == ISSUED:
                return await self._withdraw(asked, before, of, reversal)
        stored = await self.change(asked, lambda f: reversing.reverse(f, reversal, today))
        known = stored.state.movement(reversal.of)
        if known is not None and known.stage == SPENT and counts(stored.state, known):
            await self._ceiling.settle(stored.state, known)
        return stored

    async def _withdraw(
        self, asked: Asked, above: Stored[Fund], of: Movement, reversal: Reversal
    ) -> Stored[Fund]:
        """The line below decides, for it alone knows what has arrived; ours follows."""
        if asked.command.expected not in (None, above.version):
            raise VersionConflict(above.version)
        today = self._clock.today()
        await self._handover.carry_down(above, of)
        below = await self._funds.change(
            of.fund_id,
            EVERYWHERE,
            Command(key=f"withdraw {reversal.id}", fingerprint=asked.command.fingerprint),
            lambda fund: reversing.withdraw(fund, reversal, today),
        )
        withdrawn = below.state.movement(reversal.id)
        assert withdrawn is not None
        return await self._handover.carry_up(asked.fund_id, withdrawn)
