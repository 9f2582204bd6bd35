"""Carries out what was approved.

The request that approves also carries out; if the process dies in between, the request is found
here and carried out then. The command is named by the request's id and every target knows what it
has already done, so that it happens once however often it is tried.
"""

from __future__ import annotations

import asyncio
from functools import partial

import structlog

from servicekit.aggregate import Aggregates, Command, Stored
from servicekit.clock import Clock
from servicekit.database import StoreError
from servicekit.errors import DomainError, Unavailable
from servicekit.mirror import Mirror
from servicekit.scope import EVERYWHERE
from services.registry.approvals import domain
from services.registry.approvals.domain import ChangeRequest, State
from services.registry.approvals.targets import Targets

log = structlog.get_logger(__name__)

POLL_SECONDS = 1.0


class Applying:
    """A component. Approved requests wait in `_approved` until they are carried out."""

    def __init__(
        self,
        requests: Aggregates[ChangeRequest],
        mirror: Mirror[ChangeRequest],
        targets: Targets,
        clock: Clock,
    ) -> None:
        self._requests = requests
        self._mirror = mirror
        self.targets = targets
        self._clock = clock
        self._approved: set[str] = set()
        self._running: asyncio.Task[None] | None = None
        mirror.tell(lambda _before, now: self._hear(now))

    def _hear(self, stored: Stored[ChangeRequest]) -> None:
        if stored.state.state is State.APPROVED:
            self._approved.add(stored.id)
        else:
            self._approved.discard(stored.id)

    async def start(self) -> None:
        self._running = asyncio.create_task(self._run(), name="approvals.applying")

    async def stop(self) -> None:
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(POLL_SECONDS)
            await self.catch_up()

    async def catch_up(self) -> None:
        """Carry out everything approved; what cannot be reached is tried again."""
        for id_ in sorted(self._approved):
            stored = self._mirror.get(id_)
            if stored is None:
                continue
            try:
                await self.settle(stored)
            except (StoreError, Unavailable) as error:
                log.warning("approval_delayed", request=id_, exc_info=error)

    async def settle(self, stored: Stored[ChangeRequest]) -> Stored[ChangeRequest]:
        """Carry out an approved request and say so; one that is over stays as it is."""
        if stored.state.state is not State.APPROVED:
            return stored
        today = self._clock.today()
        try:
            await self.targets.apply(stored.id, stored.state, today)
        except Unavailable:
            raise
        except DomainError as refused:
            decide = partial(domain.mark_failed, problem=refused.code, today=today)
        else:
            decide = partial(domain.mark_applied, today=today)
        named = Command(key=f"settled {stored.id}", fingerprint=stored.id)
        return await self._requests.change(stored.id, EVERYWHERE, named, decide)
