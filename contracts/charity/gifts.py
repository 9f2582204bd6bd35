"""Events of gifts, from pledge to confirmed receipt.

Money is whole fen. A pledge is a plan and is never counted as received.
"""

from __future__ import annotations

from typing import ClassVar

from contracts.event import Event, Whole


class GiftEvent(Event, frozen=True, kw_only=True):
    """`region` is where the gift is for (the donor's restriction, else the pledging region).

    `resource` is money | goods; `amount_fen` the money or the stated value of the goods 折合金额;
    `item`, `quantity`, `unit` describe goods. `vehicle`: direct | campaign | …
    """

    topic: ClassVar[str] = "charity.gifts"

    resource: str
    vehicle: str
    amount_fen: Whole
    item: str = ""
    quantity: Whole = 0
    unit: str = ""


class GiftPledged(GiftEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "charity.gift.pledged.v1"


class GiftReceived(GiftEvent, frozen=True, kw_only=True):
    """What came in; a pledge may arrive in several parts, each with its receipt."""

    type: ClassVar[str] = "charity.gift.received.v1"

    receipt_number: str


class GiftAllocated(GiftEvent, frozen=True, kw_only=True):
    """A part of a received gift is set aside for one station; `region` is that station's."""

    type: ClassVar[str] = "charity.gift.allocated.v1"

    allocation_id: str
    station_id: str


class GiftReceiptConfirmed(GiftEvent, frozen=True, kw_only=True):
    """The station has signed for the part allocated to it."""

    type: ClassVar[str] = "charity.gift.receipt-confirmed.v1"

    allocation_id: str
    station_id: str


EVENTS: tuple[type[Event], ...] = (
    GiftPledged,
    GiftReceived,
    GiftAllocated,
    GiftReceiptConfirmed,
)
