"""What every change of a station needs over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends
from pydantic import Field

from contracts import codes
from contracts.registry.stations import Evidence
from servicekit.aggregate import Aggregates
from servicekit.commands import command
from servicekit.fields import Body, Id, LocalDate, coded
from servicekit.idempotency import Attempt, IfMatch
from servicekit.mirror import Mirror
from servicekit.providing import Now, provided
from servicekit.security import Actor, require
from services.registry.stations.station import Change, Station
from services.registry.stations.views import StationView

Reader = Annotated[Actor, Depends(require("registry.stations.read"))]
Writer = Annotated[Actor, Depends(require("registry.stations.write"))]
Stations = Annotated[Aggregates[Station], Depends(provided(Aggregates[Station]))]
AllStations = Annotated[Mirror[Station], Depends(provided(Mirror[Station]))]


class OnDay(Body):
    """`on`: the local day it happened; today when left out."""

    on: LocalDate | None = None


class EvidenceGiven(Body):
    """`reference`: 'sha256:' and 64 hex digits of the document, or the id of a record."""

    kind: Annotated[str, coded(codes.EVIDENCE_KINDS)]
    on: LocalDate
    reference: Annotated[
        str, Field(pattern=r"^(sha256:[0-9a-f]{64}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$")
    ]


class Step(OnDay):
    """A step of the ladder; evidence may also be filed later, until a rung asks for it."""

    evidence: Annotated[list[EvidenceGiven], Field(max_length=20)] = Field(default=[])

    def shown(self) -> tuple[Evidence, ...]:
        return _told(self.evidence)


class GiveEvidence(Body):
    evidence: Annotated[list[EvidenceGiven], Field(min_length=1, max_length=20)]

    def shown(self) -> tuple[Evidence, ...]:
        return _told(self.evidence)


def _told(given: list[EvidenceGiven]) -> tuple[Evidence, ...]:
    return tuple(Evidence(**item.model_dump()) for item in given)


class StationChange:
    """Calling it decides, saves and shows the station."""

    def __init__(
        self,
        station_id: Id,
        actor: Writer,
        stations: Stations,
        attempt: Attempt,
        version: IfMatch,
        clock: Now,
    ) -> None:
        self.id = station_id
        self.scope = actor.scope
        self.today = clock.today()
        self._stations = stations
        self._command = command(attempt, actor, version)

    async def __call__(self, decide: Callable[[Station], Change]) -> StationView:
        return StationView.of(
            await self._stations.change(self.id, self.scope, self._command, decide)
        )


Changing = Annotated[StationChange, Depends()]
