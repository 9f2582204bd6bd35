"""Gifts for tests: one of each kind, changed where a test says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from services.charity.gifts.allocating import allocate
from services.charity.gifts.amounts import Amount
from services.charity.gifts.books import Books
from services.charity.gifts.gift import Gift, Receiver
from services.charity.gifts.receiving import pledge, receive
from services.charity.gifts.restriction import Restriction

TODAY = date(2026, 11, 24)
DIQING = "533400"
SHANGRI_LA = "533401"
SHANGRI_LA_TOWNSHIP = "533401100"
GEJIU = "532501"


def money(fen: int = 18_000_000, **changes: Any) -> Gift:
    """180,000 yuan pledged through a campaign, for Diqing."""
    gift = Gift(
        resource="money",
        vehicle="campaign",
        region=DIQING,
        pledged=Amount(fen),
        pledged_on=TODAY,
        restriction=Restriction(region=DIQING),
    )
    return opened(replace(gift, **changes))


def coats(quantity: int = 150, fen: int = 3_000_001, **changes: Any) -> Gift:
    """Winter coats for the children of Diqing, worth a sum that does not divide evenly."""
    gift = Gift(
        resource="goods",
        vehicle="direct",
        region=DIQING,
        item="winter_clothes",
        unit="件",
        pledged=Amount(fen, quantity),
        pledged_on=TODAY,
        restriction=Restriction(region=DIQING, domain="children"),
    )
    return opened(replace(gift, **changes))


def opened(gift: Gift) -> Gift:
    return replace(gift, books=Books.opened(gift.pledged, goods=gift.goods))


def station(id_: str, region: str = SHANGRI_LA_TOWNSHIP) -> Receiver:
    return Receiver(region=region, station_id=id_, payee_region=region)


def received(gift: Gift, wanted: int, attempt: str = "in") -> Gift:
    return receive(gift, wanted, "R-001", attempt, TODAY, TODAY)[0]


def allocated(gift: Gift, wanted: int, id_: str = "a", purpose: Restriction | None = None) -> Gift:
    purpose = purpose or Restriction()
    return allocate(gift, wanted, id_, station(f"station-{id_}"), purpose, TODAY)[0]


def pledged(gift: Gift) -> Gift:
    return pledge(gift, TODAY)[0]
