"""Fund lines over HTTP: plan, receive, issue, spend, reverse, read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from servicekit.aggregate import Aggregates, Stored
from servicekit.boundaries import RegionAsked
from servicekit.commands import command
from servicekit.fields import Id
from servicekit.idempotency import Attempt, IfMatch
from servicekit.listing import mirrored
from servicekit.mirror import Mirror
from servicekit.paging import Page, Paging
from servicekit.providing import Now, provided
from servicekit.scope import EVERYWHERE, Scope
from servicekit.security import Actor, require
from services.registry.funding import domain
from services.registry.funding.accounts import Accounts, Asked
from services.registry.funding.bodies import (
    AddToPlan,
    IssueFund,
    PlanFund,
    Purpose,
    ReceiveFund,
    ReverseMovement,
    Source,
    SpendFund,
)
from services.registry.funding.contracted import require_contracted, spent_under
from services.registry.funding.domain import Fund
from services.registry.funding.handover import id_below
from services.registry.funding.movements import ISSUED, PLANNED, SPENT, Movement
from services.registry.funding.refusals import ReceiverMissing, StationClosedForMoney
from services.registry.funding.views import FundView, MovementView
from services.registry.purchasing.domain import Contract
from services.registry.stations.domain import Stage, Station

router = APIRouter(prefix="/api/registry/funds", tags=["funds 资金"])

Reader = Annotated[Actor, Depends(require("registry.funds.read"))]
Writer = Annotated[Actor, Depends(require("registry.funds.write"))]
Funds = Annotated[Aggregates[Fund], Depends(provided(Aggregates[Fund]))]
Lines = Annotated[Mirror[Fund], Depends(provided(Mirror[Fund]))]
Contracts = Annotated[Aggregates[Contract], Depends(provided(Aggregates[Contract]))]
Stations = Annotated[Aggregates[Station], Depends(provided(Aggregates[Station]))]


@dataclass(frozen=True, slots=True)
class Moving:
    """What every movement of a line needs: the line, the repeat, the day."""

    asked: Asked
    id: str
    today: date
    accounts: Accounts
    stations: Aggregates[Station]

    async def station(self, id_: str, scope: Scope) -> Stored[Station]:
        """A station that money may go to (NotFound, StationClosedForMoney)."""
        found = await self.stations.load(id_, scope)
        if found.state.stage is Stage.CLOSED:
            raise StationClosedForMoney(pointer="/station_id")
        return found

    async def change(self, decide: Callable[[Fund], domain.Change]) -> FundView:
        return FundView.of(await self.accounts.change(self.asked, decide))


def moving(
    fund_id: Id,
    actor: Writer,
    attempt: Attempt,
    version: IfMatch,
    clock: Now,
    accounts: Annotated[Accounts, Depends(provided(Accounts))],
    stations: Stations,
) -> Moving:
    asked = Asked(fund_id, actor.scope, command(attempt, actor, version))
    return Moving(asked, attempt.id(actor.subject), clock.today(), accounts, stations)


Move = Annotated[Moving, Depends(moving)]


@router.post("", status_code=201)
async def post_fund(
    body: PlanFund, actor: Writer, funds: Funds, stations: Stations, attempt: Attempt, clock: Now
) -> FundView:
    """A new line with its plan. A plan is not money: nothing can be spent before it arrives."""
    actor.scope.require(body.region)
    if body.station_id:
        await stations.load(body.station_id, Scope.of(body.region))
    id_, today = attempt.id(actor.subject), clock.today()
    fund = Fund(
        region=body.region,
        station_id=body.station_id or "",
        source=body.source,
        nature=body.nature,
        purpose=body.purpose,
        year=body.year,
        document=body.document or "",
        uses=tuple(dict.fromkeys(body.uses)),
    )
    planned = Movement(
        id=id_, stage=PLANNED, fen=body.planned_fen, on=body.on or today, document=fund.document
    )
    decision = domain.open_line(fund, planned, today)
    return FundView.of(await funds.create(id_, fund.region, decision, command(attempt, actor)))


@router.get("")
async def get_funds(
    actor: Reader,
    lines: Lines,
    paging: Paging,
    region: RegionAsked = None,
    source: Annotated[Source | None, Query()] = None,
    purpose: Annotated[Purpose | None, Query()] = None,
    year: Annotated[int | None, Query(ge=2000, le=2100)] = None,
    parent_id: Annotated[Id | None, Query()] = None,
    station_id: Annotated[Id | None, Query()] = None,
) -> Page[FundView]:
    """Lines of the caller's area, in order of id."""
    wanted = {
        "source": source,
        "purpose": purpose,
        "year": year,
        "parent_id": parent_id,
        "station_id": station_id,
    }
    asked = {name: value for name, value in wanted.items() if value is not None}

    def fits(fund: Fund) -> bool:
        return all(getattr(fund, name) == value for name, value in asked.items())

    return mirrored(lines, actor.scope.narrowed(region), fits, paging, FundView.of)


