"""Who has read a case file, and when: every read is written before the file is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from servicekit.clock import Clock
from servicekit.database import Database
from servicekit.scope import Actor


@dataclass(frozen=True, slots=True)
class Read:
    """`by` is the pseudonym of the caller's token."""

    by: str
    role: str
    station: str
    at: datetime


class Readings:
    """A component; append-only."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._reads = database.collection("case_reads")
        self._clock = clock

    async def start(self) -> None:
        await self._database.index("case_reads", ["case", "at"])

    async def note(self, case_id: str, actor: Actor) -> None:
        await self._reads.insert_one(
            {
                "case": case_id,
                "by": actor.subject,
                "role": str(actor.role),
                "station": actor.station or "",
                "at": self._clock.now(),
            }
        )

    async def of(self, case_id: str, limit: int) -> list[Read]:
        """The latest first."""
        found = self._reads.find({"case": case_id}).sort("at", -1).limit(limit)
        return [Read(d["by"], d["role"], d["station"], d["at"]) async for d in found]
