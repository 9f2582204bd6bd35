"""The registry's own "now": it follows what the registers of changes hold, at once."""

from __future__ import annotations

from contracts import regions
from contracts.regions.published import published
from servicekit.aggregate import Stored
from servicekit.mirror import Mirror
from services.registry.regions.domain import Register


class RegisterFollower:
    """Listens to the mirror of the registers: this replica's changes at once, others' soon."""

    def __init__(self, registers: Mirror[Register]) -> None:
        self._registers = registers

    async def start(self) -> None:
        """What an earlier service of the process followed is not this one's."""
        regions.follow(published())
        self._registers.tell(self._hear)

    def _hear(self, _before: Stored[Register] | None, now: Stored[Register]) -> None:
        regions.follow(regions.timeline().after(*now.state.changes))
