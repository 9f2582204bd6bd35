"""The public ledger over HTTP: no sign-in, no personal data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated, TypeVar

from fastapi import APIRouter, Depends

from servicekit.aggregate import Stored
from servicekit.errors import NotFound
from servicekit.fields import Id, View
from servicekit.listing import mirrored
from servicekit.mirror import Mirror
from servicekit.paging import Page, PageRequest, Paging
from servicekit.providing import provided
from servicekit.scope import EVERYWHERE
from services.charity.donors.donor import Donor
from services.charity.funds.api import BalanceView, balances_of
from services.charity.funds.fund import Fund
from services.charity.funds.holdings import Holdings
from services.charity.gifts.gift import Gift
from services.charity.gifts.views import AmountView, RestrictionView
from services.charity.public import page
from services.charity.public.page import Came, Went

router = APIRouter(prefix="/api/charity/public/funds", tags=["public 公示"])

Funds = Annotated[Mirror[Fund], Depends(provided(Mirror[Fund]))]
Gifts = Annotated[Mirror[Gift], Depends(provided(Mirror[Gift]))]
Donors = Annotated[Mirror[Donor], Depends(provided(Mirror[Donor]))]
Held = Annotated[Holdings, Depends(provided(Holdings))]

T = TypeVar("T")
V = TypeVar("V")


class PublicFund(View):
    id: str
    kind: str
    name: str
    region: str
    statement: str
    purpose: RestrictionView
    opened_on: date
    closed_on: date | None
    balances: list[BalanceView]

    @classmethod
    def of(cls, stored: Stored[Fund], held: Holdings) -> PublicFund:
        fund = stored.state
        return cls(
            id=stored.id,
            kind=fund.kind,
            name=fund.name,
            region=fund.region,
            statement=fund.statement,
            purpose=RestrictionView.of(fund.purpose),
            opened_on=fund.opened_on,
            closed_on=fund.closed_on,
            balances=balances_of(stored.id, held),
        )


class CameView(View):
    """`batch_expired`, `refunded`: corrections beside the original amount."""

    on: date
    donor: str
    donor_en: str
    item: str | None
    unit: str | None
    amount: AmountView
    batch_expired: AmountView
    refunded: AmountView

    @classmethod
    def of(cls, one: Came) -> CameView:
        return cls(
            on=one.on,
            donor=one.donor_zh,
            donor_en=one.donor_en,
            item=one.item or None,
            unit=one.unit or None,
            amount=AmountView.of(one.amount),
            batch_expired=AmountView.of(one.batch_expired),
            refunded=AmountView.of(one.refunded),
        )


class WentView(View):
    """`amount` as first allocated, its corrections beside it."""

    on: date
    county: str
    item: str | None
    unit: str | None
    domain: str | None
    target_group: str | None
    amount: AmountView
    delivered: AmountView
    taken_back: AmountView
    lost: AmountView
    persons: int | None

    @classmethod
    def of(cls, one: Went) -> WentView:
        return cls(
            on=one.on,
            county=one.county,
            item=one.item or None,
            unit=one.unit or None,
            domain=one.domain or None,
            target_group=one.target_group or None,
            amount=AmountView.of(one.amount),
            delivered=AmountView.of(one.delivered),
            taken_back=AmountView.of(one.taken_back),
            lost=AmountView.of(one.lost),
            persons=one.persons,
        )


@router.get("")
async def get_public_funds(funds: Funds, held: Held, paging: Paging) -> Page[PublicFund]:
    """Every fund that is shown to the public, with its balances."""
    return mirrored(funds, EVERYWHERE, lambda f: f.public, paging, lambda f: PublicFund.of(f, held))


@router.get("/{fund_id}")
async def get_public_fund(fund_id: Id, funds: Funds, held: Held) -> PublicFund:
    return PublicFund.of(_shown(funds, fund_id), held)


@router.get("/{fund_id}/received")
async def get_received(
    fund_id: Id, funds: Funds, gifts: Gifts, donors: Donors, held: Held, paging: Paging
) -> Page[CameView]:
    """What came in, newest first."""
    _shown(funds, fund_id)
    known = {d.id: d.state for d in donors.within(EVERYWHERE)}
    return _paged(page.came(_of_fund(gifts, held, fund_id), known), CameView.of, paging)


@router.get("/{fund_id}/used")
async def get_used(
    fund_id: Id, funds: Funds, gifts: Gifts, held: Held, paging: Paging
) -> Page[WentView]:
    """Where it went, newest first."""
    _shown(funds, fund_id)
    return _paged(page.went(_of_fund(gifts, held, fund_id)), WentView.of, paging)


def _shown(funds: Mirror[Fund], fund_id: str) -> Stored[Fund]:
    """Raises NotFound, also for a fund that is not public."""
    found = funds.get(fund_id)
    if found is None or not found.state.public:
        raise NotFound()
    return found


def _of_fund(gifts: Mirror[Gift], held: Holdings, fund_id: str) -> list[Stored[Gift]]:
    found = (gifts.get(id_) for id_ in sorted(held.gifts(fund_id)))
    return [gift for gift in found if gift is not None]


def _paged(found: Sequence[T], view: Callable[[T], V], paging: PageRequest) -> Page[V]:
    start = int(paging.after[0] or 0) if paging.after else 0
    end = start + paging.limit
    key = (end,) if end < len(found) else ()
    return paging.page([view(one) for one in found[start:end]], *key)
