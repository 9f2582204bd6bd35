"""Likely duplicates among the stations over HTTP: listed, told apart, merged."""

from __future__ import annotations

from itertools import islice
from typing import Annotated

from fastapi import APIRouter, Depends

from contracts import codes
from servicekit.aggregate import Stored
from servicekit.boundaries import RegionAsked
from servicekit.fields import Body, Id, View, coded
from servicekit.paging import Page, Paging
from servicekit.providing import provided
from services.registry.duplicates.index import LikenessIndex
from services.registry.duplicates.likeness import Alike
from services.registry.duplicates.merger import Merger
from services.registry.stations.changing import AllStations, Changing, OnDay, Reader
from services.registry.stations.merging import MergedWithItself, tell_apart
from services.registry.stations.station import Station
from services.registry.stations.views import StationView

router = APIRouter(prefix="/api/registry", tags=["stations 社工站"])

Index = Annotated[LikenessIndex, Depends(provided(LikenessIndex))]
Merging = Annotated[Merger, Depends(provided(Merger))]


class OneOfTwo(View):
    id: str
    name: str
    kind: str
    region: str
    stage: str

    @classmethod
    def of(cls, stored: Stored[Station] | None) -> OneOfTwo:
        assert stored is not None, "only what the mirror has is compared"
        station = stored.state
        return cls(
            id=stored.id,
            name=station.name,
            kind=station.kind,
            region=station.region,
            stage=station.stage,
        )


class ReasonView(View):
    code: str
    name: str


class LikelyDuplicate(View):
    """`metres` between their points, where both gave one."""

    stations: tuple[OneOfTwo, OneOfTwo]
    reasons: list[ReasonView]
    metres: int | None

    @classmethod
    def of(cls, pair: Alike, stations: AllStations) -> LikelyDuplicate:
        named = ((code, codes.LIKENESS.require(code).name_zh) for code in pair.reasons)
        first, second = stations.get(pair.first), stations.get(pair.second)
        return cls(
            stations=(OneOfTwo.of(first), OneOfTwo.of(second)),
            reasons=[ReasonView(code=code, name=name) for code, name in named],
            metres=None if pair.metres is None else round(pair.metres),
        )


class TellApart(Body):
    other_id: Id
    reason: Annotated[str, coded(codes.DISTINCT_REASONS)]


class MergeInto(OnDay):
    """`survivor_id`: the station that goes on."""

    survivor_id: Id


@router.get("/station-duplicates")
async def get_duplicates(
    actor: Reader,
    index: Index,
    stations: AllStations,
    paging: Paging,
    region: RegionAsked = None,
) -> Page[LikelyDuplicate]:
    """Pairs of stations that are likely one, with what they share. Merge one into the other, or
    say that they are two."""
    first, second = (str(part) for part in paging.after or ("", ""))
    pairs = index.likely(actor.scope.narrowed(region), (first, second))
    found = list(islice(pairs, paging.limit + 1))
    shown = found[: paging.limit]
    key = (shown[-1].first, shown[-1].second) if len(found) > paging.limit else ()
    return paging.page([LikelyDuplicate.of(pair, stations) for pair in shown], *key)


@router.post("/stations/{station_id}/distinct")
async def post_distinct(body: TellApart, change: Changing, merging: Merging) -> StationView:
    """It is not the other one; `reason` says why they look alike."""
    if body.other_id == change.id:
        raise MergedWithItself(pointer="/other_id")
    other = await merging.visible(body.other_id, change.scope)
    today = change.today
    return await change(lambda station: tell_apart(station, other.id, body.reason, today))


@router.post("/stations/{station_id}/merge")
async def post_merge(body: MergeInto, change: Changing, merging: Merging) -> StationView:
    """It is the same as another one: it closes with the reason `merged` and names the survivor."""
    return await merging.merge(change, body.survivor_id, body.on or change.today)
