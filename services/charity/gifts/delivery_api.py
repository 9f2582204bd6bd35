"""One part of a gift over HTTP, from dispatch to the report: by whoever sees its receiver."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends

from servicekit.fields import Id
from servicekit.scope import EVERYWHERE
from servicekit.security import Actor, require
from services.charity.gifts import allocating, delivering, findings
from services.charity.gifts.bodies import (
    ConfirmReceipt,
    DispatchPart,
    LosePart,
    Nothing,
    RaiseFinding,
    ReportPart,
    SendBack,
    WithdrawPart,
)
from services.charity.gifts.gift import Change, Gift
from services.charity.gifts.moving import Gifts, Move, Moving, require_own
from services.charity.gifts.views import AllocationView

PART = "/{gift_id}/allocations/{allocation_id}"

router = APIRouter(prefix="/api/charity/gifts", tags=["gifts 捐赠"])

Reader = Annotated[Actor, Depends(require("charity.gifts.read"))]
Allocator = Annotated[Actor, Depends(require("charity.gifts.allocate"))]
Confirmer = Annotated[Actor, Depends(require("charity.gifts.confirm"))]
Auditor = Annotated[Actor, Depends(require("charity.findings.write"))]


async def _moved(
    moving: Move, gift_id: str, id_: str, actor: Actor, decide: Callable[[Gift], Change]
) -> AllocationView:
    stored = await moving.part(gift_id, id_, actor, decide)
    return AllocationView.of(stored, stored.state.allocation(id_))


@router.get(PART)
async def get_allocation(
    gift_id: Id, allocation_id: Id, actor: Reader, gifts: Gifts
) -> AllocationView:
    stored = await gifts.load(gift_id, EVERYWHERE)
    return AllocationView.of(stored, require_own(stored.state, allocation_id, actor))


@router.post(f"{PART}/withdraw")
async def post_withdraw(
    gift_id: Id, allocation_id: Id, body: WithdrawPart, actor: Allocator, moving: Moving
) -> AllocationView:
    """What has not left comes back into hand."""
    return await _moved(
        moving,
        gift_id,
        allocation_id,
        actor,
        lambda g: allocating.withdraw(
            g, allocation_id, body.reason, moving.id(actor), moving.today
        ),
    )


@router.post(f"{PART}/dispatch")
async def post_dispatch(
    gift_id: Id, allocation_id: Id, body: DispatchPart, actor: Allocator, moving: Moving
) -> AllocationView:
    """A part is sent, or paid out."""
    return await _moved(
        moving,
        gift_id,
        allocation_id,
        actor,
        lambda g: delivering.dispatch(
            g, allocation_id, body.of(g), body.due_on, moving.id(actor), moving.today
        ),
    )


@router.post(f"{PART}/confirm")
async def post_confirm(
    gift_id: Id, allocation_id: Id, body: ConfirmReceipt, actor: Confirmer, moving: Moving
) -> AllocationView:
    """The receiver signs for what arrived."""
    return await _moved(
        moving,
        gift_id,
        allocation_id,
        actor,
        lambda g: delivering.sign(
            g,
            allocation_id,
            body.of_or_all(g),
            moving.id(actor),
            actor.subject,
            moving.today,
            body.evidence,
        ),
    )


@router.post(f"{PART}/witness")
async def post_witness(
    gift_id: Id, allocation_id: Id, _body: Nothing, actor: Confirmer, moving: Moving
) -> AllocationView:
    """A second person attests a large delivery."""
    return await _moved(
        moving,
        gift_id,
        allocation_id,
        actor,
        lambda g: delivering.witness(
            g, allocation_id, actor.subject, moving.id(actor), moving.today
        ),
    )


@router.post(f"{PART}/send-back")
async def post_send_back(
    gift_id: Id, allocation_id: Id, body: SendBack, actor: Confirmer, moving: Moving
) -> AllocationView:
    """A part comes back into hand, as the batch it was."""
    return await _moved(
        moving,
        gift_id,
        allocation_id,
        actor,
        lambda g: delivering.send_back(
            g, allocation_id, body.of(g), body.was, body.reason, moving.id(actor), moving.today
        ),
    )


@router.post(f"{PART}/lose")
async def post_lose(
    gift_id: Id, allocation_id: Id, body: LosePart, actor: Confirmer, moving: Moving
) -> AllocationView:
    """A part is lost or damaged, on its way or after."""
    return await _moved(
        moving,
        gift_id,
        allocation_id,
        actor,
        lambda g: delivering.lose(
            g, allocation_id, body.of(g), body.was, body.reason, moving.id(actor), moving.today
        ),
    )


@router.post(f"{PART}/report")
async def post_report(
    gift_id: Id, allocation_id: Id, body: ReportPart, actor: Confirmer, moving: Moving
) -> AllocationView:
    """Tell the donor what became of it: how many it served."""
    return await _moved(
        moving,
        gift_id,
        allocation_id,
        actor,
        lambda g: delivering.report(
            g,
            allocation_id,
            body.persons,
            body.on or moving.today,
            moving.id(actor),
            moving.today,
        ),
    )


@router.post(f"{PART}/finding")
async def post_finding(
    gift_id: Id, allocation_id: Id, body: RaiseFinding, actor: Auditor, moving: Moving
) -> AllocationView:
    """An audit found it scattered, diverted or withheld: an alarm until it is put right."""
    return await _moved(
        moving,
        gift_id,
        allocation_id,
        actor,
        lambda g: findings.raise_finding(
            g, allocation_id, body.kind, body.document, moving.id(actor), moving.today
        ),
    )


@router.post(f"{PART}/finding/clear")
async def post_clear(
    gift_id: Id, allocation_id: Id, _body: Nothing, actor: Auditor, moving: Moving
) -> AllocationView:
    return await _moved(
        moving,
        gift_id,
        allocation_id,
        actor,
        lambda g: findings.clear_finding(g, allocation_id, moving.id(actor), moving.today),
    )
