"""Funds over HTTP: open, read with balances, draw on, close; the statement of any book."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field, StringConstraints

from contracts import codes
from servicekit.aggregate import Aggregates, Stored
from servicekit.boundaries import RegionAsked
from servicekit.commands import command
from servicekit.fields import Body, Id, Line, RegionCode, View, coded
from servicekit.idempotency import Attempt, IfMatch
from servicekit.listing import mirrored
from servicekit.mirror import Mirror
from servicekit.paging import Page, Paging
from servicekit.providing import Now, provided
from servicekit.security import Actor, require
from services.charity.funds import fund as domain
from services.charity.funds.drawing import Drawing, Wish
from services.charity.funds.fund import Fund
from services.charity.funds.holdings import Holdings
from services.charity.gifts.bodies import AllocateGift, Purpose
from services.charity.gifts.receivers import Receivers
from services.charity.gifts.refusals import WrongMeasure
from services.charity.gifts.restriction import Restriction
from services.charity.gifts.views import AllocationView, AmountView, RestrictionView
from services.charity.organisations.copy import Organisations

router = APIRouter(prefix="/api/charity/funds", tags=["funds 基金"])

Reader = Annotated[Actor, Depends(require("charity.funds.read"))]
Writer = Annotated[Actor, Depends(require("charity.funds.write"))]
Allocator = Annotated[Actor, Depends(require("charity.gifts.allocate"))]
Funds = Annotated[Aggregates[Fund], Depends(provided(Aggregates[Fund]))]
AllFunds = Annotated[Mirror[Fund], Depends(provided(Mirror[Fund]))]
Held = Annotated[Holdings, Depends(provided(Holdings))]
Draw = Annotated[Drawing, Depends(provided(Drawing))]
Known = Annotated[Receivers, Depends(provided(Receivers))]
Bodies = Annotated[Organisations, Depends(provided(Organisations))]
Kind = Annotated[str, coded(codes.FUND_KINDS)]


class OpenFund(Purpose):
    """`statement`: what it is for, in words; `domain`, `target_group`, `item`: as codes, which
    every allocation is held to; `organisation_id`: the charity that manages it."""

    kind: Kind
    name: Line
    statement: Annotated[str, Field(min_length=1, max_length=500)]
    region: RegionCode | None = None
    within_region: bool = False
    organisation_id: Id | None = None
    public: bool = True


class CloseFund(Body):
    reason: Annotated[str, StringConstraints(pattern="^(purpose_met|term_over|merged)$")]


class DrawOnFund(AllocateGift):
    """`goods`: the item whose items are counted in `quantity`, with its unit; money otherwise."""

    goods: Annotated[str, coded(codes.GIFT_ITEMS)] | None = None
    unit: Annotated[str, Field(max_length=4)] | None = None

    def measure(self) -> tuple[str, int]:
        """(measure, how much of it); raises WrongMeasure."""
        if self.goods is None and self.amount_fen and not self.quantity:
            return "money", self.amount_fen
        if self.goods is not None and self.unit and self.quantity and not self.amount_fen:
            return f"{self.goods}/{self.unit}", self.quantity
        raise WrongMeasure(pointer="/quantity" if self.goods else "/amount_fen")


class BalanceView(View):
    """`measure`: money, or an item and its unit; `accounts`: what is in each."""

    measure: str
    accounts: dict[str, AmountView]


class FundView(View):
    id: str
    version: int
    kind: str
    name: str
    region: str
    statement: str
    purpose: RestrictionView
    organisation_id: str | None
    public: bool
    opened_on: str
    closed_on: str | None
    gifts: int
    balances: list[BalanceView]

    @classmethod
    def of(cls, stored: Stored[Fund], held: Holdings) -> FundView:
        fund = stored.state
        return cls(
            id=stored.id,
            version=stored.version,
            kind=fund.kind,
            name=fund.name,
            region=fund.region,
            statement=fund.statement,
            purpose=RestrictionView.of(fund.purpose),
            organisation_id=fund.organisation_id or None,
            public=fund.public,
            opened_on=fund.opened_on.isoformat(),
            closed_on=fund.closed_on.isoformat() if fund.closed_on else None,
            gifts=len(held.gifts(stored.id)),
            balances=balances_of(stored.id, held),
        )


def balances_of(fund_id: str, held: Holdings) -> list[BalanceView]:
    return [
        BalanceView(
            measure=measure, accounts={name: AmountView.of(a) for name, a in accounts.items()}
        )
        for measure, accounts in sorted(held.balances(fund_id).items())
    ]


@router.post("", status_code=201)
async def post_fund(
    body: OpenFund,
    actor: Writer,
    funds: Funds,
    held: Held,
    bodies: Bodies,
    attempt: Attempt,
    clock: Now,
) -> FundView:
    """Raises OrganisationRefused for a manager on the blacklist."""
    region, today = body.region or actor.region, clock.today()
    actor.scope.require(region)
    if body.organisation_id is not None:
        await bodies.require_allowed(body.organisation_id, today)
    wanted = body.purpose()
    fund = Fund(
        kind=body.kind,
        name=body.name,
        region=region,
        statement=body.statement,
        opened_on=today,
        purpose=Restriction(
            region=region if body.within_region else "",
            domain=wanted.domain,
            target_group=wanted.target_group,
            item=wanted.item,
        ),
        organisation_id=body.organisation_id or "",
        public=body.public,
    )
    id_, decision = attempt.id(actor.subject), domain.open_fund(fund, today)
    return FundView.of(await funds.create(id_, region, decision, command(attempt, actor)), held)


@router.get("")
async def get_funds(
    actor: Reader,
    funds: AllFunds,
    held: Held,
    paging: Paging,
    region: RegionAsked = None,
    kind: Annotated[Kind | None, Query()] = None,
) -> Page[FundView]:
    """Funds of the caller's area with their balances, in order of id; by region and kind."""
    scope = actor.scope.narrowed(region)
    return mirrored(
        funds, scope, lambda f: kind in (None, f.kind), paging, lambda f: FundView.of(f, held)
    )


