"""The three lists 三项清单 over HTTP: draft, publish, mark needs as met, compare, shares."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from contracts import regions
from contracts.regions import Region
from servicekit.aggregate import Aggregates, Stored
from servicekit.boundaries import RegionAsked
from servicekit.commands import change_or_create, command
from servicekit.errors import NotFound
from servicekit.fields import Id, RegionCode, View
from servicekit.idempotency import Attempt, IfMatch
from servicekit.listing import mirrored
from servicekit.mirror import Mirror
from servicekit.paging import Page, Paging
from servicekit.providing import Now, provided
from servicekit.scope import Scope
from servicekit.security import Actor, require
from services.volunteers.lists import domain
from services.volunteers.lists.bodies import (
    ComparisonView,
    DraftList,
    ItemView,
    Kind,
    ListView,
    MeetItem,
    PeriodCode,
)
from services.volunteers.lists.domain import MetShare, PlaceList, latest_before, list_id
from services.volunteers.lists.index import ListIndex
from services.volunteers.lists.refusals import NeedElsewhere, NeedNotMet, NothingBefore
from services.volunteers.needs.domain import Need

router = APIRouter(prefix="/api/volunteers/lists", tags=["lists 三项清单"])
shares = APIRouter(prefix="/api/volunteers/list-shares", tags=["lists 三项清单"])

Reader = Annotated[Actor, Depends(require("volunteers.lists.read"))]
Writer = Annotated[Actor, Depends(require("volunteers.lists.write"))]
Lists = Annotated[Aggregates[PlaceList], Depends(provided(Aggregates[PlaceList]))]
AllLists = Annotated[Mirror[PlaceList], Depends(provided(Mirror[PlaceList]))]
Index = Annotated[ListIndex, Depends(provided(ListIndex))]
Needs = Annotated[Aggregates[Need], Depends(provided(Aggregates[Need]))]


class ShareView(View):
    """`met` of the `listed` needs; `percent` from these parts, null where none is listed."""

    region: str
    name: str
    listed: int
    met: int
    percent: float | None

    @classmethod
    def of(cls, region: Region, share: MetShare) -> ShareView:
        return cls(
            region=region.code,
            name=region.name,
            listed=share.listed,
            met=share.met,
            percent=share.percent,
        )


class SharesView(View):
    period: str
    whole: ShareView
    parts: list[ShareView]


@router.post("")
async def post_list(
    body: DraftList, actor: Writer, lists: Lists, index: Index, attempt: Attempt, clock: Now
) -> ListView:
    """Draft a list, or replace what was drafted; a published one is frozen."""
    actor.scope.require(body.region)
    new = PlaceList(region=body.region, place=body.place or "", kind=body.kind, period=body.period)
    domain.require_carried(body.carried, latest_before(new, index.published(new)))
    items = body.listed(attempt.id(actor.subject))
    return ListView.of(
        await change_or_create(
            lists,
            list_id(new),
            new.region,
            new,
            command(attempt, actor),
            lambda draft: domain.draft(draft, items, clock.today()),
        )
    )


@router.get("")
async def get_lists(
    actor: Reader,
    lists: AllLists,
    paging: Paging,
    region: RegionAsked = None,
    kind: Annotated[Kind | None, Query()] = None,
    period: Annotated[PeriodCode | None, Query()] = None,
    place: Annotated[str | None, Query(max_length=100)] = None,
) -> Page[ListView]:
    """Lists of the caller's area, in order of id; drafts only for those who write them."""
    drafts = actor.may("volunteers.lists.write")

    def wanted(known: PlaceList) -> bool:
        return (
            (drafts or known.published_on is not None)
            and (kind is None or known.kind == kind)
            and (period is None or known.period == period)
            and (place is None or known.place == place)
        )

    return mirrored(lists, actor.scope.narrowed(region), wanted, paging, ListView.of)


@router.get("/{list_id}")
async def get_list(list_id: Id, actor: Reader, lists: Lists) -> ListView:
    return ListView.of(await _readable(list_id, actor, lists))


