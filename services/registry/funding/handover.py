"""Carries what one line decided to the line it concerns: issues down, withdrawals up.

The request that decides also carries; if the process dies in between, the lines it left half way
are found here and carried on. Each step is named by its movement's id, so that it happens once
however often it is tried.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterator, Mapping

import structlog

from servicekit.aggregate import Aggregates, Command, Stored
from servicekit.clock import Clock
from servicekit.database import StoreError
from servicekit.errors import Conflict, DomainError, NotFound
from servicekit.mirror import Mirror
from servicekit.scope import EVERYWHERE
from services.registry.funding import domain, reversing
from services.registry.funding.domain import Fund
from services.registry.funding.movements import ISSUED, PLANNED, Movement

log = structlog.get_logger(__name__)

POLL_SECONDS = 1.0
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://wushe.invalid/funds-below")


def id_below(fund_id: str, region: str, station_id: str = "") -> str:
    """The line that a line issues to: one for each receiver."""
    return str(uuid.uuid5(_NAMESPACE, f"{fund_id}/{region}/{station_id}"))


def not_carried_down(fund: Fund, below: Mapping[str, Fund]) -> Iterator[Movement]:
    """Issues of a line that the line below has not taken into its plan. Pure."""
    for movement in fund.movements:
        if movement.stage == ISSUED and not movement.reverses:
            known = below.get(movement.fund_id)
            if known is None or known.movement(movement.id) is None:
                yield movement


def not_carried_up(fund: Fund, above: Fund) -> Iterator[Movement]:
    """What a line gave back of its plan that the line above has not taken back. Pure."""
    for movement in fund.movements:
        if movement.stage == PLANNED and movement.reverses and not above.movement(movement.id):
            yield movement


class Handover:
    """A component. Lines that changed wait in `_changed` until what they decided is carried."""

    def __init__(self, funds: Aggregates[Fund], mirror: Mirror[Fund], clock: Clock) -> None:
        self._funds = funds
        self._mirror = mirror
        self._clock = clock
        self._changed: set[str] = set()
        self._running: asyncio.Task[None] | None = None
        mirror.tell(lambda _before, now: self._changed.add(now.id))

    async def start(self) -> None:
        self._running = asyncio.create_task(self._run(), name="funding.handover")

    async def stop(self) -> None:
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(POLL_SECONDS)
            await self.catch_up()

    async def catch_up(self) -> None:
        """Carry everything that changed lines have decided; what fails is tried again."""
        for id_ in sorted(self._changed):
            try:
                await self.settle(id_)
                self._changed.discard(id_)
            except (StoreError, DomainError) as error:
                log.warning("handover_delayed", fund=id_, exc_info=error)

    async def settle(self, fund_id: str) -> None:
        stored = self._mirror.get(fund_id)
        if stored is None:
            return
        for issue in list(not_carried_down(stored.state, self._below(stored.state))):
            await self.carry_down(stored, issue)
        above = self._mirror.get(stored.state.parent_id)
        if above is not None:
            for withdrawn in list(not_carried_up(stored.state, above.state)):
                await self.carry_up(above.id, withdrawn)

    def _below(self, fund: Fund) -> dict[str, Fund]:
        ids = {m.fund_id for m in fund.movements if m.stage == ISSUED}
        return {id_: found.state for id_ in ids if (found := self._mirror.get(id_)) is not None}

    async def carry_down(self, above: Stored[Fund], issue: Movement) -> Stored[Fund]:
        """The line below gets the issue as its plan; it is opened when it is not there."""
        command = Command(key=f"issue {issue.id}", fingerprint=issue.id)
        try:
            return await self._add_below(issue, command)
        except NotFound:
            opened = domain.below(above.state, above.id, issue)
        decision = domain.follow_issue(opened, issue, self._clock.today())
        try:
            return await self._funds.create(issue.fund_id, opened.region, decision, command)
        except Conflict:  # another issue has opened it since
            return await self._add_below(issue, command)

    async def _add_below(self, issue: Movement, command: Command) -> Stored[Fund]:
        today = self._clock.today()
        return await self._funds.change(
            issue.fund_id,
            EVERYWHERE,
            command,
            lambda fund: domain.follow_issue(fund, issue, today),
        )

    async def carry_up(self, above_id: str, withdrawn: Movement) -> Stored[Fund]:
        """The line above has again what the line below gave back."""
        today = self._clock.today()
        return await self._funds.change(
            above_id,
            EVERYWHERE,
            Command(key=f"withdrawal {withdrawn.id}", fingerprint=withdrawn.id),
            lambda fund: reversing.follow_withdrawal(fund, withdrawn, today),
        )
