"""A lot at a charity auction: bids only go up, the highest at the end is a pledge. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from contracts.charity.auctions import AuctionClosed, AuctionEvent, AuctionOpened, BidMade
from servicekit.errors import DomainError


class BidTooLow(DomainError):
    code = "bid_too_low"
    zh = "出价须不低于 {least} 分（起拍价，且高于当前最高价）。"
    en = "A bid must be at least {least} fen: the reserve, and above the highest so far."


class AuctionOver(DomainError):
    code = "auction_over"
    zh = "该拍品已于 {on} 截止，不能再出价。"
    en = "Bidding for this lot ended on {on}."


class StillBidding(DomainError):
    code = "auction_open"
    zh = "该拍品至 {on} 截止，截止后才能落槌。"
    en = "Bidding runs through {on}; close the lot after that."


@dataclass(frozen=True, slots=True, kw_only=True)
class Bid:
    donor_id: str
    amount_fen: int
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Auction:
    """`closes_on`: the last day of bidding; `gift_id` of the pledge it became."""

    region: str
    fund_id: str
    title: str
    reserve_fen: int
    closes_on: date
    bids: tuple[Bid, ...] = ()
    closed_on: date | None = None
    gift_id: str = ""

    @property
    def highest(self) -> Bid | None:
        return self.bids[-1] if self.bids else None

    @property
    def least(self) -> int:
        """What the next bid must be at least."""
        return self.reserve_fen if self.highest is None else self.highest.amount_fen + 1


Change = tuple[Auction, list[AuctionEvent]]


def open_auction(auction: Auction, today: date) -> Change:
    """Raises AuctionOver for a day that has passed."""
    if auction.closes_on < today:
        raise AuctionOver(on=auction.closes_on, pointer="/closes_on")
    event = AuctionOpened(
        region=auction.region,
        occurred_on=today,
        fund_id=auction.fund_id,
        reserve_fen=auction.reserve_fen,
        closes_on=auction.closes_on,
    )
    return auction, [event]


def bid(auction: Auction, donor_id: str, amount_fen: int, today: date) -> Change:
    """Raises AuctionOver, BidTooLow."""
    if auction.closed_on is not None or today > auction.closes_on:
        raise AuctionOver(on=auction.closed_on or auction.closes_on)
    if amount_fen < auction.least:
        raise BidTooLow(least=auction.least, pointer="/amount_fen")
    made = Bid(donor_id=donor_id, amount_fen=amount_fen, on=today)
    event = BidMade(
        region=auction.region,
        occurred_on=today,
        fund_id=auction.fund_id,
        donor_id=donor_id,
        amount_fen=amount_fen,
    )
    return replace(auction, bids=(*auction.bids, made)), [event]


def close(auction: Auction, gift_id: str, today: date) -> Change:
    """After the last day, once; `gift_id` is what the winner's pledge is called (StillBidding)."""
    if auction.closed_on is not None:
        return auction, []
    if today <= auction.closes_on:
        raise StillBidding(on=auction.closes_on)
    won = auction.highest
    event = AuctionClosed(
        region=auction.region,
        occurred_on=today,
        fund_id=auction.fund_id,
        donor_id=won.donor_id if won else "",
        amount_fen=won.amount_fen if won else 0,
        gift_id=gift_id if won else "",
    )
    return replace(auction, closed_on=today, gift_id=event.gift_id), [event]
