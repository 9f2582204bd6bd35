"""Pledges over HTTP: promise money or goods, read what was promised."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import Field, model_validator

from contracts import codes
from contracts.problems import ContractError
from servicekit.aggregate import Aggregates
from servicekit.commands import command
from servicekit.fields import Body, Fen, Id, LocalDate, RegionCode, coded
from servicekit.idempotency import Attempt
from servicekit.listing import listed
from servicekit.paging import Page, Paging
from servicekit.providing import Now, provided
from servicekit.security import Actor, require
from services.charity.gifts import domain
from services.charity.gifts.amounts import Amount
from services.charity.gifts.domain import Gift
from services.charity.gifts.restriction import Restriction
from services.charity.gifts.views import GiftView

router = APIRouter(prefix="/api/charity/pledges", tags=["pledges 捐赠承诺"])

Reader = Annotated[Actor, Depends(require("charity.pledges.read"))]
Writer = Annotated[Actor, Depends(require("charity.pledges.write"))]
Gifts = Annotated[Aggregates[Gift], Depends(provided(Aggregates[Gift]))]

Quantity = Annotated[int, Field(strict=True, ge=1, le=10**9)]
Unit = Literal["件", "套", "只", "包", "箱", "双", "床", "袋", "瓶", "盒", "台", "批"]


class GoodsIncomplete(ContractError):
    code = "goods_incomplete"

    def __init__(self, pointer: str) -> None:
        super().__init__(
            "物资须写明 item、quantity、unit；资金则不写这三项。",
            "Goods need item, quantity and unit; money has none of the three.",
            pointer,
        )


class PledgeGift(Body):
    """`amount_fen`: the money, or what all the goods are worth 折合金额. `region`, `domain` and
    `target_group` restrict the use; `expires_on` is the last day on which the promise holds."""

    resource: Literal["money", "goods"]
    amount_fen: Fen
    item: Annotated[str, coded(codes.GIFT_ITEMS)] | None = None
    quantity: Quantity | None = None
    unit: Unit | None = None
    vehicle: Annotated[str, coded(codes.GIFT_VEHICLES)] = "direct"
    region: RegionCode | None = None
    domain: Annotated[str, coded(codes.DOMAINS)] | None = None
    target_group: Annotated[str, coded(codes.TARGET_GROUPS)] | None = None
    expires_on: LocalDate | None = None

    @model_validator(mode="after")
    def _goods_are_described(self) -> PledgeGift:
        for name in ("item", "quantity", "unit"):
            if (getattr(self, name) is not None) != (self.resource == "goods"):
                raise GoodsIncomplete(f"/{name}")
        return self

    def gift(self, region: str, today: date) -> Gift:
        """`region`: where the gift is for when the donor does not restrict it."""
        amount = Amount(self.amount_fen, self.quantity or 0)
        return Gift(
            resource=self.resource,
            vehicle=self.vehicle,
            region=self.region or region,
            pledged=amount,
            promised=amount,
            pledged_on=today,
            item=self.item or "",
            unit=self.unit or "",
            restriction=Restriction(
                region=self.region or "",
                domain=self.domain or "",
                target_group=self.target_group or "",
            ),
            expires_on=self.expires_on,
        )


@router.post("", status_code=201)
async def post_pledge(
    body: PledgeGift, actor: Writer, gifts: Gifts, attempt: Attempt, clock: Now
) -> GiftView:
    """Promise money or goods. A promise is a plan: nothing is counted before it is received."""
    today = clock.today()
    gift = body.gift(actor.region, today)
    actor.scope.require(gift.region)
    return GiftView.of(
        await gifts.create(
            attempt.id(actor.subject),
            gift.region,
            domain.pledge(gift, today),
            command(attempt, actor),
        )
    )


@router.get("")
async def get_pledges(
    actor: Reader,
    gifts: Gifts,
    paging: Paging,
    region: Annotated[RegionCode | None, Query()] = None,
) -> Page[GiftView]:
    """Pledges of the caller's area, in order of id."""
    return await listed(gifts, actor.scope.narrowed(region), {}, paging, GiftView.of)


@router.get("/{gift_id}")
async def get_pledge(gift_id: Id, actor: Reader, gifts: Gifts) -> GiftView:
    """A pledge and the gift it became carry one id."""
    return GiftView.of(await gifts.load(gift_id, actor.scope))
