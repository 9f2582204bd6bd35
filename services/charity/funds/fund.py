"""A fund 基金: gifts under one name and purpose. Pure.

A fund holds nothing itself: every fen and item lies in the books of a gift, with the gift's own
restriction; what a fund has is what its gifts have together (ADR 11).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from contracts.charity.funds import FundClosed, FundEvent, FundOpened
from servicekit.errors import DomainError
from services.charity.gifts.amounts import Amount
from services.charity.gifts.restriction import UNRESTRICTED, Restriction


class FundIsClosed(DomainError):
    code = "fund_closed"
    zh = "该基金已于 {on} 结束，不再接受承诺或分配。"
    en = "The fund was closed on {on} and takes no pledges or allocations any more."


class FundNotEmpty(DomainError):
    code = "fund_not_empty"
    zh = "基金还有未用完的款物（{left} 分、{items} 件在手、预留、待发或在途），"
    zh += "须先分配、退回或核销。"
    en = "The fund still has {left} fen and {items} items in hand, reserved, allocated or on their "
    en += "way: allocate, refund or write them off first."


@dataclass(frozen=True, slots=True, kw_only=True)
class Fund:
    """`kind`: direct | community | special | campaign | … `statement`: what it is for, in words;
    `organisation_id`: the charity that manages it; `public`: shown in the public ledger."""

    kind: str
    name: str
    region: str
    statement: str
    opened_on: date
    purpose: Restriction = UNRESTRICTED
    organisation_id: str = ""
    public: bool = True
    closed_on: date | None = None


Change = tuple[Fund, list[FundEvent]]


def open_fund(fund: Fund, today: date) -> Change:
    event = FundOpened(
        region=fund.region,
        occurred_on=today,
        kind=fund.kind,
        name=fund.name,
        domain=fund.purpose.domain,
        target_group=fund.purpose.target_group,
        organisation_id=fund.organisation_id,
    )
    return fund, [event]


def close(fund: Fund, left: Amount, reason: str, today: date) -> Change:
    """`left`: what its gifts still have to place (FundIsClosed, FundNotEmpty)."""
    require_open(fund, today)
    if left.fen or left.quantity:
        raise FundNotEmpty(left=left.fen, items=left.quantity)
    event = FundClosed(
        region=fund.region, occurred_on=today, kind=fund.kind, name=fund.name, reason=reason
    )
    return replace(fund, closed_on=today), [event]


def require_open(fund: Fund, today: date) -> None:
    """Raises FundIsClosed."""
    if fund.closed_on is not None and fund.closed_on <= today:
        raise FundIsClosed(on=fund.closed_on)