@router.get("/{fund_id}")
async def get_fund(fund_id: Id, actor: Reader, funds: Funds, held: Held) -> FundView:
    return FundView.of(await funds.load(fund_id, actor.scope), held)


@router.post("/{fund_id}/allocate", status_code=201)
async def post_allocate(
    fund_id: Id,
    body: DrawOnFund,
    actor: Allocator,
    funds: Funds,
    drawing: Draw,
    receivers: Known,
    attempt: Attempt,
    clock: Now,
) -> list[AllocationView]:
    """One use out of many gifts: the parts, each with its gift and that gift's restriction."""
    today = clock.today()
    domain.require_open((await funds.load(fund_id, actor.scope)).state, today)
    measure, wanted = body.measure()
    wish = Wish(
        fund_id=fund_id,
        measure=measure,
        wanted=wanted,
        to=await receivers.of(body, actor, today),
        purpose=body.purpose(),
        today=today,
    )
    drawn = await drawing.draw(wish, attempt.id(actor.subject), command(attempt, actor))
    return [AllocationView.of(stored, part) for stored, part in drawn]


@router.post("/{fund_id}/close")
async def post_close(
    fund_id: Id,
    body: CloseFund,
    actor: Writer,
    funds: Funds,
    held: Held,
    attempt: Attempt,
    version: IfMatch,
    clock: Now,
) -> FundView:
    """Only when everything in it has been placed."""
    today = clock.today()
    return FundView.of(
        await funds.change(
            fund_id,
            actor.scope,
            command(attempt, actor, version),
            lambda fund: domain.close(fund, held.unplaced(fund_id), body.reason, today),
        ),
        held,
    )
