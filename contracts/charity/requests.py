"""Events of requests: what a station lacks, in money or in goods, and that the asking is over."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from contracts.event import Event, Whole


class RequestEvent(Event, frozen=True, kw_only=True):
    """`amount_fen` of money, or `quantity` items; `until`: the last day it is of use."""

    topic: ClassVar[str] = "charity.requests"

    station_id: str
    domain: str
    target_group: str
    amount_fen: Whole = 0
    item: str = ""
    quantity: Whole = 0
    unit: str = ""


class RequestPosted(RequestEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "charity.request.posted.v1"

    until: date


class RequestClosed(RequestEvent, frozen=True, kw_only=True):
    """`reason`: met | withdrawn."""

    type: ClassVar[str] = "charity.request.closed.v1"

    reason: str


EVENTS: tuple[type[Event], ...] = (RequestPosted, RequestClosed)