@router.get("/{list_id}/comparison")
async def get_comparison(
    list_id: Id,
    actor: Reader,
    lists: Lists,
    index: Index,
    period: Annotated[PeriodCode | None, Query(description="与哪一期对比；不填为上一期")] = None,
) -> ComparisonView:
    """What came, stayed and went since an earlier published list of the same place and kind."""
    now = (await _readable(list_id, actor, lists)).state
    published = index.published(now)
    named = next((other for other in published if other.period == period), None)
    before = named if period else latest_before(now, published)
    if before is None:
        raise NothingBefore()
    return _compared(before, now)


@router.post("/{list_id}/publish")
async def post_publish(
    list_id: Id,
    actor: Writer,
    lists: Lists,
    index: Index,
    attempt: Attempt,
    version: IfMatch,
    clock: Now,
) -> ListView:
    """Frozen from now on, and shown to all who may read lists."""
    drafted = (await lists.load(list_id, actor.scope)).state
    published = index.published(drafted)
    return ListView.of(
        await lists.change(
            list_id,
            actor.scope,
            command(attempt, actor, version),
            lambda draft: domain.publish(draft, published, clock.today()),
        )
    )


@router.post("/{list_id}/meet")
async def post_meet(
    list_id: Id,
    body: MeetItem,
    actor: Writer,
    lists: Lists,
    needs: Needs,
    attempt: Attempt,
    version: IfMatch,
    clock: Now,
) -> ListView:
    """A need of a published list was met: by a need both sides confirmed, or by evidence."""
    met = body.met(clock.today())
    region = (await lists.load(list_id, actor.scope)).region
    if met.need_id:
        await _require_met(met.need_id, region, needs, actor)
    return ListView.of(
        await lists.change(
            list_id,
            actor.scope,
            command(attempt, actor, version),
            lambda known: domain.meet(known, body.item_id, met, clock.today()),
        )
    )


@shares.get("")
async def get_shares(
    actor: Reader,
    index: Index,
    period: Annotated[PeriodCode, Query()],
    region: Annotated[RegionCode | None, Query()] = None,
) -> SharesView:
    """Of the needs on the published lists of a period, how many were met: the caller's area, and
    each region directly below."""
    asked = region or actor.region
    actor.scope.require(asked)
    whole, parts = index.shares(asked, period)
    children = regions.children(asked)
    return SharesView(
        period=period,
        whole=ShareView.of(regions.require(asked), whole),
        parts=[ShareView.of(child, parts.get(child.code, MetShare())) for child in children],
    )


async def _readable(id_: str, actor: Actor, lists: Aggregates[PlaceList]) -> Stored[PlaceList]:
    """A draft is for those who write it (NotFound)."""
    stored = await lists.load(id_, actor.scope)
    if stored.state.published_on is None and not actor.may("volunteers.lists.write"):
        raise NotFound()
    return stored


async def _require_met(id_: str, region: str, needs: Aggregates[Need], actor: Actor) -> None:
    need = (await needs.load(id_, actor.scope)).state
    if not Scope.of(region).allows(need.region):
        raise NeedElsewhere(pointer="/need_id")
    if need.stage != "met":
        raise NeedNotMet(pointer="/need_id")


def _compared(before: PlaceList, now: PlaceList) -> ComparisonView:
    found = domain.compare(before, now)
    old = {item.told.id: ItemView.of(item, before.met.get(item.told.id)) for item in before.items}
    new = {item.told.id: ItemView.of(item, now.met.get(item.told.id)) for item in now.items}
    return ComparisonView(
        before=before.period,
        period=now.period,
        added=[new[id_] for id_ in found.added],
        kept=[new[id_] for id_ in found.kept],
        removed=[old[id_] for id_ in found.removed],
        met=[old[id_] for id_ in found.met],
        given_up=[old[id_] for id_ in found.removed if id_ not in found.met],
    )
