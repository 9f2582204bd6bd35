"""Events of gifts, from pledge to report: each moves an amount from one account to another.

Money is whole fen. A pledge is a plan and is never counted as received. `MOVES` says for every
kind of event from which account to which its amount goes; `was` names the first where it varies.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from contracts.event import Event, Whole


class GiftEvent(Event, frozen=True, kw_only=True):
    """`region` is where the gift is for (the donor's restriction, else the pledging region).

    `resource` is money | goods | service_time | premises; `amount_fen` the money or the stated
    value 折合金额; `item`, `quantity`, `unit` describe what is not money. `vehicle`: direct |
    campaign | … `regrant`: money that another fund of the suite has counted already.
    """

    topic: ClassVar[str] = "charity.gifts"

    resource: str
    vehicle: str
    amount_fen: Whole
    item: str = ""
    quantity: Whole = 0
    unit: str = ""
    donor_id: str = ""
    fund_id: str = ""
    regrant: bool = False


class GiftPledged(GiftEvent, frozen=True, kw_only=True):
    """`valuation`: how the value of goods was found."""

    type: ClassVar[str] = "charity.gift.pledged.v1"

    valuation: str = ""


class GiftLapsed(GiftEvent, frozen=True, kw_only=True):
    """A promise, or the rest of it, that will not come: withdrawn | expired."""

    type: ClassVar[str] = "charity.gift.lapsed.v1"

    reason: str


class GiftReceived(GiftEvent, frozen=True, kw_only=True):
    """What came in; a pledge may arrive in several parts, each with its receipt."""

    type: ClassVar[str] = "charity.gift.received.v1"

    receipt_number: str
    use_by: date | None = None


class GiftReserved(GiftEvent, frozen=True, kw_only=True):
    """Kept for one need until a day."""

    type: ClassVar[str] = "charity.gift.reserved.v1"

    reservation_id: str
    need_id: str = ""
    until: date


class GiftReleased(GiftEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "charity.gift.released.v1"

    reservation_id: str


class AllocationEvent(GiftEvent, frozen=True, kw_only=True):
    """About one part: `region` is where the beneficiaries are, `payee_region` where who gets it
    is. `station_id` or `organisation_id` signs for it, the other is empty; `need_id`,
    `project_id`: what it is for."""

    allocation_id: str
    station_id: str
    organisation_id: str = ""
    need_id: str = ""
    project_id: str = ""
    payee_region: str = ""


class GiftAllocated(AllocationEvent, frozen=True, kw_only=True):
    """A part of a received gift is set aside for one receiver; `was` reserved when it was."""

    type: ClassVar[str] = "charity.gift.allocated.v1"

    was: str = "received"


class GiftAllocationWithdrawn(AllocationEvent, frozen=True, kw_only=True):
    """Not sent after all: back in hand."""

    type: ClassVar[str] = "charity.gift.allocation-withdrawn.v1"

    reason: str


class GiftDispatched(AllocationEvent, frozen=True, kw_only=True):
    """On its way, or paid out."""

    type: ClassVar[str] = "charity.gift.dispatched.v1"

    due_on: date


class GiftReceiptConfirmed(AllocationEvent, frozen=True, kw_only=True):
    """The receiver has signed. `was`: allocated where it was handed over without dispatch.
    `evidence`: SHA-256 of photographs kept at the station; `witness_due`: worth so much that a
    second person has to attest it."""

    type: ClassVar[str] = "charity.gift.receipt-confirmed.v1"

    was: str = "allocated"
    evidence: tuple[str, ...] = ()
    witness_due: bool = False


class GiftWitnessed(AllocationEvent, frozen=True, kw_only=True):
    """A second person attests that it arrived; nothing moves."""

    type: ClassVar[str] = "charity.gift.witnessed.v1"


class GiftSentBack(AllocationEvent, frozen=True, kw_only=True):
    """The receiver gives a part back: in hand again. `was`: in_transit | delivered."""

    type: ClassVar[str] = "charity.gift.sent-back.v1"

    was: str
    reason: str


class GiftLost(AllocationEvent, frozen=True, kw_only=True):
    """Lost or damaged. `was`: received (no allocation) | in_transit | delivered."""

    type: ClassVar[str] = "charity.gift.lost.v1"

    was: str
    reason: str


class GiftExpired(GiftEvent, frozen=True, kw_only=True):
    """Goods past the day they are good until, written off from what was in hand."""

    type: ClassVar[str] = "charity.gift.expired.v1"

    receipt_number: str


class GiftRefunded(GiftEvent, frozen=True, kw_only=True):
    """Given back to the donor."""

    type: ClassVar[str] = "charity.gift.refunded.v1"

    reason: str


class GiftPurposeChanged(GiftEvent, frozen=True, kw_only=True):
    """With the donor's consent, of which `consent` is the SHA-256; nothing moves."""

    type: ClassVar[str] = "charity.gift.purpose-changed.v1"

    was_domain: str = ""
    was_target_group: str = ""
    was_item: str = ""
    domain: str = ""
    target_group: str = ""
    consent: str


class GiftReported(AllocationEvent, frozen=True, kw_only=True):
    """What became of a delivered part, told to the donor; nothing moves. `persons` it served."""

    type: ClassVar[str] = "charity.gift.reported.v1"

    persons: Whole


class GiftFindingRaised(AllocationEvent, frozen=True, kw_only=True):
    """An audit found the part scattered | diverted | withheld; nothing moves."""

    type: ClassVar[str] = "charity.gift.finding-raised.v1"

    finding: str


class GiftFindingCleared(AllocationEvent, frozen=True, kw_only=True):
    """Put right, and checked again; nothing moves."""

    type: ClassVar[str] = "charity.gift.finding-cleared.v1"

    finding: str


MOVES: dict[type[Event], tuple[str, str]] = {
    GiftPledged: ("", "promised"),
    GiftLapsed: ("promised", "lapsed"),
    GiftReceived: ("promised", "received"),
    GiftReserved: ("received", "reserved"),
    GiftReleased: ("reserved", "received"),
    GiftAllocated: ("received", "allocated"),
    GiftAllocationWithdrawn: ("allocated", "received"),
    GiftDispatched: ("allocated", "in_transit"),
    GiftReceiptConfirmed: ("in_transit", "delivered"),
    GiftSentBack: ("in_transit", "received"),
    GiftLost: ("in_transit", "lost"),
    GiftExpired: ("received", "expired"),
    GiftRefunded: ("received", "returned"),
}
"""(from, to) of what moves an amount; the first gives way to the event's `was`."""

STANDING: tuple[type[Event], ...] = (
    GiftWitnessed,
    GiftPurposeChanged,
    GiftReported,
    GiftFindingRaised,
    GiftFindingCleared,
)
"""Events that move nothing."""

EVENTS: tuple[type[Event], ...] = (*MOVES, *STANDING)
