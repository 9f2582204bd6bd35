"""Events of charity shops 慈善超市: what came onto the shelves and what was handed out."""

from __future__ import annotations

from typing import ClassVar

from contracts.event import Event, Whole


class ShopEvent(Event, frozen=True, kw_only=True):
    topic: ClassVar[str] = "charity.shops"


class ShopOpened(ShopEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "charity.shop.opened.v1"

    station_id: str


class StockEvent(ShopEvent, frozen=True, kw_only=True):
    item: str
    quantity: Whole
    unit: str


class ShopStocked(StockEvent, frozen=True, kw_only=True):
    """Out of a gift's part that was delivered to the shop's station."""

    type: ClassVar[str] = "charity.shop.stocked.v1"

    allocation_id: str


class ShopHandedOut(StockEvent, frozen=True, kw_only=True):
    """To people of a target group; how many, never who."""

    type: ClassVar[str] = "charity.shop.handed-out.v1"

    target_group: str
    persons: Whole


class ShopWrittenOff(StockEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "charity.shop.written-off.v1"

    reason: str


EVENTS: tuple[type[Event], ...] = (ShopOpened, ShopStocked, ShopHandedOut, ShopWrittenOff)
