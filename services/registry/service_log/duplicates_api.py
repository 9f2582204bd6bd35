"""Likely duplicates over HTTP: listed by area and month; told apart, or voided as duplicates."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from contracts import periods
from contracts.periods import Period
from servicekit.aggregate import Aggregates
from servicekit.boundaries import RegionAsked
from servicekit.fields import Body, Id, View
from servicekit.mirror import Mirror
from servicekit.paging import Page, PageRequest, Paging
from servicekit.providing import provided
from servicekit.scope import Scope
from services.registry.service_log import domain
from services.registry.service_log.api import Changing, Entries, EntryView, Month, Reader
from services.registry.service_log.domain import ServiceEntry
from services.registry.service_log.duplicates import Alike, likely_duplicates
from services.registry.service_log.month import entries_of
from services.registry.stations.domain import Station

router = APIRouter(prefix="/api/registry/service-entries", tags=["service log 服务记录"])

AllStations = Annotated[Mirror[Station], Depends(provided(Mirror[Station]))]

STATIONS_AT_ONCE = 150
"""Stations looked through for one page; a page may be short, or empty, and still have a next."""
SHOWN = 20


class AlikeView(View):
    """`entries` are the ids of those that look alike, the first 20 of `count`."""

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
    count: int
    entries: list[str]

    @classmethod
    def of(cls, alike: Alike) -> AlikeView:
        facts = {name: getattr(alike.facts, name) for name in alike.facts.__struct_fields__}
        return cls(**facts, count=len(alike.ids), entries=list(alike.ids[:SHOWN]))


class ConfirmDistinct(Body):
    other_id: Id


@router.get("/duplicates")
async def get_duplicates(
    actor: Reader,
    entries: Entries,
    stations: AllStations,
    paging: Paging,
    month: Month,
    region: RegionAsked = None,
    station_id: Annotated[Id | None, Query()] = None,
) -> Page[AlikeView]:
    """Entries of the month that look alike, by station. Void one with the reason `duplicate`, or
    confirm that both took place. Go on until `next` is null: a page may be short."""
    scope = actor.scope.narrowed(region)
    ids = sorted(s.id for s in stations.within(scope) if station_id in (None, s.id))
    search = _Search(entries, scope, periods.parse(month))
    return await search.page(ids, paging)


class _Search:
    """Station by station; a cursor names the station and the first id behind which to go on."""

    def __init__(self, entries: Aggregates[ServiceEntry], scope: Scope, month: Period) -> None:
        self._entries = entries
        self._scope = scope
        self._month = month

    async def page(self, stations: list[str], paging: PageRequest) -> Page[AlikeView]:
        station, first = (str(part) for part in paging.after or ("", ""))
        left = [id_ for id_ in stations if id_ >= station]
        found: list[Alike] = []
        for id_ in left[:STATIONS_AT_ONCE]:
            found += await self._of(id_, first if id_ == station else "")
            if len(found) > paging.limit:
                last = found[paging.limit - 1]
                key = (last.facts.station_id, last.ids[0])
                return paging.page([AlikeView.of(one) for one in found[: paging.limit]], *key)
        rest = left[STATIONS_AT_ONCE : STATIONS_AT_ONCE + 1]
        return paging.page([AlikeView.of(one) for one in found], *((rest[0], "") if rest else ()))

    async def _of(self, station: str, after: str) -> list[Alike]:
        month = await entries_of(self._entries, self._scope, station, self._month)
        return [alike for alike in likely_duplicates(month) if alike.ids[0] > after]


@router.post("/{entry_id}/distinct")
async def post_distinct(body: ConfirmDistinct, change: Changing, entries: Entries) -> EntryView:
    """Both took place: the two are no longer listed as likely duplicates."""
    other = await entries.load(body.other_id, change.scope)
    return await change(lambda entry: domain.confirm_distinct(entry, other.id, other.state))
