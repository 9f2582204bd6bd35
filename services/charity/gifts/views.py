"""What a caller is shown of a gift: where every part of it is."""

from __future__ import annotations

from datetime import date

from servicekit.aggregate import Stored
from servicekit.fields import View
from services.charity.gifts.amounts import Amount
from services.charity.gifts.gift import Allocation, Gift, Receipt, Reservation
from services.charity.gifts.restriction import Restriction

STAGES = ("allocated", "in_transit", "delivered", "lost")


class AmountView(View):
    """`amount_fen` of money, or what `quantity` items are worth; quantity is 0 for money."""

    amount_fen: int
    quantity: int

    @classmethod
    def of(cls, amount: Amount) -> AmountView:
        return cls(amount_fen=amount.fen, quantity=amount.quantity)


class RestrictionView(View):
    """Several codes are a union with `+`; null restricts nothing."""

    region: str | None
    domain: str | None
    target_group: str | None
    item: str | None
    since: date | None
    until: date | None

    @classmethod
    def of(cls, restriction: Restriction) -> RestrictionView:
        return cls(
            region=restriction.region or None,
            domain=restriction.domain or None,
            target_group=restriction.target_group or None,
            item=restriction.item or None,
            since=restriction.since,
            until=restriction.until,
        )


class ReceiptView(View):
    """`in_hand`: what of it is still received and not yet allocated."""

    receipt_number: str
    received_on: date
    amount: AmountView
    in_hand: AmountView
    batch: str | None
    use_by: date | None

    @classmethod
    def of(cls, gift: Gift, receipt: Receipt) -> ReceiptView:
        held = gift.books.lots("received").get(receipt.number, Amount())
        return cls(
            receipt_number=receipt.number,
            received_on=receipt.received_on,
            amount=AmountView.of(receipt.amount),
            in_hand=AmountView.of(held),
            batch=receipt.batch or None,
            use_by=receipt.use_by,
        )


class ReservationView(View):
    id: str
    region: str
    need_id: str | None
    until: date
    left: AmountView
    purpose: RestrictionView

    @classmethod
    def of(cls, gift: Gift, kept: Reservation) -> ReservationView:
        return cls(
            id=kept.id,
            region=kept.region,
            need_id=kept.need_id or None,
            until=kept.until,
            left=AmountView.of(gift.part("reserved", kept.id)),
            purpose=RestrictionView.of(kept.purpose),
        )


class AllocationView(View):
    """`accounts`: where the parts of it are now (allocated, in_transit, delivered, lost); what
    was sent back or withdrawn is no longer here. `version` is the gift's: a change names it in
    If-Match."""

    id: str
    gift_id: str
    version: int
    station_id: str | None
    organisation_id: str | None
    need_id: str | None
    project_id: str | None
    region: str
    payee_region: str
    resource: str
    item: str | None
    unit: str | None
    amount: AmountView
    accounts: dict[str, AmountView]
    purpose: RestrictionView
    allocated_on: date
    due_on: date | None
    confirmed_on: date | None
    witness_due: bool
    reported_on: date | None
    persons: int

    @classmethod
    def of(cls, stored: Stored[Gift], part: Allocation) -> AllocationView:
        gift, to = stored.state, part.to
        return cls(
            id=part.id,
            gift_id=stored.id,
            version=stored.version,
            station_id=to.station_id or None,
            organisation_id=to.organisation_id or None,
            need_id=to.need_id or None,
            project_id=to.project_id or None,
            region=to.region,
            payee_region=to.payee_region or to.region,
            resource=gift.resource,
            item=gift.item or None,
            unit=gift.unit or None,
            amount=AmountView.of(part.amount),
            accounts={kind: AmountView.of(gift.part(kind, part.id)) for kind in STAGES},
            purpose=RestrictionView.of(part.purpose),
            allocated_on=part.allocated_on,
            due_on=part.due_on,
            confirmed_on=part.signatures[-1].on if part.signatures else None,
            witness_due=any(signature.witness_due for signature in part.signatures),
            reported_on=part.reported_on,
            persons=part.persons,
        )


class GiftView(View):
    """`accounts`: every account of the books; together they are `pledged`."""

    id: str
    version: int
    donor_id: str | None
    fund_id: str | None
    resource: str
    vehicle: str
    region: str
    item: str | None
    unit: str | None
    valuation: str | None
    conditions: str | None
    regrant: bool
    restriction: RestrictionView
    pledged_on: date
    expires_on: date | None
    pledged: AmountView
    accounts: dict[str, AmountView]
    receipts: list[ReceiptView]
    reservations: list[ReservationView]
    allocations: list[AllocationView]

    @classmethod
    def of(cls, stored: Stored[Gift]) -> GiftView:
        gift = stored.state
        accounts = gift.accounts().items()
        return cls(
            id=stored.id,
            version=stored.version,
            donor_id=gift.donor_id or None,
            fund_id=gift.fund_id or None,
            resource=gift.resource,
            vehicle=gift.vehicle,
            region=gift.region,
            item=gift.item or None,
            unit=gift.unit or None,
            valuation=gift.valuation or None,
            conditions=gift.conditions or None,
            regrant=gift.regrant,
            restriction=RestrictionView.of(gift.restriction),
            pledged_on=gift.pledged_on,
            expires_on=gift.expires_on,
            pledged=AmountView.of(gift.pledged),
            accounts={name: AmountView.of(amount) for name, amount in accounts},
            receipts=[ReceiptView.of(gift, receipt) for receipt in gift.receipts],
            reservations=[ReservationView.of(gift, kept) for kept in gift.reservations],
            allocations=[AllocationView.of(stored, part) for part in gift.allocations],
        )
