"""Gifts over HTTP: receive, allocate, confirm, read."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from contracts import codes, regions
from servicekit.aggregate import Aggregates, Stored
from servicekit.commands import command
from servicekit.errors import NotFound
from servicekit.fields import Body, Fen, Id, LocalDate, RegionCode, coded
from servicekit.idempotency import Attempt, IfMatch
from servicekit.listing import listed
from servicekit.paging import Page, Paging
from servicekit.providing import Now, provided
from servicekit.scope import Scope
from servicekit.security import Actor, require
from services.charity.gifts import domain
from services.charity.gifts.domain import Allocation, Gift
from services.charity.gifts.pledging import Quantity
from services.charity.gifts.refusals import WrongMeasure
from services.charity.gifts.restriction import Restriction
from services.charity.gifts.views import AllocationView, GiftView
from services.charity.stations.copy import Stations

router = APIRouter(prefix="/api/charity/gifts", tags=["gifts 捐赠"])

Reader = Annotated[Actor, Depends(require("charity.gifts.read"))]
Receiver = Annotated[Actor, Depends(require("charity.gifts.receive"))]
Allocator = Annotated[Actor, Depends(require("charity.gifts.allocate"))]
Confirmer = Annotated[Actor, Depends(require("charity.gifts.confirm"))]
Gifts = Annotated[Aggregates[Gift], Depends(provided(Aggregates[Gift]))]
StationCopy = Annotated[Stations, Depends(provided(Stations))]

Vehicle = Annotated[str, coded(codes.GIFT_VEHICLES)]

EVERYWHERE = Scope.of(regions.ROOT)
"""A gift for a prefecture is signed for by a township of it, which cannot see the whole gift."""


class Measured(Body):
    """Money in `amount_fen`, goods in `quantity`: the one the gift is counted in."""

    amount_fen: Fen | None = None
    quantity: Quantity | None = None

    def of(self, gift: Gift) -> int:
        """Raises WrongMeasure."""
        given, other = self.amount_fen, self.quantity
        if gift.goods:
            given, other = other, given
        if given is None or other is not None:
            raise WrongMeasure(pointer="/quantity" if gift.goods else "/amount_fen")
        return given


class ReceiveGift(Measured):
    """`received_on`: the local day it came; today when left out."""

    received_on: LocalDate | None = None


class AllocateGift(Measured):
    """`domain` and `target_group`: what it is for, where the donor left that open."""

    station_id: Id
    domain: Annotated[str, coded(codes.DOMAINS)] | None = None
    target_group: Annotated[str, coded(codes.TARGET_GROUPS)] | None = None

    def purpose(self) -> Restriction:
        return Restriction(domain=self.domain or "", target_group=self.target_group or "")


class ConfirmReceipt(Body):
    """Nothing beyond the address yet."""


@router.get("")
async def get_gifts(
    actor: Reader,
    gifts: Gifts,
    paging: Paging,
    region: Annotated[RegionCode | None, Query()] = None,
    vehicle: Annotated[Vehicle | None, Query()] = None,
) -> Page[GiftView]:
    """Gifts for the caller's area, in order of id; by region and vehicle."""
    wanted = {"state.vehicle": vehicle}
    return await listed(gifts, actor.scope.narrowed(region), wanted, paging, GiftView.of)


@router.get("/{gift_id}")
async def get_gift(gift_id: Id, actor: Reader, gifts: Gifts) -> GiftView:
    return GiftView.of(await gifts.load(gift_id, actor.scope))


@router.post("/{gift_id}/receive")
async def post_receive(
    gift_id: Id,
    body: ReceiveGift,
    actor: Receiver,
    gifts: Gifts,
    attempt: Attempt,
    version: IfMatch,
    clock: Now,
) -> GiftView:
    """What was promised, or a part of it, has come in; it gets a receipt number."""
    today, attempt_id = clock.today(), attempt.id(actor.subject)
    on = body.received_on or today

    def decide(gift: Gift) -> domain.Change:
        number = f"{gift_id[-12:]}-{len(gift.receipts) + 1:03}"
        return domain.receive(gift, body.of(gift), number, attempt_id, on, today)

    stored = await gifts.change(gift_id, actor.scope, command(attempt, actor, version), decide)
    return GiftView.of(stored)


@router.post("/{gift_id}/allocate", status_code=201)
async def post_allocate(
    gift_id: Id,
    body: AllocateGift,
    actor: Allocator,
    gifts: Gifts,
    stations: StationCopy,
    attempt: Attempt,
    version: IfMatch,
    clock: Now,
) -> AllocationView:
    """Set a part of what was received aside for one station, within the donor's restriction."""
    station = await stations.working(body.station_id, actor.scope)
    today, id_ = clock.today(), attempt.id(actor.subject)

    def decide(gift: Gift) -> domain.Change:
        wanted, purpose = body.of(gift), body.purpose()
        return domain.allocate(gift, wanted, id_, station.id, station.region, purpose, today)

    stored = await gifts.change(gift_id, actor.scope, command(attempt, actor, version), decide)
    return AllocationView.of(stored, stored.state.allocation(id_))


@router.get("/{gift_id}/allocations/{allocation_id}")
async def get_allocation(
    gift_id: Id, allocation_id: Id, actor: Reader, gifts: Gifts
) -> AllocationView:
    """One part, for whoever sees the station it is for."""
    stored = await gifts.load(gift_id, EVERYWHERE)
    return AllocationView.of(stored, _own(stored.state, allocation_id, actor))


@router.post("/{gift_id}/allocations/{allocation_id}/confirm")
async def post_confirm(
    gift_id: Id,
    allocation_id: Id,
    body: ConfirmReceipt,
    actor: Confirmer,
    gifts: Gifts,
    attempt: Attempt,
    version: IfMatch,
    clock: Now,
) -> AllocationView:
    """The station signs for the part allocated to it."""
    today, attempt_id = clock.today(), attempt.id(actor.subject)

    def decide(gift: Gift) -> domain.Change:
        _own(gift, allocation_id, actor)
        return domain.confirm_receipt(gift, allocation_id, attempt_id, today)

    stored: Stored[Gift] = await gifts.change(
        gift_id, EVERYWHERE, command(attempt, actor, version), decide
    )
    return AllocationView.of(stored, stored.state.allocation(allocation_id))


def _own(gift: Gift, allocation_id: str, actor: Actor) -> Allocation:
    """The allocation, if its station is the caller's to see (NotFound)."""
    allocation = gift.allocation(allocation_id)
    elsewhere = actor.station is not None and actor.station != allocation.station_id
    if elsewhere or not actor.scope.allows(allocation.region):
        raise NotFound()
    return allocation
