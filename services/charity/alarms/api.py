"""Alarms over HTTP: what wants looking at in the caller's area."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from heapq import nsmallest
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query

from servicekit.boundaries import RegionAsked
from servicekit.fields import View
from servicekit.mirror import Mirror
from servicekit.paging import Page, Paging
from servicekit.providing import Now, provided
from servicekit.scope import EVERYWHERE, Scope
from servicekit.security import Actor, require
from services.charity.alarms.watching import Alarm, watch
from services.charity.funds.fund import Fund
from services.charity.gifts.gift import Gift
from services.charity.gifts.views import AmountView

router = APIRouter(prefix="/api/charity/alarms", tags=["alarms 预警"])

Reader = Annotated[Actor, Depends(require("charity.alarms.read"))]
Gifts = Annotated[Mirror[Gift], Depends(provided(Mirror[Gift]))]
Funds = Annotated[Mirror[Fund], Depends(provided(Mirror[Fund]))]
Kind = Literal[
    "idle_pledge",
    "idle_in_hand",
    "late_delivery",
    "witness_due",
    "batch_expiring",
    "reservation_over",
    "report_due",
    "closing_report_due",
    "off_purpose",
]


class AlarmView(View):
    """`since`: the day that counts (for a batch, its last good day); `cite`: the rule's source."""

    kind: str
    message: str
    message_en: str
    cite: str
    gift_id: str
    allocation_id: str | None
    region: str
    since: date
    days: int
    amount: AmountView

    @classmethod
    def of(cls, alarm: Alarm) -> AlarmView:
        return cls(
            kind=alarm.rule.kind,
            message=alarm.said("zh"),
            message_en=alarm.said("en"),
            cite=alarm.rule.cite,
            gift_id=alarm.gift_id,
            allocation_id=alarm.allocation_id or None,
            region=alarm.region,
            since=alarm.since,
            days=alarm.days,
            amount=AmountView.of(alarm.amount),
        )


@router.get("")
async def get_alarms(
    actor: Reader,
    gifts: Gifts,
    funds: Funds,
    clock: Now,
    paging: Paging,
    region: RegionAsked = None,
    kind: Annotated[Kind | None, Query()] = None,
) -> Page[AlarmView]:
    """In order of gift; by region and kind. A part's alarm belongs to its receiver's region."""
    scope, today = actor.scope.narrowed(region), clock.today()
    after = str(paging.after[0]) if paging.after else ""
    found = (a for a in _alarms(gifts, funds, scope, today) if kind in (None, a.rule.kind))
    page = nsmallest(paging.limit + 1, (a for a in found if a.key > after), key=lambda a: a.key)
    shown = page[: paging.limit]
    key = (shown[-1].key,) if len(page) > paging.limit else ()
    return paging.page([AlarmView.of(alarm) for alarm in shown], *key)


def _alarms(gifts: Mirror[Gift], funds: Mirror[Fund], scope: Scope, today: date) -> Iterator[Alarm]:
    for stored in gifts.within(EVERYWHERE):
        fund = funds.get(stored.state.fund_id)
        for alarm in watch(stored, fund.state if fund else None, today):
            if scope.allows(alarm.region):
                yield alarm
