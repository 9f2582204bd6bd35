"""Certificates end by themselves the day after their last: nobody has to remember to end them.

Until then the figures would go on counting who is certified no more.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from uuid import uuid5

import structlog

from contracts.event import EVENT_NAMESPACE
from servicekit.aggregate import Aggregates, Command, Stored
from servicekit.clock import Clock
from servicekit.database import StoreError
from servicekit.errors import DomainError, Unavailable
from servicekit.mirror import Mirror
from servicekit.scope import EVERYWHERE
from services.registry.staff.domain import Certificate, Person, end_certificate

log = structlog.get_logger(__name__)

EVERY_SECONDS = 30.0


def expired(person: Person, today: date) -> Iterator[tuple[Certificate, date]]:
    """Certificates past their last day and not ended yet, with the day they ended on."""
    for certificate in person.certificates if person.left_on is None else ():
        last = certificate.valid_until
        if certificate.ended_on is None and last is not None and last < today:
            yield certificate, max(last, certificate.since) + timedelta(days=1)


class CertificateExpiry:
    """A component: looks now and then; several at once do no harm."""

    def __init__(self, store: Aggregates[Person], people: Mirror[Person], clock: Clock) -> None:
        self._store = store
        self._people = people
        self._clock = clock
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="certificate_expiry")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def sweep(self) -> None:
        today = self._clock.today()
        for stored in self._people.within(EVERYWHERE):
            for certificate, on in expired(stored.state, today):
                await self._end(stored, certificate, on, today)

    async def _end(
        self, stored: Stored[Person], certificate: Certificate, on: date, today: date
    ) -> None:
        """Of the version looked at: a renewal that came between is left alone."""
        key = str(uuid5(EVENT_NAMESPACE, f"{stored.id}/{certificate.level}/{on}"))
        by = Command(key=f"expiry {key}", fingerprint=key, expected=stored.version)
        decide = partial(
            end_certificate, level=certificate.level, on=on, reason="expired", today=today
        )
        try:
            await self._store.change(stored.id, EVERYWHERE, by, decide)
        except DomainError as refusal:
            log.info("certificate_not_ended", code=refusal.code)

    async def _run(self) -> None:
        while True:
            try:
                await self.sweep()
            except (StoreError, Unavailable) as error:
                log.warning("certificate_expiry_waits", reason=type(error).__name__)
            await asyncio.sleep(EVERY_SECONDS)
