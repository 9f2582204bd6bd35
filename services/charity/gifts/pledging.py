"""Pledges over HTTP: promise money, goods, time or premises; read and withdraw promises."""

from __future__ import annotations

from datetime import date
from secrets import token_hex
from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import Field, model_validator

from contracts import codes
from contracts.problems import ContractError
from servicekit.boundaries import RegionAsked
from servicekit.commands import command
from servicekit.fields import Fen, Id, LocalDate, RegionCode, coded
from servicekit.idempotency import Attempt
from servicekit.listing import mirrored
from servicekit.mirror import Mirror
from servicekit.paging import Page, Paging
from servicekit.providing import Now, provided
from servicekit.security import Actor, require
from services.charity.gifts import receiving
from services.charity.gifts.amounts import Amount
from services.charity.gifts.bodies import Nothing, Purpose, Quantity
from services.charity.gifts.gift import Gift
from services.charity.gifts.moving import Gifts, Moving, may_see, require_seen
from services.charity.gifts.restriction import Restriction
from services.charity.gifts.terms import Terms
from services.charity.gifts.views import GiftView

router = APIRouter(prefix="/api/charity/pledges", tags=["pledges 捐赠承诺"])

Reader = Annotated[Actor, Depends(require("charity.pledges.read"))]
Writer = Annotated[Actor, Depends(require("charity.pledges.write"))]
AllGifts = Annotated[Mirror[Gift], Depends(provided(Mirror[Gift]))]
TermsOf = Annotated[Terms, Depends(provided(Terms))]

Unit = Literal[
    "件", "套", "只", "包", "箱", "双", "床", "袋", "瓶", "盒", "台", "批", "小时", "间", "平方米"
]
MEASURES = {"service_time": ("小时",), "premises": ("间", "平方米")}
"""Units a kind of resource is counted in; goods take any other."""


class GoodsIncomplete(ContractError):
    code = "goods_incomplete"

    def __init__(self, pointer: str) -> None:
        super().__init__(
            "物资须写明 item、quantity、unit；服务时间以小时、场地以间或平方米计；资金不写这三项。",
            "Goods need item, quantity and unit; service time is counted in 小时, premises in 间 "
            "or 平方米; money has none of the three.",
            pointer,
        )


class PledgeGift(Purpose):
    """`amount_fen`: the money, or what all of it is worth 折合金额 by `valuation`; of time and
    premises it may be left out. `region`, `domain`, `target_group`, `use_item`, `use_since` and
    `use_until` restrict the use; `expires_on` is the last day on which the promise holds;
    `fund_id` gives it into a fund, whose purpose then holds beside the donor's."""

    resource: Literal["money", "goods", "service_time", "premises"]
    amount_fen: Fen | None = None
    quantity: Quantity | None = None
    unit: Unit | None = None
    valuation: Annotated[str, coded(codes.VALUATIONS)] | None = None
    vehicle: Annotated[str, coded(codes.GIFT_VEHICLES)] = "direct"
    region: RegionCode | None = None
    use_item: str | None = None
    use_since: LocalDate | None = None
    use_until: LocalDate | None = None
    expires_on: LocalDate | None = None
    donor_id: Id | None = None
    fund_id: Id | None = None
    conditions: Annotated[str, Field(max_length=500)] | None = None
    regrant: bool = False

    @model_validator(mode="after")
    def _described(self) -> PledgeGift:
        goods = self.resource == "goods"
        if self.item is not None:
            codes.GIFT_ITEMS.require(self.item, "/item")
        for name, needed in (
            ("item", goods),
            ("quantity", not self._money),
            ("unit", not self._money),
        ):
            if (getattr(self, name) is not None) != needed:
                raise GoodsIncomplete(f"/{name}")
        if self.unit is not None and (self.unit in _SPECIAL) != (self.resource in MEASURES):
            raise GoodsIncomplete("/unit")
        if self.resource in MEASURES and self.unit not in MEASURES[self.resource]:
            raise GoodsIncomplete("/unit")
        if self.amount_fen is None and self.resource in ("money", "goods"):
            raise AmountMissing()
        return self

    @property
    def _money(self) -> bool:
        return self.resource == "money"

    def restriction(self) -> Restriction:
        wanted = self.purpose()
        return Restriction(
            region=self.region or "",
            domain=wanted.domain,
            target_group=wanted.target_group,
            item=codes.GIFT_ITEMS.union(self.use_item, "/use_item") if self.use_item else "",
            since=self.use_since,
            until=self.use_until,
        )

    def gift(self, region: str, by: str, today: date) -> Gift:
        """`region`: where the gift is for when the donor does not restrict it."""
        return Gift(
            resource=self.resource,
            vehicle=self.vehicle,
            region=self.region or region,
            pledged=Amount(self.amount_fen or 0, self.quantity or 0),
            pledged_on=today,
            pledged_by=by,
            salt=token_hex(32),
            donor_id=self.donor_id or "",
            fund_id=self.fund_id or "",
            item=self.item or "",
            unit=self.unit or "",
            valuation=self.valuation or ("" if self._money else "donor_stated"),
            conditions=self.conditions or "",
            regrant=self.regrant,
            restriction=self.restriction(),
            expires_on=self.expires_on,
        )


class AmountMissing(ContractError):
    code = "amount_invalid"

    def __init__(self) -> None:
        super().__init__(
            "资金须写明金额，物资须写明折合金额（amount_fen，分）。",
            "Money needs its amount, goods what they are worth (amount_fen).",
            "/amount_fen",
        )


_SPECIAL = frozenset(unit for units in MEASURES.values() for unit in units)


@router.post("", status_code=201)
async def post_pledge(
    body: PledgeGift, actor: Writer, gifts: Gifts, terms: TermsOf, attempt: Attempt, clock: Now
) -> GiftView:
    """Promise something. A promise is a plan: nothing is counted before it is received."""
    today = clock.today()
    gift = terms.applied(body.gift(actor.region, actor.subject, today), actor, today)
    actor.scope.require(gift.region)
    return GiftView.of(
        await gifts.create(
            attempt.id(actor.subject),
            gift.region,
            receiving.pledge(gift, today),
            command(attempt, actor),
        )
    )


@router.get("")
async def get_pledges(
    actor: Reader,
    gifts: AllGifts,
    paging: Paging,
    region: RegionAsked = None,
) -> Page[GiftView]:
    """Pledges of the caller's area (a partner's own), in order of id."""
    scope = actor.scope.narrowed(region)
    return mirrored(gifts, scope, lambda gift: may_see(actor, gift), paging, GiftView.of)


@router.get("/{gift_id}")
async def get_pledge(gift_id: Id, actor: Reader, gifts: Gifts) -> GiftView:
    """A pledge and the gift it became carry one id."""
    return GiftView.of(require_seen(actor, await gifts.load(gift_id, actor.scope)))


@router.post("/{gift_id}/withdraw")
async def post_withdraw(gift_id: Id, _body: Nothing, actor: Writer, moving: Moving) -> GiftView:
    """What is still promised will not come; what has come stays where it is."""
    require_seen(actor, await moving.gifts.load(gift_id, actor.scope))
    return GiftView.of(
        await moving.whole(
            gift_id,
            actor,
            lambda gift: receiving.lapse(gift, "withdrawn", moving.id(actor), moving.today),
        )
    )
