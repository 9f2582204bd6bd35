"""Events of funds: opened for a purpose, closed when it is met."""

from __future__ import annotations

from typing import ClassVar

from contracts.event import Event


class FundEvent(Event, frozen=True, kw_only=True):
    """`kind`: a code of fund_kinds; `name` is public."""

    topic: ClassVar[str] = "charity.funds"

    kind: str
    name: str


class FundOpened(FundEvent, frozen=True, kw_only=True):
    """`domain`, `target_group`: what it is for, unions with `+`, empty for anything."""

    type: ClassVar[str] = "charity.fund.opened.v1"

    domain: str = ""
    target_group: str = ""
    organisation_id: str = ""


class FundClosed(FundEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "charity.fund.closed.v1"

    reason: str


EVENTS: tuple[type[Event], ...] = (FundOpened, FundClosed)
