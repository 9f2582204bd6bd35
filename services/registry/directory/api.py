"""The directory over HTTP: publish what a station offers, and find who offers what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from contracts import codes
from servicekit.aggregate import Aggregates
from servicekit.clock import local_date
from servicekit.commands import command
from servicekit.fields import Body, Id, Instant, Line, RegionCode, coded
from servicekit.idempotency import Attempt, IfMatch
from servicekit.paging import Page, PageRequest, Paging
from servicekit.providing import Now, provided
from servicekit.security import Actor, require
from services.registry.directory import domain
from services.registry.directory.domain import Listing, Point, is_open, listing_id
from services.registry.directory.fields import OfferBody, OpenHours, PointBody, Telephone
from services.registry.directory.holidays import day_kind
from services.registry.directory.index import DirectoryIndex
from services.registry.directory.search import Wanted, words_of
from services.registry.directory.views import Found, ListingView
from services.registry.directory.words import Place
from services.registry.stations.domain import Station

router = APIRouter(prefix="/api/registry/directory", tags=["directory 服务目录"])

Reader = Annotated[Actor, Depends(require("registry.directory.read"))]
Writer = Annotated[Actor, Depends(require("registry.directory.write"))]
Index = Annotated[DirectoryIndex, Depends(provided(DirectoryIndex))]
Stations = Annotated[Aggregates[Station], Depends(provided(Aggregates[Station]))]
Listings = Annotated[Aggregates[Listing], Depends(provided(Aggregates[Listing]))]


class SayWhat(Body):
    """`telephone`: the office's; `place`: how to find it."""

    offers: Annotated[list[OfferBody], Field(max_length=20)]
    hours: Annotated[list[OpenHours], Field(default=[], max_length=50)]
    languages: Annotated[
        list[Annotated[str, coded(codes.LANGUAGES)]], Field(default=[], max_length=30)
    ]
    open_on_holidays: bool = False
    place: Line | None = None
    telephone: Telephone = ""
    point: PointBody | None = None

    def listing(self, station_id: str, region: str) -> Listing:
        return Listing(
            station_id=station_id,
            region=region,
            offers=tuple(offer.offer() for offer in self.offers),
            hours=tuple(hours.hours() for hours in self.hours),
            languages=tuple(self.languages),
            open_on_holidays=self.open_on_holidays,
            place=self.place or "",
            telephone=self.telephone,
            point=Point(**self.point.model_dump()) if self.point else None,
        )


class PublishListing(SayWhat):
    station_id: Id


class Search:
    """What is looked for; every part that is given must fit."""

    def __init__(
        self,
        clock: Now,
        q: Annotated[str, Query(description="汉字、全拼或首字母 · Chinese, pinyin, initials")] = "",
        kind: Annotated[str | None, Query()] = None,
        domain: Annotated[str | None, Query()] = None,
        activity: Annotated[str | None, Query()] = None,
        target_group: Annotated[str | None, Query()] = None,
        language: Annotated[str | None, Query()] = None,
        open_now: Annotated[bool, Query(description="此刻开放 · open at this moment")] = False,
        open_at: Annotated[Instant | None, Query(description="某时开放 · open then")] = None,
    ) -> None:
        self.at: datetime = open_at or clock.now()
        kind_of_day = day_kind(local_date(self.at))
        asked_open = open_now or open_at is not None
        self.wanted = Wanted(
            words=words_of(q),
            kind=_one_of(codes.STATION_KINDS, kind, "/kind"),
            domain=_one_of(codes.DOMAINS, domain, "/domain"),
            activity=_one_of(codes.ACTIVITIES, activity, "/activity"),
            target_group=_one_of(codes.TARGET_GROUPS, target_group, "/target_group"),
            language=_one_of(codes.LANGUAGES, language, "/language"),
            open=partial(is_open, at=self.at, kind=kind_of_day) if asked_open else None,
        )


Asked = Annotated[Search, Depends()]


@router.get("")
async def get_directory(
    actor: Reader,
    index: Index,
    asked: Asked,
    paging: Paging,
    region: Annotated[RegionCode | None, Query()] = None,
) -> Page[Found]:
    """Stations and rooms at work: who offers what, where, for whom, and whether it is open."""
    found = index.search(
        asked.wanted, actor.scope.narrowed(region), _after(paging), paging.limit + 1
    )
    shown = found[: paging.limit]
    views = [Found.of(rank, entry, asked.at) for rank, entry in shown]
    if len(found) <= paging.limit:
        return paging.page(views)
    rank, last = shown[-1]
    return paging.page(views, rank, *last.place)


@router.post("/listings", status_code=201)
async def post_listing(
    body: PublishListing,
    actor: Writer,
    stations: Stations,
    listings: Listings,
    attempt: Attempt,
    clock: Now,
) -> ListingView:
    """Publish what a station offers; it has one listing, changed by its id afterwards."""
    station = await stations.load(body.station_id, actor.scope)
    decision = domain.publish(body.listing(station.id, station.region), clock.today())
    id_ = listing_id(station.id)
    return ListingView.of(
        await listings.create(id_, station.region, decision, command(attempt, actor))
    )


@router.get("/listings/{listing_id}")
async def get_listing(listing_id: Id, actor: Reader, listings: Listings) -> ListingView:
    return ListingView.of(await listings.load(listing_id, actor.scope))


class ListingChange:
    def __init__(
        self,
        listing_id: Id,
        actor: Writer,
        listings: Listings,
        attempt: Attempt,
        version: IfMatch,
        clock: Now,
    ) -> None:
        self._id = listing_id
        self._scope = actor.scope
        self._listings = listings
        self._command = command(attempt, actor, version)
        self.today = clock.today()

    async def __call__(self, decide: Callable[[Listing], domain.Change]) -> ListingView:
        return ListingView.of(
            await self._listings.change(self._id, self._scope, self._command, decide)
        )


Changing = Annotated[ListingChange, Depends()]


@router.post("/listings/{listing_id}")
async def post_listing_again(body: SayWhat, change: Changing) -> ListingView:
    """The whole listing takes the place of the old; a withdrawn one is back."""
    return await change(
        lambda known: domain.publish_again(
            known, body.listing(known.station_id, known.region), change.today
        )
    )


@router.post("/listings/{listing_id}/withdraw")
async def post_withdraw(change: Changing) -> ListingView:
    return await change(lambda known: domain.withdraw(known, change.today))


def _one_of(known: codes.CodeList, code: str | None, pointer: str) -> str:
    return known.require(code, pointer).code if code else ""


def _after(paging: PageRequest) -> tuple[int, Place] | None:
    if not paging.after:
        return None
    rank, region, name, id_ = paging.after
    return int(rank or 0), (str(region), str(name), str(id_))
