"""Charity shops over HTTP: open, stock, hand out, write off, what is low."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from contracts import codes
from servicekit.aggregate import Aggregates, Stored
from servicekit.boundaries import RegionAsked
from servicekit.commands import command
from servicekit.errors import NotFound
from servicekit.fields import Body, Id, Line, View, coded
from servicekit.idempotency import Attempt, IfMatch
from servicekit.listing import mirrored
from servicekit.mirror import Mirror
from servicekit.paging import Page, Paging
from servicekit.providing import Now, provided
from servicekit.scope import EVERYWHERE
from servicekit.security import Actor, require
from services.charity.gifts.bodies import Quantity
from services.charity.gifts.gift import Gift
from services.charity.gifts.pledging import Unit
from services.charity.shops import shop as domain
from services.charity.shops.shop import NotForThisShop, Shop
from services.charity.stations.copy import Stations

router = APIRouter(prefix="/api/charity/shops", tags=["shops 慈善超市"])

Reader = Annotated[Actor, Depends(require("charity.shops.read"))]
Keeper = Annotated[Actor, Depends(require("charity.shops.write"))]
Shops = Annotated[Aggregates[Shop], Depends(provided(Aggregates[Shop]))]
AllShops = Annotated[Mirror[Shop], Depends(provided(Mirror[Shop]))]
Gifts = Annotated[Aggregates[Gift], Depends(provided(Aggregates[Gift]))]
Known = Annotated[Stations, Depends(provided(Stations))]


class OpenShop(Body):
    station_id: Id
    name: Line


class StockShop(Body):
    """Out of a part of a gift that the shop's station has signed for."""

    gift_id: Id
    allocation_id: Id
    quantity: Quantity


class OnShelf(Body):
    item: Annotated[str, coded(codes.GIFT_ITEMS)]
    unit: Unit
    quantity: Quantity

    @property
    def shelf(self) -> str:
        return f"{self.item}/{self.unit}"


class HandOut(OnShelf):
    """`persons`: how many people it went to; never who they are."""

    target_group: Annotated[str, coded(codes.TARGET_GROUPS)]
    persons: Annotated[int, Field(strict=True, ge=1, le=100_000)]


class WriteOffStock(OnShelf):
    reason: Literal["expired", "damaged", "missing"]


class ShelfView(View):
    item: str
    unit: str
    quantity: int


class ShopView(View):
    """`low`: shelves with fewer than ten items."""

    id: str
    version: int
    region: str
    station_id: str
    name: str
    shelves: list[ShelfView]
    low: list[str]

    @classmethod
    def of(cls, stored: Stored[Shop]) -> ShopView:
        shop = stored.state
        return cls(
            id=stored.id,
            version=stored.version,
            region=shop.region,
            station_id=shop.station_id,
            name=shop.name,
            shelves=[
                ShelfView(item=s.partition("/")[0], unit=s.partition("/")[2], quantity=n)
                for s, n in sorted(shop.shelves.items())
            ],
            low=shop.low(),
        )


@router.post("", status_code=201)
async def post_shop(
    body: OpenShop,
    actor: Keeper,
    shops: Shops,
    stations: Known,
    attempt: Attempt,
    clock: Now,
) -> ShopView:
    station = await stations.working(body.station_id, actor.scope)
    shop = Shop(region=station.region, station_id=station.id, name=body.name)
    decision = domain.open_shop(shop, clock.today())
    id_ = attempt.id(actor.subject)
    return ShopView.of(await shops.create(id_, shop.region, decision, command(attempt, actor)))


@router.get("")
async def get_shops(
    actor: Reader,
    shops: AllShops,
    paging: Paging,
    region: RegionAsked = None,
    low: Annotated[bool, Query()] = False,
) -> Page[ShopView]:
    """In order of id; only those with a low shelf when asked."""
    scope = actor.scope.narrowed(region)
    return mirrored(shops, scope, lambda s: not low or bool(s.low()), paging, ShopView.of)


class Moving:
    """What every move of stock needs."""

    def __init__(self, shops: Shops, attempt: Attempt, version: IfMatch, clock: Now) -> None:
        self._shops = shops
        self._attempt = attempt
        self._version = version
        self.today = clock.today()

    def id(self, actor: Actor) -> str:
        return self._attempt.id(actor.subject)

    async def load(self, shop_id: str, actor: Actor) -> Shop:
        return (await self._shops.load(shop_id, actor.scope)).state

    async def __call__(
        self, shop_id: str, actor: Actor, decide: Callable[[Shop], domain.Change]
    ) -> ShopView:
        by = command(self._attempt, actor, self._version)
        return ShopView.of(await self._shops.change(shop_id, actor.scope, by, decide))


Move = Annotated[Moving, Depends()]


@router.post("/{shop_id}/stock")
async def post_stock(
    shop_id: Id, body: StockShop, actor: Keeper, move: Move, gifts: Gifts
) -> ShopView:
    """Raises NotForThisShop, MoreThanDelivered."""
    shop = await move.load(shop_id, actor)
    gift = (await gifts.load(body.gift_id, EVERYWHERE)).state
    part = next((a for a in gift.allocations if a.id == body.allocation_id), None)
    if part is None:
        raise NotFound()
    if part.station_id != shop.station_id or not gift.item:
        raise NotForThisShop()
    shelf, delivered = f"{gift.item}/{gift.unit}", gift.part("delivered", part.id).quantity
    return await move(
        shop_id,
        actor,
        lambda s: domain.stock(
            s, part.id, shelf, body.quantity, delivered, move.id(actor), move.today
        ),
    )


@router.post("/{shop_id}/hand-out")
async def post_hand_out(shop_id: Id, body: HandOut, actor: Keeper, move: Move) -> ShopView:
    return await move(
        shop_id,
        actor,
        lambda s: domain.hand_out(
            s,
            body.shelf,
            body.quantity,
            body.target_group,
            body.persons,
            move.id(actor),
            move.today,
        ),
    )


@router.post("/{shop_id}/write-off")
async def post_write_off(shop_id: Id, body: WriteOffStock, actor: Keeper, move: Move) -> ShopView:
    return await move(
        shop_id,
        actor,
        lambda s: domain.write_off(
            s, body.shelf, body.quantity, body.reason, move.id(actor), move.today
        ),
    )