@router.get("/{fund_id}")
async def get_fund(fund_id: Id, actor: Reader, funds: Funds) -> FundView:
    return FundView.of(await funds.load(fund_id, actor.scope))


@router.get("/{fund_id}/movements")
async def get_movements(
    fund_id: Id, actor: Reader, funds: Funds, paging: Paging
) -> Page[MovementView]:
    """The ledger of a line, in the order it was written."""
    fund = (await funds.load(fund_id, actor.scope)).state
    first = int(paging.after[0] or 0) if paging.after else 0
    last = first + paging.limit
    shown = [MovementView.of(fund, m) for m in fund.movements[first:last]]
    return paging.page(shown, *((last,) if last < len(fund.movements) else ()))


@router.post("/{fund_id}/plan")
async def post_plan(body: AddToPlan, move: Move) -> FundView:
    """More is planned 追加计划."""
    movement = body.movement(move.id, move.today)
    return await move.change(lambda fund: domain.plan(fund, movement, move.today))


@router.post("/{fund_id}/receive")
async def post_receive(body: ReceiveFund, move: Move) -> FundView:
    """Money has arrived 到账, no more than was planned or issued."""
    movement = body.movement(move.id, move.today)
    return await move.change(lambda fund: domain.receive(fund, movement, move.today))


@router.post("/{fund_id}/issue")
async def post_issue(body: IssueFund, move: Move) -> FundView:
    """Hand a part of what has arrived down 下达; it is the plan of the line below."""
    if body.station_id:
        station = await move.station(body.station_id, move.asked.scope)
        region = station.region
    elif body.to_region:
        region = body.to_region
    else:
        raise ReceiverMissing(pointer="/to_region")
    to_station = body.station_id or ""
    issue = Movement(
        id=move.id,
        stage=ISSUED,
        fen=body.amount_fen,
        on=body.on or move.today,
        voucher=body.voucher or "",
        document=body.document or "",
        region=region,
        station_id=to_station,
        fund_id=id_below(move.asked.fund_id, region, to_station),
    )
    return FundView.of(await move.accounts.issue(move.asked, issue))


@router.post("/{fund_id}/spend")
async def post_spend(
    body: SpendFund, move: Move, funds: Funds, contracts: Contracts, lines: Lines
) -> FundView:
    """Pay 支出 for a use that the source permits; under a contract, as the contract says."""
    line = await funds.load(move.asked.fund_id, move.asked.scope)
    station_id = body.station_id or line.state.station_id
    place = body.region or line.region
    if body.station_id:
        place = (await move.station(body.station_id, move.asked.scope)).region
    spending = Movement(
        id=move.id,
        stage=SPENT,
        fen=body.amount_fen,
        on=body.on or move.today,
        voucher=body.voucher,
        region=place,
        station_id=station_id,
        contract_id=body.contract_id or "",
        use=body.use,
        target_group=body.target_group or "",
    )
    if body.contract_id:
        contract = (await contracts.load(body.contract_id, move.asked.scope)).state
        every = (stored.state for stored in lines.within(EVERYWHERE))
        paid = spent_under(body.contract_id, every, besides=move.id)
        require_contracted(contract, line.state, spending, paid)
    return FundView.of(await move.accounts.spend(move.asked, spending))


@router.post("/{fund_id}/reverse")
async def post_reverse(body: ReverseMovement, move: Move) -> FundView:
    """Undo a movement by a counter-movement 冲销; nothing is ever edited or deleted."""
    return FundView.of(await move.accounts.reverse(move.asked, body.reversal(move.id, move.today)))
