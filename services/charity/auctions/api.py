"""Auctions over HTTP: offer a lot, bid, close; the winner's bid becomes a pledge into the fund."""

from __future__ import annotations

from datetime import date
from secrets import token_hex
from typing import Annotated

from fastapi import APIRouter, Depends

from servicekit.aggregate import Aggregates, Stored
from servicekit.boundaries import RegionAsked
from servicekit.commands import command
from servicekit.errors import Conflict
from servicekit.fields import Body, Fen, Id, Line, LocalDate, RegionCode, View
from servicekit.idempotency import Attempt, AttemptOf, IfMatch, derived_id
from servicekit.listing import listed
from servicekit.paging import Page, Paging
from servicekit.providing import Now, provided
from servicekit.scope import Scope
from servicekit.security import Actor, require
from services.charity.auctions import auction as domain
from services.charity.auctions.auction import Auction
from services.charity.donors.donor import Donor
from services.charity.gifts import receiving
from services.charity.gifts.amounts import Amount
from services.charity.gifts.gift import Gift
from services.charity.gifts.moving import Gifts
from services.charity.gifts.pledging import TermsOf
from services.charity.gifts.terms import Terms

router = APIRouter(prefix="/api/charity/auctions", tags=["auctions 慈善拍卖"])

Reader = Annotated[Actor, Depends(require("charity.auctions.read"))]
Keeper = Annotated[Actor, Depends(require("charity.auctions.write"))]
Bidder = Annotated[Actor, Depends(require("charity.auctions.bid"))]
Auctions = Annotated[Aggregates[Auction], Depends(provided(Aggregates[Auction]))]
Donors = Annotated[Aggregates[Donor], Depends(provided(Aggregates[Donor]))]


class OfferLot(Body):
    """`closes_on`: the last day of bidding."""

    fund_id: Id
    title: Line
    reserve_fen: Fen
    closes_on: LocalDate
    region: RegionCode | None = None


class MakeBid(Body):
    donor_id: Id
    amount_fen: Fen


class Nothing(Body):
    """Nothing beyond the address."""


class AuctionView(View):
    """`least_fen`: what the next bid must be at least; bidders are not shown."""

    id: str
    version: int
    region: str
    fund_id: str
    title: str
    bids: int
    highest_fen: int | None
    least_fen: int
    closes_on: date
    closed_on: date | None
    gift_id: str | None

    @classmethod
    def of(cls, stored: Stored[Auction]) -> AuctionView:
        lot = stored.state
        return cls(
            id=stored.id,
            version=stored.version,
            region=lot.region,
            fund_id=lot.fund_id,
            title=lot.title,
            bids=len(lot.bids),
            highest_fen=lot.highest.amount_fen if lot.highest else None,
            least_fen=lot.least,
            closes_on=lot.closes_on,
            closed_on=lot.closed_on,
            gift_id=lot.gift_id or None,
        )


@router.post("", status_code=201)
async def post_lot(
    body: OfferLot, actor: Keeper, auctions: Auctions, terms: TermsOf, attempt: Attempt, clock: Now
) -> AuctionView:
    region, today = body.region or actor.region, clock.today()
    actor.scope.require(region)
    lot = Auction(
        region=region,
        fund_id=body.fund_id,
        title=body.title,
        reserve_fen=body.reserve_fen,
        closes_on=body.closes_on,
    )
    terms.applied(_gift(lot, "", 1, today), actor, today)  # the fund is there and open
    decision = domain.open_auction(lot, today)
    id_ = attempt.id(actor.subject)
    return AuctionView.of(await auctions.create(id_, region, decision, command(attempt, actor)))


@router.get("")
async def get_auctions(
    actor: Reader,
    auctions: Auctions,
    paging: Paging,
    region: RegionAsked = None,
) -> Page[AuctionView]:
    """Lots of the caller's area, in order of id."""
    return await listed(auctions, actor.scope.narrowed(region), {}, paging, AuctionView.of)


@router.post("/{auction_id}/bid")
async def post_bid(
    auction_id: Id,
    body: MakeBid,
    actor: Bidder,
    auctions: Auctions,
    donors: Donors,
    attempt: Attempt,
    version: IfMatch,
    clock: Now,
) -> AuctionView:
    """By a registered donor (404 otherwise); decided by one conditional write."""
    await donors.load(body.donor_id, actor.scope)
    today = clock.today()
    return AuctionView.of(
        await auctions.change(
            auction_id,
            actor.scope,
            command(attempt, actor, version),
            lambda lot: domain.bid(lot, body.donor_id, body.amount_fen, today),
        )
    )


@router.post("/{auction_id}/close")
async def post_close(
    auction_id: Id,
    _body: Nothing,
    actor: Keeper,
    auctions: Auctions,
    gifts: Gifts,
    terms: TermsOf,
    attempt: Attempt,
    version: IfMatch,
    clock: Now,
) -> AuctionView:
    """Sold to the highest; a kill before the pledge is written is healed by closing again."""
    today, gift_id = clock.today(), derived_id(auction_id, "auction", "pledge")
    stored = await auctions.change(
        auction_id,
        actor.scope,
        command(attempt, actor, version),
        lambda lot: domain.close(lot, gift_id, today),
    )
    if stored.state.gift_id:
        await _pledge(stored.state, actor, gifts, terms, attempt, today)
    return AuctionView.of(stored)


async def _pledge(
    lot: Auction,
    actor: Actor,
    gifts: Aggregates[Gift],
    terms: Terms,
    attempt: AttemptOf,
    today: date,
) -> None:
    """The winner's, once."""
    won = lot.highest
    assert won is not None  # a lot with a gift has a winner
    gift = terms.applied(_gift(lot, won.donor_id, won.amount_fen, today), actor, today)
    try:
        await gifts.create(
            lot.gift_id, gift.region, receiving.pledge(gift, today), command(attempt, actor)
        )
    except Conflict:
        await gifts.load(lot.gift_id, Scope.of(gift.region))  # pledged when it was closed before


def _gift(lot: Auction, donor_id: str, amount_fen: int, today: date) -> Gift:
    return Gift(
        resource="money",
        vehicle="auction",
        region=lot.region,
        pledged=Amount(amount_fen),
        pledged_on=today,
        donor_id=donor_id,
        fund_id=lot.fund_id,
        salt=token_hex(32),
    )
