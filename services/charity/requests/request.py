"""A request 资源需求: what a station lacks for those it serves, until a day. Pure.

How much of it has been met is not kept here: it is what the gifts say was allocated for it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from contracts.charity.requests import RequestClosed, RequestEvent, RequestPosted
from servicekit.errors import DomainError


class RequestOver(DomainError):
    code = "request_closed"
    zh = "该需求已于 {on} 关闭。"
    en = "The request was closed on {on}."


class UntilPassed(DomainError):
    code = "date_out_of_order"
    status = 422
    zh = "需求期限 {given} 早于今天 {today}。"
    en = "The last day {given} is before today, {today}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """`wanted`: fen of money, or items of `item` in `unit`."""

    region: str
    station_id: str
    domain: str
    target_group: str
    wanted: int
    until: date
    item: str = ""
    unit: str = ""
    closed_on: date | None = None

    @property
    def measure(self) -> str:
        return f"{self.item}/{self.unit}" if self.item else "money"

    def open_on(self, today: date) -> bool:
        return self.closed_on is None and self.until >= today


Change = tuple[Request, list[RequestEvent]]


def post(request: Request, today: date) -> Change:
    """Raises UntilPassed."""
    if request.until < today:
        raise UntilPassed(given=request.until, today=today, pointer="/until")
    return request, [_told(RequestPosted, request, today, until=request.until)]


def close(request: Request, reason: str, today: date) -> Change:
    """Raises RequestOver."""
    if request.closed_on is not None:
        raise RequestOver(on=request.closed_on)
    closed = replace(request, closed_on=today)
    return closed, [_told(RequestClosed, request, today, reason=reason)]


def _told(kind: type[RequestEvent], request: Request, today: date, **more: object) -> RequestEvent:
    money = not request.item
    return kind(
        region=request.region,
        occurred_on=today,
        station_id=request.station_id,
        domain=request.domain,
        target_group=request.target_group,
        amount_fen=request.wanted if money else 0,
        item=request.item,
        quantity=0 if money else request.wanted,
        unit=request.unit,
        **more,
    )
