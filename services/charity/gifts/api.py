"""Gifts over HTTP: read, receive, reserve, allocate, refund, write off, change of purpose."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from contracts import codes
from servicekit.boundaries import RegionAsked
from servicekit.fields import Id, coded
from servicekit.listing import mirrored
from servicekit.mirror import Mirror
from servicekit.paging import Page, Paging
from servicekit.providing import provided
from servicekit.security import Actor, require
from services.charity.gifts import allocating, delivering, receiving, settling
from services.charity.gifts.bodies import (
    AllocateGift,
    ChangePurpose,
    LoseInHand,
    Nothing,
    ReceiveGift,
    Refund,
    ReserveGift,
    WriteOff,
)
from services.charity.gifts.gift import Change, Gift
from services.charity.gifts.moving import Gifts, Moving, may_see, require_seen
from services.charity.gifts.receivers import Receivers
from services.charity.gifts.views import AllocationView, GiftView, ReservationView

router = APIRouter(prefix="/api/charity/gifts", tags=["gifts 捐赠"])

Reader = Annotated[Actor, Depends(require("charity.gifts.read"))]
Keeper = Annotated[Actor, Depends(require("charity.gifts.receive"))]
Allocator = Annotated[Actor, Depends(require("charity.gifts.allocate"))]
AllGifts = Annotated[Mirror[Gift], Depends(provided(Mirror[Gift]))]
Known = Annotated[Receivers, Depends(provided(Receivers))]

Vehicle = Annotated[str, coded(codes.GIFT_VEHICLES)]


@router.get("")
async def get_gifts(
    actor: Reader,
    gifts: AllGifts,
    paging: Paging,
    region: RegionAsked = None,
    vehicle: Annotated[Vehicle | None, Query()] = None,
    donor: Annotated[Id | None, Query()] = None,
    fund: Annotated[Id | None, Query()] = None,
) -> Page[GiftView]:
    """Gifts for the caller's area, in order of id; by region, vehicle, donor and fund."""

    def wanted(gift: Gift) -> bool:
        asked = ((vehicle, gift.vehicle), (donor, gift.donor_id), (fund, gift.fund_id))
        return may_see(actor, gift) and all(want in (None, is_) for want, is_ in asked)

    return mirrored(gifts, actor.scope.narrowed(region), wanted, paging, GiftView.of)


@router.get("/{gift_id}")
async def get_gift(gift_id: Id, actor: Reader, gifts: Gifts) -> GiftView:
    return GiftView.of(require_seen(actor, await gifts.load(gift_id, actor.scope)))


@router.post("/{gift_id}/receive")
async def post_receive(gift_id: Id, body: ReceiveGift, actor: Keeper, moving: Moving) -> GiftView:
    """What was promised, or a part of it, has come in; it gets a receipt number."""

    def decide(gift: Gift) -> Change:
        return receiving.receive(
            gift,
            body.of(gift),
            f"{gift_id[-12:]}-{len(gift.receipts) + 1:03}",
            moving.id(actor),
            body.received_on or moving.today,
            moving.today,
            batch=body.batch or "",
            use_by=body.use_by,
        )

    return GiftView.of(await moving.whole(gift_id, actor, decide))


@router.post("/{gift_id}/reserve", status_code=201)
async def post_reserve(
    gift_id: Id, body: ReserveGift, actor: Allocator, moving: Moving
) -> ReservationView:
    """Keep a part of what is in hand for a need, through a day."""
    actor.scope.require(body.region)
    id_ = moving.id(actor)

    def decide(gift: Gift) -> Change:
        return allocating.reserve(
            gift,
            body.of(gift),
            id_,
            body.region,
            body.purpose(),
            body.until,
            moving.today,
            body.need_id or "",
        )

    state = (await moving.whole(gift_id, actor, decide)).state
    return ReservationView.of(state, state.reservation(id_))


@router.post("/{gift_id}/reservations/{reservation_id}/release")
async def post_release(
    gift_id: Id, reservation_id: Id, _body: Nothing, actor: Allocator, moving: Moving
) -> GiftView:
    return GiftView.of(
        await moving.whole(
            gift_id,
            actor,
            lambda g: allocating.release(g, reservation_id, moving.id(actor), moving.today),
        )
    )


@router.post("/{gift_id}/allocate", status_code=201)
async def post_allocate(
    gift_id: Id, body: AllocateGift, actor: Allocator, moving: Moving, receivers: Known
) -> AllocationView:
    """Set a part of what was received aside for one receiver, within the donor's restriction."""
    to = await receivers.of(body, actor, moving.today)
    id_ = moving.id(actor)

    def decide(gift: Gift) -> Change:
        return allocating.allocate(
            gift,
            body.of(gift),
            id_,
            to,
            body.purpose(),
            moving.today,
            reservation_id=body.reservation_id or "",
        )

    stored = await moving.whole(gift_id, actor, decide)
    return AllocationView.of(stored, stored.state.allocation(id_))


@router.post("/{gift_id}/refund")
async def post_refund(gift_id: Id, body: Refund, actor: Keeper, moving: Moving) -> GiftView:
    """Give back to the donor what is in hand and cannot be used as they wished."""
    return GiftView.of(
        await moving.whole(
            gift_id,
            actor,
            lambda g: settling.refund(g, body.of(g), body.reason, moving.id(actor), moving.today),
        )
    )


@router.post("/{gift_id}/lose")
async def post_lose(gift_id: Id, body: LoseInHand, actor: Keeper, moving: Moving) -> GiftView:
    """Lost or damaged while in hand."""

    def decide(gift: Gift) -> Change:
        return delivering.lose(
            gift, "", body.of(gift), "received", body.reason, moving.id(actor), moving.today
        )

    return GiftView.of(await moving.whole(gift_id, actor, decide))


@router.post("/{gift_id}/write-off")
async def post_write_off(gift_id: Id, body: WriteOff, actor: Keeper, moving: Moving) -> GiftView:
    """A batch past the day it is good until."""
    return GiftView.of(
        await moving.whole(
            gift_id,
            actor,
            lambda g: settling.expire(g, body.receipt_number, moving.id(actor), moving.today),
        )
    )


@router.post("/{gift_id}/purpose")
async def post_purpose(gift_id: Id, body: ChangePurpose, actor: Keeper, moving: Moving) -> GiftView:
    """Another purpose for what is not allocated yet, by the donor's written consent."""
    return GiftView.of(
        await moving.whole(
            gift_id,
            actor,
            lambda g: settling.change_purpose(
                g, body.restriction(), body.consent, moving.id(actor), moving.today
            ),
        )
    )
