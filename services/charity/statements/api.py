"""Statements over HTTP: the movements of a fund, a gift or a donor, newest first."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends

from servicekit.aggregate import Aggregates
from servicekit.fields import Id, View
from servicekit.paging import PageRequest, Paging
from servicekit.providing import provided
from servicekit.security import Actor, require
from services.charity.donors.donor import Donor
from services.charity.funds.fund import Fund
from services.charity.gifts.gift import Gift
from services.charity.gifts.moving import require_seen
from services.charity.gifts.views import AmountView
from services.charity.statements.books import StatementBooks
from services.charity.statements.line import Line

router = APIRouter(prefix="/api/charity", tags=["statements 明细账"])

Reader = Annotated[Actor, Depends(require("charity.statements.read"))]
GiftReader = Annotated[Actor, Depends(require("charity.pledges.read"))]
Books = Annotated[StatementBooks, Depends(provided(StatementBooks))]
Funds = Annotated[Aggregates[Fund], Depends(provided(Aggregates[Fund]))]
Donors = Annotated[Aggregates[Donor], Depends(provided(Aggregates[Donor]))]
Gifts = Annotated[Aggregates[Gift], Depends(provided(Aggregates[Gift]))]


class LineView(View):
    """`no` counts the lines of this book from 1; `from_account` is null for a new promise."""

    no: int
    on: date
    event_id: str
    gift_id: str
    donor_id: str | None
    from_account: str | None
    to_account: str
    amount: AmountView
    item: str | None
    unit: str | None
    region: str
    allocation_id: str | None
    station_id: str | None
    organisation_id: str | None
    need_id: str | None
    project_id: str | None
    reason: str | None

    @classmethod
    def of(cls, no: int, line: Line) -> LineView:
        return cls(
            no=no,
            on=line.on,
            event_id=line.event_id,
            gift_id=line.gift_id,
            donor_id=line.donor_id or None,
            from_account=line.source or None,
            to_account=line.target,
            amount=AmountView(amount_fen=line.amount_fen, quantity=line.quantity),
            item=line.item or None,
            unit=line.unit or None,
            region=line.region,
            allocation_id=line.allocation_id or None,
            station_id=line.station_id or None,
            organisation_id=line.organisation_id or None,
            need_id=line.need_id or None,
            project_id=line.project_id or None,
            reason=line.reason or None,
        )


class StatementView(View):
    """`balances`: measure → account, after the newest line of all; `total`: lines of the book."""

    total: int
    balances: dict[str, dict[str, AmountView]]
    items: list[LineView]
    next: str | None


@router.get("/funds/{fund_id}/statement")
async def get_fund_statement(
    fund_id: Id, actor: Reader, funds: Funds, books: Books, paging: Paging
) -> StatementView:
    await funds.load(fund_id, actor.scope)
    return await _statement(books, fund_id, paging)


@router.get("/donors/{donor_id}/statement")
async def get_donor_statement(
    donor_id: Id, actor: Reader, donors: Donors, books: Books, paging: Paging
) -> StatementView:
    await donors.load(donor_id, actor.scope)
    return await _statement(books, donor_id, paging)


@router.get("/pledges/{gift_id}/statement")
async def get_gift_statement(
    gift_id: Id, actor: GiftReader, gifts: Gifts, books: Books, paging: Paging
) -> StatementView:
    """Also for the partner who pledged it."""
    require_seen(actor, await gifts.load(gift_id, actor.scope))
    return await _statement(books, gift_id, paging)


async def _statement(books: StatementBooks, book: str, paging: PageRequest) -> StatementView:
    before = int(paging.after[0] or 0) if paging.after else None
    found = await books.read(book, before, paging.limit)
    last = found.lines[-1][0] if found.lines else 1
    page = paging.page([LineView.of(no, line) for no, line in found.lines], *_key(last))
    return StatementView(
        total=found.total,
        balances={
            measure: {
                account: AmountView(amount_fen=fen, quantity=items)
                for account, (fen, items) in accounts.items()
            }
            for measure, accounts in found.balances.items()
        },
        items=page.items,
        next=page.next,
    )


def _key(last: int) -> tuple[int, ...]:
    return (last,) if last > 1 else ()
