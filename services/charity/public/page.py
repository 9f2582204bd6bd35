"""The public ledger of a fund: what came, where it went, and what was put right. Pure.

No station, no person, no place nearer than a county; a donor by their public name only. A
correction stands beside the original: an entry keeps its first amount and shows what was taken
back, lost or sent back of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from servicekit.aggregate import Stored
from services.charity.donors.donor import UNNAMED_EN, UNNAMED_ZH, Donor
from services.charity.gifts.amounts import Amount
from services.charity.gifts.gift import Gift
from services.charity.proofs.proof import county_of, told_persons


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """What was received; `refunded`: what of the whole gift went back to its donor."""

    on: date
    donor_zh: str
    donor_en: str
    item: str
    unit: str
    amount: Amount
    batch_expired: Amount
    refunded: Amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Went:
    """`amount` as first allocated; `taken_back` came back into hand; `persons` None if few."""

    on: date
    county: str
    item: str
    unit: str
    domain: str
    target_group: str
    amount: Amount
    delivered: Amount
    taken_back: Amount
    lost: Amount
    persons: int | None


def came(gifts: Iterable[Stored[Gift]], donors: dict[str, Donor]) -> list[Came]:
    """Newest first."""
    found = []
    for stored in gifts:
        gift = stored.state
        donor = donors.get(gift.donor_id)
        zh, en = donor.public_name() if donor else (UNNAMED_ZH, UNNAMED_EN)
        for receipt in gift.receipts:
            found.append(
                Came(
                    on=receipt.received_on,
                    donor_zh=zh,
                    donor_en=en,
                    item=gift.item,
                    unit=gift.unit,
                    amount=receipt.amount,
                    batch_expired=gift.books.lots("expired").get(receipt.number, Amount()),
                    refunded=gift.books.lots("returned").get(receipt.number, Amount()),
                )
            )
    return sorted(found, key=lambda one: one.on, reverse=True)


def went(gifts: Iterable[Stored[Gift]]) -> list[Went]:
    """Newest first."""
    found = []
    for stored in gifts:
        gift = stored.state
        for part in gift.allocations:
            kinds = ("allocated", "in_transit", "delivered", "lost")
            held = {kind: gift.part(kind, part.id) for kind in kinds}
            still = sum(held.values(), Amount())
            found.append(
                Went(
                    on=part.allocated_on,
                    county=county_of(part.region),
                    item=gift.item,
                    unit=gift.unit,
                    domain=part.purpose.domain,
                    target_group=part.purpose.target_group,
                    amount=part.amount,
                    delivered=held["delivered"],
                    taken_back=part.amount - still,
                    lost=held["lost"],
                    persons=told_persons(part.persons),
                )
            )
    return sorted(found, key=lambda one: one.on, reverse=True)
