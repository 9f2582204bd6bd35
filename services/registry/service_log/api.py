"""The service log over HTTP: record, correct, void, read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from contracts import codes
from contracts.registry.service_log import ServiceFacts
from servicekit.aggregate import Aggregates, Stored
from servicekit.commands import command
from servicekit.fields import Body, Count, Id, LocalDate, Note, RegionCode, View, coded
from servicekit.idempotency import Attempt, IfMatch
from servicekit.listing import listed
from servicekit.paging import Page, Paging
from servicekit.providing import Now, provided
from servicekit.security import Actor, require
from services.registry.service_log import domain
from services.registry.service_log.domain import (
    ServedBeforeSigning,
    ServiceEntry,
    StationTakesNoEntries,
)
from services.registry.stations.domain import Stage, Station

router = APIRouter(prefix="/api/registry/service-entries", tags=["service log 服务记录"])

Reader = Annotated[Actor, Depends(require("registry.service-entries.read"))]
Writer = Annotated[Actor, Depends(require("registry.service-entries.write"))]
Stations = Annotated[Aggregates[Station], Depends(provided(Aggregates[Station]))]
Entries = Annotated[Aggregates[ServiceEntry], Depends(provided(Aggregates[ServiceEntry]))]


class RecordService(Body):
    """Every number given is its own figure: persons 人, person_times 人次, households 户,
    sessions 场. The region is the station's."""

    station_id: Id
    occurred_on: LocalDate
    domain: Annotated[str, coded(codes.DOMAINS)]
    activity: Annotated[str, coded(codes.ACTIVITIES)]
    target_group: Annotated[str, coded(codes.TARGET_GROUPS)]
    persons: Count | None = None
    person_times: Count | None = None
    households: Count | None = None
    sessions: Count | None = None
    note: Note = ""

    def facts(self, region: str) -> ServiceFacts:
        return ServiceFacts(region=region, **self.model_dump(exclude={"note"}))


class VoidService(Body):
    reason: Annotated[str, coded(codes.VOID_REASONS)]


class EntryView(View):
    id: str
    version: int
    region: str
    station_id: str
    occurred_on: date
    domain: str
    activity: str
    target_group: str
    persons: int | None
    person_times: int | None
    households: int | None
    sessions: int | None
    note: str
    voided: bool
    void_reason: str | None
    corrections: int

    @classmethod
    def of(cls, stored: Stored[ServiceEntry]) -> EntryView:
        entry = stored.state
        facts = {name: getattr(entry.facts, name) for name in ServiceFacts.__struct_fields__}
        return cls(
            id=stored.id,
            version=stored.version,
            note=entry.note,
            voided=entry.voided,
            void_reason=entry.void_reason or None,
            corrections=entry.corrections,
            **facts,
        )


class EntryChange:
    """What every change of an entry needs; calling it decides, saves and shows the entry."""

    def __init__(
        self,
        entry_id: Id,
        actor: Writer,
        entries: Entries,
        attempt: Attempt,
        version: IfMatch,
        clock: Now,
    ) -> None:
        self._id = entry_id
        self._entries = entries
        self._command = command(attempt, actor, version)
        self.scope = actor.scope
        self.today = clock.today()

    async def __call__(self, decide: Callable[[ServiceEntry], domain.Change]) -> EntryView:
        return EntryView.of(await self._entries.change(self._id, self.scope, self._command, decide))


Changing = Annotated[EntryChange, Depends()]


@router.post("", status_code=201)
async def post_entry(
    body: RecordService,
    actor: Writer,
    stations: Stations,
    entries: Entries,
    attempt: Attempt,
    clock: Now,
) -> EntryView:
    """Record what a station did on a day."""
    station = (await stations.load(body.station_id, actor.scope)).state
    _takes_entries(station, body.occurred_on)
    decision = domain.record_service(body.facts(station.region), body.note, clock.today())
    return EntryView.of(
        await entries.create(
            attempt.id(actor.subject), station.region, decision, command(attempt, actor)
        )
    )


@router.get("")
async def get_entries(
    actor: Reader,
    entries: Entries,
    paging: Paging,
    region: Annotated[RegionCode | None, Query()] = None,
    station_id: Annotated[Id | None, Query()] = None,
    occurred_on: Annotated[date | None, Query()] = None,
) -> Page[EntryView]:
    """Entries of the caller's area, in order of id; by region, station and day."""
    wanted = {
        "state.facts.station_id": station_id,
        "state.facts.occurred_on": occurred_on and occurred_on.isoformat(),
    }
    return await listed(entries, actor.scope.narrowed(region), wanted, paging, EntryView.of)


@router.get("/{entry_id}")
async def get_entry(entry_id: Id, actor: Reader, entries: Entries) -> EntryView:
    return EntryView.of(await entries.load(entry_id, actor.scope))


@router.post("/{entry_id}/correct")
async def post_correct(body: RecordService, change: Changing, stations: Stations) -> EntryView:
    """A whole entry takes the place of the old; every total follows."""
    station = (await stations.load(body.station_id, change.scope)).state
    _takes_entries(station, body.occurred_on)
    facts = body.facts(station.region)
    return await change(lambda entry: domain.correct_service(entry, facts, body.note, change.today))


@router.post("/{entry_id}/void")
async def post_void(body: VoidService, change: Changing) -> EntryView:
    """The entry counts no more; it stays readable."""
    return await change(lambda entry: domain.void_service(entry, body.reason))


def _takes_entries(station: Station, on: date) -> None:
    if station.stage not in (Stage.SIGNED, Stage.OPERATING):
        raise StationTakesNoEntries(stage=station.stage.zh, stage_en=station.stage.value)
    if station.signed_on is not None and on < station.signed_on:
        raise ServedBeforeSigning(given=on, signed=station.signed_on)
