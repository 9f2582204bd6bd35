"""What a caller is shown of a gift: where every part of it is."""

from __future__ import annotations

from datetime import date

from servicekit.aggregate import Stored
from servicekit.fields import View
from services.charity.gifts.amounts import Amount
from services.charity.gifts.domain import Allocation, Gift, Receipt
from services.charity.gifts.restriction import Restriction


class AmountView(View):
    """`amount_fen` of money, or what `quantity` items are worth; quantity is 0 for money."""

    amount_fen: int
    quantity: int

    @classmethod
    def of(cls, amount: Amount) -> AmountView:
        return cls(amount_fen=amount.fen, quantity=amount.quantity)


class RestrictionView(View):
    region: str | None
    domain: str | None
    target_group: str | None

    @classmethod
    def of(cls, restriction: Restriction) -> RestrictionView:
        return cls(
            region=restriction.region or None,
            domain=restriction.domain or None,
            target_group=restriction.target_group or None,
        )


class ReceiptView(View):
    receipt_number: str
    received_on: date
    amount: AmountView

    @classmethod
    def of(cls, receipt: Receipt) -> ReceiptView:
        return cls(
            receipt_number=receipt.number,
            received_on=receipt.received_on,
            amount=AmountView.of(receipt.amount),
        )


class AllocationView(View):
    """`version` is the gift's: a change of the allocation names it in If-Match."""

    id: str
    gift_id: str
    version: int
    station_id: str
    region: str
    resource: str
    item: str | None
    unit: str | None
    amount: AmountView
    purpose: RestrictionView
    allocated_on: date
    confirmed_on: date | None

    @classmethod
    def of(cls, stored: Stored[Gift], allocation: Allocation) -> AllocationView:
        return cls(
            id=allocation.id,
            gift_id=stored.id,
            version=stored.version,
            station_id=allocation.station_id,
            region=allocation.region,
            resource=stored.state.resource,
            item=stored.state.item or None,
            unit=stored.state.unit or None,
            amount=AmountView.of(allocation.amount),
            purpose=RestrictionView.of(allocation.purpose),
            allocated_on=allocation.allocated_on,
            confirmed_on=allocation.confirmed_on,
        )


class GiftView(View):
    """`accounts`: promised, available, allocated, delivered; together they are `pledged`."""

    id: str
    version: int
    resource: str
    vehicle: str
    region: str
    item: str | None
    unit: str | None
    restriction: RestrictionView
    pledged_on: date
    expires_on: date | None
    pledged: AmountView
    accounts: dict[str, AmountView]
    receipts: list[ReceiptView]
    allocations: list[AllocationView]

    @classmethod
    def of(cls, stored: Stored[Gift]) -> GiftView:
        gift = stored.state
        accounts = gift.accounts().items()
        return cls(
            id=stored.id,
            version=stored.version,
            resource=gift.resource,
            vehicle=gift.vehicle,
            region=gift.region,
            item=gift.item or None,
            unit=gift.unit or None,
            restriction=RestrictionView.of(gift.restriction),
            pledged_on=gift.pledged_on,
            expires_on=gift.expires_on,
            pledged=AmountView.of(gift.pledged),
            accounts={name: AmountView.of(amount) for name, amount in accounts},
            receipts=[ReceiptView.of(receipt) for receipt in gift.receipts],
            allocations=[AllocationView.of(stored, part) for part in gift.allocations],
        )
