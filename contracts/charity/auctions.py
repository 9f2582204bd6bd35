"""Events of charity auctions 慈善拍卖: a lot offered, bid for, sold."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from contracts.event import Event, Whole


class AuctionEvent(Event, frozen=True, kw_only=True):
    """`fund_id`: where the proceeds go."""

    topic: ClassVar[str] = "charity.auctions"

    fund_id: str


class AuctionOpened(AuctionEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "charity.auction.opened.v1"

    reserve_fen: Whole
    closes_on: date


class BidMade(AuctionEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "charity.auction.bid-made.v1"

    donor_id: str
    amount_fen: Whole


class AuctionClosed(AuctionEvent, frozen=True, kw_only=True):
    """Sold for `amount_fen`, or for nothing when nobody bid; what is paid comes as a gift."""

    type: ClassVar[str] = "charity.auction.closed.v1"

    donor_id: str = ""
    amount_fen: Whole = 0
    gift_id: str = ""


EVENTS: tuple[type[Event], ...] = (AuctionOpened, BidMade, AuctionClosed)
