"""The service log over HTTP: record, correct, void, read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import AfterValidator, Field

from contracts import codes, periods
from contracts.periods import PeriodInvalid
from contracts.registry.service_log import ServiceFacts
from servicekit.aggregate import Aggregates, Stored
from servicekit.boundaries import RegionAsked
from servicekit.commands import command
from servicekit.fields import Body, Count, Id, LocalDate, Note, View, coded
from servicekit.idempotency import Attempt, IfMatch
from servicekit.listing import listed
from servicekit.paging import Page, Paging
from servicekit.providing import Now, provided
from servicekit.security import Actor, require
from services.registry.service_log import domain
from services.registry.service_log.batch import nth_id, record_month
from services.registry.service_log.domain import ServiceEntry, require_taking_entries
from services.registry.stations.domain import Station

router = APIRouter(prefix="/api/registry/service-entries", tags=["service log 服务记录"])

Reader = Annotated[Actor, Depends(require("registry.service-entries.read"))]
Writer = Annotated[Actor, Depends(require("registry.service-entries.write"))]
Stations = Annotated[Aggregates[Station], Depends(provided(Aggregates[Station]))]
Entries = Annotated[Aggregates[ServiceEntry], Depends(provided(Aggregates[ServiceEntry]))]


def _month(text: str) -> str:
    if periods.parse(text).kind != "month":
        raise PeriodInvalid()
    return text


Month = Annotated[str, AfterValidator(_month)]


class Served(Body):
    """What was done: every number given is its own figure: persons 人, person_times 人次,
    households 户, sessions 场."""

    occurred_on: LocalDate
    domain: Annotated[str, coded(codes.DOMAINS)]
    activity: Annotated[str, coded(codes.ACTIVITIES)]
    target_group: Annotated[str, coded(codes.TARGET_GROUPS)]
    persons: Count | None = None
    person_times: Count | None = None
    households: Count | None = None
    sessions: Count | None = None
    note: Note = ""

    def facts(self, station: Stored[Station]) -> ServiceFacts:
        given = self.model_dump(exclude={"note", "station_id"})
        region = station.state.region_on(self.occurred_on)
        return ServiceFacts(region=region, station_id=station.id, **given)


class RecordService(Served):
    """The region is where the station stood on that day."""

    station_id: Id


class RecordMonth(Body):
    """A month of one station: all of its entries, or everything that is wrong with them."""

    station_id: Id
    month: Month
    entries: Annotated[list[Served], Field(min_length=1, max_length=1_000)]


class MonthRecorded(View):
    """The entries' ids, in the order they were given."""

    station_id: str
    month: str
    ids: list[str]


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
    distinct_from: list[str]

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
            distinct_from=list(entry.distinct_from),
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
    station = await stations.load(body.station_id, actor.scope)
    require_taking_entries(station.state, body.occurred_on)
    decision = domain.record_service(body.facts(station), body.note, clock.today())
    return EntryView.of(
        await entries.create(
            attempt.id(actor.subject), decision[0].region, decision, command(attempt, actor)
        )
    )


@router.post("/batch", status_code=201)
async def post_month(
    body: RecordMonth,
    actor: Writer,
    stations: Stations,
    entries: Entries,
    attempt: Attempt,
    clock: Now,
) -> MonthRecorded:
    """Up to 1,000 entries of one station and month at once; sent again it adds nothing twice."""
    station = await stations.load(body.station_id, actor.scope)
    given = [(entry.facts(station), entry.note) for entry in body.entries]
    month = periods.parse(body.month)
    decided = record_month(given, station.state, month, clock.today())
    first = attempt.id(actor.subject)
    new = [(nth_id(first, n), change[0].region, change) for n, change in enumerate(decided)]
    await entries.create_many(new, command(attempt, actor))
    return MonthRecorded(station_id=station.id, month=body.month, ids=[id_ for id_, *_ in new])


@router.get("")
async def get_entries(
    actor: Reader,
    entries: Entries,
    paging: Paging,
    region: RegionAsked = None,
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
    station = await stations.load(body.station_id, change.scope)
    require_taking_entries(station.state, body.occurred_on)
    facts = body.facts(station)
    return await change(lambda entry: domain.correct_service(entry, facts, body.note, change.today))


@router.post("/{entry_id}/void")
async def post_void(body: VoidService, change: Changing) -> EntryView:
    """The entry counts no more; it stays readable."""
    return await change(lambda entry: domain.void_service(entry, body.reason))
