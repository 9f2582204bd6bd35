"""Tells a service's copy of the organisations what the registry's events would."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from contracts.event import Event
from contracts.registry.organisations import (
    OrganisationBlacklisted,
    OrganisationFacts,
    OrganisationRegistered,
)
from servicekit.batches import Batch, Delivered
from servicekit.copies import Copies

DAY = date(2026, 1, 5)


class Told:
    def __init__(self, copy: Any, topic: str = "registry.organisations") -> None:
        self._copy: Copies = copy
        self._topic = topic
        self._sequence = 0

    async def agency(self, name: str = "益家社工中心") -> str:
        """The id of a social-work agency of good standing."""
        agency = str(uuid4())
        facts = OrganisationFacts(
            name=name, kind="social_work_agency", credit_code="52532501MJ0000001A"
        )
        about: dict[str, Any] = {"region": "532501", "occurred_on": DAY, "kind": facts.kind}
        await self.hear(agency, 1, OrganisationRegistered(**about, facts=facts))
        return agency

    async def blacklist(self, agency: str) -> None:
        about: dict[str, Any] = {
            "region": "532501",
            "occurred_on": DAY,
            "kind": "social_work_agency",
        }
        until = date(2099, 1, 1)
        event = OrganisationBlacklisted(
            **about, ground="breach", document="云民发〔2026〕3号", until=until
        )
        await self.hear(agency, 2, event)

    async def hear(self, subject: str, version: int, event: Event) -> None:
        headers = {"ce_subject": subject.encode(), "ce_subjectversion": str(version).encode()}
        batch = Batch.behind(self._topic, 0, self._sequence)
        self._sequence += 1
        batch.last = self._sequence
        batch.folded = [self._copy.fold(Delivered(self._sequence, headers, event))]
        await self._copy.store(batch)
