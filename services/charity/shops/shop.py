"""A charity shop: shelves of goods given, handed out to those entitled. Pure.

Stock comes only out of gifts delivered to the shop's station, each part once, and never goes below
zero; so what a shop hands out can be followed back to its donors.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from contracts.charity.shops import (
    ShopEvent,
    ShopHandedOut,
    ShopOpened,
    ShopStocked,
    ShopWrittenOff,
)
from servicekit.errors import DomainError, KeyReused
from services.charity.gifts.refusals import NotThere

LOW = 10
"""A shelf with fewer items is low; a setting of ours."""


class NotForThisShop(DomainError):
    code = "allocation_not_for_shop"
    zh = "该笔分配不是签收在本超市所属社工站的物资。"
    en = "This allocation is not goods signed for by the shop's station."


class MoreThanDelivered(DomainError):
    code = "amount_exceeded"
    zh = "上架数超过签收数：还可上架 {left}{unit}。"
    en = "More than was signed for: {left} {unit} can still be shelved."

    @property
    def members(self) -> Mapping[str, object]:
        return {"left": self.words["left"], "unit": self.words["unit"]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """`shelves`: item/unit → how many; `shelved`: allocation → how many came from it; `moves`
    remembers attempts with what they asked."""

    region: str
    station_id: str
    name: str
    shelves: Mapping[str, int] = field(default_factory=dict)
    shelved: Mapping[str, int] = field(default_factory=dict)
    moves: Mapping[str, str] = field(default_factory=dict)

    def low(self) -> list[str]:
        return sorted(shelf for shelf, count in self.shelves.items() if count < LOW)


Change = tuple[Shop, list[ShopEvent]]


def open_shop(shop: Shop, today: date) -> Change:
    event = ShopOpened(region=shop.region, occurred_on=today, station_id=shop.station_id)
    return shop, [event]


def stock(
    shop: Shop,
    allocation_id: str,
    shelf: str,
    quantity: int,
    delivered: int,
    attempt: str,
    today: date,
) -> Change:
    """Shelve so many of a part of which `delivered` were signed for (MoreThanDelivered)."""
    asked = f"stock {allocation_id} {quantity}"
    if _known(shop, attempt, asked):
        return shop, []
    item, _, unit = shelf.partition("/")
    before = shop.shelved.get(allocation_id, 0)
    if before + quantity > delivered:
        raise MoreThanDelivered(left=delivered - before, unit=unit)
    after = replace(shop, shelved={**shop.shelved, allocation_id: before + quantity})
    event = ShopStocked(
        region=shop.region,
        occurred_on=today,
        item=item,
        quantity=quantity,
        unit=unit,
        allocation_id=allocation_id,
    )
    return _moved(after, shelf, quantity, attempt, asked), [event]


def hand_out(
    shop: Shop,
    shelf: str,
    quantity: int,
    target_group: str,
    persons: int,
    attempt: str,
    today: date,
) -> Change:
    """Raises NotThere with what is on the shelf."""
    asked = f"hand out {shelf} {quantity}"
    if _known(shop, attempt, asked):
        return shop, []
    item, unit = _require(shop, shelf, quantity)
    event = ShopHandedOut(
        region=shop.region,
        occurred_on=today,
        item=item,
        quantity=quantity,
        unit=unit,
        target_group=target_group,
        persons=persons,
    )
    return _moved(shop, shelf, -quantity, attempt, asked), [event]


def write_off(
    shop: Shop, shelf: str, quantity: int, reason: str, attempt: str, today: date
) -> Change:
    """Expired, damaged or missing at a count (NotThere)."""
    asked = f"write off {shelf} {quantity}"
    if _known(shop, attempt, asked):
        return shop, []
    item, unit = _require(shop, shelf, quantity)
    event = ShopWrittenOff(
        region=shop.region,
        occurred_on=today,
        item=item,
        quantity=quantity,
        unit=unit,
        reason=reason,
    )
    return _moved(shop, shelf, -quantity, attempt, asked), [event]


def _require(shop: Shop, shelf: str, quantity: int) -> tuple[str, str]:
    item, _, unit = shelf.partition("/")
    left = shop.shelves.get(shelf, 0)
    if quantity > left:
        raise NotThere(left=left, unit=unit)
    return item, unit


def _known(shop: Shop, attempt: str, asked: str) -> bool:
    known = shop.moves.get(attempt)
    if known is not None and known != asked:
        raise KeyReused()
    return known is not None


def _moved(shop: Shop, shelf: str, quantity: int, attempt: str, asked: str) -> Shop:
    """The latest attempts are remembered; older ones were answered long ago."""
    moves = {**shop.moves, attempt: asked}
    while len(moves) > 1_000:
        moves.pop(next(iter(moves)))
    shelves = {**shop.shelves, shelf: shop.shelves.get(shelf, 0) + quantity}
    return replace(shop, shelves=shelves, moves=moves)
