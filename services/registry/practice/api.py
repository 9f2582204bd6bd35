"""University bases and their interns over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from servicekit.aggregate import Aggregates, Stored
from servicekit.boundaries import RegionAsked
from servicekit.commands import command
from servicekit.fields import Body, Count, Id, Line, LocalDate, View
from servicekit.idempotency import Attempt, IfMatch
from servicekit.listing import mirrored
from servicekit.mirror import Mirror
from servicekit.paging import Page, Paging
from servicekit.providing import Now, provided
from servicekit.security import Actor, require
from services.registry.practice import domain
from services.registry.practice.domain import PracticeBase
from services.registry.stations.station import Station

router = APIRouter(prefix="/api/registry/practice-bases", tags=["practice 高校实习基地"])

Reader = Annotated[Actor, Depends(require("registry.practice-bases.read"))]
Writer = Annotated[Actor, Depends(require("registry.practice-bases.write"))]
Bases = Annotated[Aggregates[PracticeBase], Depends(provided(Aggregates[PracticeBase]))]
AllBases = Annotated[Mirror[PracticeBase], Depends(provided(Mirror[PracticeBase]))]
Stations = Annotated[Aggregates[Station], Depends(provided(Aggregates[Station]))]


class OpenBase(Body):
    """`university`: its public name."""

    university: Line
    station_id: Id
    on: LocalDate | None = None


class CountInterns(Body):
    """Students in a half year, '2022H1': a number, never their names."""

    period: Annotated[str, Field(max_length=10)]
    persons: Count


class CloseBase(Body):
    on: LocalDate | None = None


class BaseView(View):
    id: str
    version: int
    university: str
    station_id: str
    region: str
    opened_on: date
    closed_on: date | None
    interns: dict[str, int]

    @classmethod
    def of(cls, stored: Stored[PracticeBase]) -> BaseView:
        base = stored.state
        return cls(
            id=stored.id,
            version=stored.version,
            university=base.university,
            station_id=base.station_id,
            region=stored.region,
            opened_on=base.opened_on,
            closed_on=base.closed_on,
            interns=base.interns,
        )


class BaseChange:
    """What every change of a base needs; calling it decides, saves and shows it."""

    def __init__(
        self,
        base_id: Id,
        actor: Writer,
        bases: Bases,
        attempt: Attempt,
        version: IfMatch,
        clock: Now,
    ) -> None:
        self._id = base_id
        self._scope = actor.scope
        self._bases = bases
        self._command = command(attempt, actor, version)
        self.today = clock.today()

    async def __call__(self, decide: Callable[[PracticeBase], domain.Change]) -> BaseView:
        return BaseView.of(await self._bases.change(self._id, self._scope, self._command, decide))


Changing = Annotated[BaseChange, Depends()]


@router.post("", status_code=201)
async def post_base(
    body: OpenBase,
    actor: Writer,
    bases: Bases,
    stations: Stations,
    attempt: Attempt,
    clock: Now,
) -> BaseView:
    """A university's practice base at a station."""
    station = (await stations.load(body.station_id, actor.scope)).state
    base = PracticeBase(
        university=body.university,
        station_id=body.station_id,
        region=station.region,
        opened_on=body.on or clock.today(),
    )
    decision = domain.open_base(base, station, clock.today())
    id_ = domain.base_id(body.university, body.station_id)
    return BaseView.of(await bases.create(id_, station.region, decision, command(attempt, actor)))


@router.get("")
async def get_bases(
    actor: Reader,
    bases: AllBases,
    paging: Paging,
    region: RegionAsked = None,
    station_id: Annotated[Id | None, Query()] = None,
    closed: Annotated[bool, Query(description="也列出已撤销的")] = False,
) -> Page[BaseView]:
    """Bases at stations of the caller's area, in order of id."""

    def wanted(base: PracticeBase) -> bool:
        return station_id in (None, base.station_id) and (closed or base.closed_on is None)

    return mirrored(bases, actor.scope.narrowed(region), wanted, paging, BaseView.of)


@router.post("/{base_id}/interns")
async def post_interns(body: CountInterns, change: Changing) -> BaseView:
    """Students of a half year; the count takes the place of the one before."""
    return await change(
        lambda base: domain.count_interns(base, body.period, body.persons, change.today)
    )


@router.post("/{base_id}/close")
async def post_close(body: CloseBase, change: Changing) -> BaseView:
    on = body.on or change.today
    return await change(lambda base: domain.close_base(base, on, change.today))
