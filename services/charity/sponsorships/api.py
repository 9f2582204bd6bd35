"""Sponsorships over HTTP. A donor sees instalments and kinds of news; never the child, nor the
station."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import Field, StringConstraints

from contracts.roles import Role
from servicekit.aggregate import Aggregates, Stored
from servicekit.boundaries import RegionAsked
from servicekit.commands import command
from servicekit.fields import Body, Fen, Id, LocalDate, View
from servicekit.idempotency import Attempt, IfMatch
from servicekit.listing import mirrored
from servicekit.mirror import Mirror
from servicekit.paging import Page, Paging
from servicekit.providing import Now, provided
from servicekit.scope import EVERYWHERE
from servicekit.security import Actor, require
from services.charity.donors.donor import Donor
from services.charity.gifts.gift import Gift
from services.charity.sponsorships import sponsorship as domain
from services.charity.sponsorships.sponsorship import GiftUnfit, Instalment, Sponsorship
from services.charity.stations.copy import Stations

router = APIRouter(prefix="/api/charity/sponsorships", tags=["sponsorships 结对资助"])

Reader = Annotated[Actor, Depends(require("charity.sponsorships.read"))]
Keeper = Annotated[Actor, Depends(require("charity.sponsorships.write"))]
All = Annotated[Mirror[Sponsorship], Depends(provided(Mirror[Sponsorship]))]
Store = Annotated[Aggregates[Sponsorship], Depends(provided(Aggregates[Sponsorship]))]
Donors = Annotated[Aggregates[Donor], Depends(provided(Aggregates[Donor]))]
Gifts = Annotated[Aggregates[Gift], Depends(provided(Aggregates[Gift]))]
Known = Annotated[Stations, Depends(provided(Stations))]


class DueOn(Body):
    due_on: LocalDate
    amount_fen: Fen


class Agree(Body):
    """`child`: the code in the station's paper register, never a name or identity number."""

    station_id: Id
    donor_id: Id
    child: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9\-]{1,12}$")]
    instalments: Annotated[tuple[DueOn, ...], Field(min_length=1, max_length=60)]


class Pay(Body):
    gift_id: Id


class Tell(Body):
    kind: Literal["school", "health", "wellbeing"]


class End(Body):
    reason: Literal["grown_up", "donor_asked", "moved_away", "need_over"]


class InstalmentView(View):
    due_on: date
    amount_fen: int
    paid: bool


class NewsView(View):
    on: date
    kind: str


class SponsorshipView(View):
    """`station_id` and `child` are null for the donor's side."""

    id: str
    version: int
    county: str
    donor_id: str
    station_id: str | None
    child: str | None
    instalments: list[InstalmentView]
    news: list[NewsView]
    overdue: bool
    ended_on: date | None

    @classmethod
    def of(cls, stored: Stored[Sponsorship], actor: Actor, today: date) -> SponsorshipView:
        said, giver = stored.state, actor.role is Role.CHARITY_PARTNER
        return cls(
            id=stored.id,
            version=stored.version,
            county=said.county,
            donor_id=said.donor_id,
            station_id=None if giver else said.station_id,
            child=None if giver else said.child,
            instalments=[
                InstalmentView(due_on=i.due_on, amount_fen=i.amount_fen, paid=bool(i.gift_id))
                for i in said.instalments
            ],
            news=[NewsView(on=on, kind=kind) for on, kind in said.progress],
            overdue=said.overdue(today),
            ended_on=said.ended_on,
        )


@router.post("", status_code=201)
async def post_sponsorship(
    body: Agree,
    actor: Keeper,
    store: Store,
    donors: Donors,
    stations: Known,
    attempt: Attempt,
    clock: Now,
) -> SponsorshipView:
    station = await stations.working(body.station_id, actor.scope)
    await donors.load(body.donor_id, EVERYWHERE)
    today = clock.today()
    due = sorted(body.instalments, key=lambda one: one.due_on)
    agreed = Sponsorship(
        region=station.region,
        station_id=station.id,
        child=body.child,
        donor_id=body.donor_id,
        instalments=tuple(Instalment(due_on=o.due_on, amount_fen=o.amount_fen) for o in due),
        agreed_on=today,
    )
    id_, by = attempt.id(actor.subject), command(attempt, actor)
    stored = await store.create(id_, agreed.region, domain.agree(agreed, today), by)
    return SponsorshipView.of(stored, actor, today)


@router.get("")
async def get_sponsorships(
    actor: Reader,
    sponsorships: All,
    clock: Now,
    paging: Paging,
    region: RegionAsked = None,
    donor: Annotated[Id | None, Query()] = None,
    overdue: Annotated[bool, Query()] = False,
) -> Page[SponsorshipView]:
    """In order of id; by region and donor; only those with an instalment overdue when asked."""
    today = clock.today()

    def wanted(said: Sponsorship) -> bool:
        return donor in (None, said.donor_id) and (not overdue or said.overdue(today))

    scope = actor.scope.narrowed(region)
    return mirrored(
        sponsorships, scope, wanted, paging, lambda s: SponsorshipView.of(s, actor, today)
    )


class Changing:
    """What every change of a sponsorship needs."""

    def __init__(self, store: Store, attempt: Attempt, version: IfMatch, clock: Now) -> None:
        self._store = store
        self._attempt = attempt
        self._version = version
        self.today = clock.today()

    async def load(self, id_: str, actor: Actor) -> Sponsorship:
        return (await self._store.load(id_, actor.scope)).state

    async def __call__(
        self, id_: str, actor: Actor, decide: Callable[[Sponsorship], domain.Change]
    ) -> SponsorshipView:
        by = command(self._attempt, actor, self._version)
        stored = await self._store.change(id_, actor.scope, by, decide)
        return SponsorshipView.of(stored, actor, self.today)


Change = Annotated[Changing, Depends()]


@router.post("/{sponsorship_id}/pay")
async def post_pay(
    sponsorship_id: Id, body: Pay, actor: Keeper, change: Change, gifts: Gifts
) -> SponsorshipView:
    """By money of the same donor that has come in; it is counted with its gift, not here again."""
    known = await change.load(sponsorship_id, actor)
    gift = (await gifts.load(body.gift_id, actor.scope)).state
    if gift.donor_id != known.donor_id or gift.goods:
        raise GiftUnfit(amount=(due.amount_fen if (due := known.next_due()) else 0))
    came = sum(receipt.amount.fen for receipt in gift.receipts)
    return await change(
        sponsorship_id, actor, lambda s: domain.pay(s, body.gift_id, came, change.today)
    )


@router.post("/{sponsorship_id}/progress")
async def post_progress(
    sponsorship_id: Id, body: Tell, actor: Keeper, change: Change
) -> SponsorshipView:
    return await change(
        sponsorship_id, actor, lambda s: domain.tell_progress(s, body.kind, change.today)
    )


@router.post("/{sponsorship_id}/end")
async def post_end(sponsorship_id: Id, body: End, actor: Keeper, change: Change) -> SponsorshipView:
    return await change(sponsorship_id, actor, lambda s: domain.end(s, body.reason, change.today))
