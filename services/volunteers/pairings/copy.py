"""Copy of the pairings here, kept by the registry's events: who is paired with whom, how long."""

from __future__ import annotations

from datetime import date
from typing import Any

from contracts.event import Event
from contracts.registry.pairings import PairingAgreed, PairingEnded
from servicekit.copies import Copies
from servicekit.database import Database
from servicekit.errors import NotFound
from servicekit.scope import Scope
from services.volunteers.pairings.domain import Term


class Pairings(Copies):
    def __init__(self, database: Database) -> None:
        super().__init__(database, "pairings", copied)

    async def term(self, id_: str, scope: Scope) -> Term:
        """A pairing in which either side lies in the scope (NotFound)."""
        found = await self.get(id_)
        if found is None or "helper" not in found:
            raise NotFound()
        if not scope.allows(found["region"]) and not scope.allows(found["helper"]):
            raise NotFound()
        ended = found.get("ended_on")
        return Term(
            pairing_id=id_,
            helper=found["helper"],
            helped=found["region"],
            starts_on=date.fromisoformat(found["starts_on"]),
            ends_on=date.fromisoformat(found["ends_on"]),
            ended_on=date.fromisoformat(ended) if ended else None,
        )


def copied(event: Event) -> dict[str, Any]:
    """A pairing agreed anew begins a new term."""
    if isinstance(event, PairingAgreed):
        return {
            "helper": event.helper,
            "starts_on": event.starts_on.isoformat(),
            "ends_on": event.ends_on.isoformat(),
            "ended_on": "",
        }
    if isinstance(event, PairingEnded):
        return {"ended_on": event.occurred_on.isoformat()}
    return {}
