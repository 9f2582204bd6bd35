"""A gift: pledged 承诺 → received 接收 → allocated 分配 → delivered 签收, in parts.

Every fen and every item is in exactly one account at any time: promised, available, allocated or
delivered. A verb moves an amount from one account to the next, so their sum never changes. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from contracts.charity.gifts import (
    GiftAllocated,
    GiftEvent,
    GiftPledged,
    GiftReceiptConfirmed,
    GiftReceived,
)
from servicekit.errors import KeyReused, NotFound
from services.charity.gifts.amounts import NOTHING, Amount, total
from services.charity.gifts.refusals import (
    AlreadyConfirmed,
    DateInFuture,
    ExpiryPassed,
    OverAllocated,
    PledgeExceeded,
    PledgeExpired,
    Unbalanced,
)
from services.charity.gifts.restriction import UNRESTRICTED, Restriction


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What came in at once; `attempt` is the request that told of it, so a repeat is known."""

    number: str
    amount: Amount
    received_on: date
    attempt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """A part set aside for one station; it carries the gift's restriction, made no wider."""

    id: str
    station_id: str
    region: str
    amount: Amount
    purpose: Restriction
    allocated_on: date
    confirmed_on: date | None = None
    confirmed_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gift:
    """`region` is where the gift is for; `expires_on` the last day on which the promise holds."""

    resource: str
    vehicle: str
    region: str
    pledged: Amount
    promised: Amount
    pledged_on: date
    item: str = ""
    unit: str = ""
    restriction: Restriction = UNRESTRICTED
    expires_on: date | None = None
    available: Amount = NOTHING
    receipts: tuple[Receipt, ...] = ()
    allocations: tuple[Allocation, ...] = ()

    @property
    def goods(self) -> bool:
        return self.resource == "goods"

    def accounts(self) -> dict[str, Amount]:
        """Where everything is, each part once."""
        return {
            "promised": self.promised,
            "available": self.available,
            "allocated": total(a.amount for a in self.allocations if a.confirmed_on is None),
            "delivered": total(a.amount for a in self.allocations if a.confirmed_on is not None),
        }

    def allocation(self, id_: str) -> Allocation:
        """Raises NotFound."""
        found = next((a for a in self.allocations if a.id == id_), None)
        if found is None:
            raise NotFound()
        return found


Change = tuple[Gift, list[GiftEvent]]


def require_balance(gift: Gift) -> Gift:
    """The last guard before anything is saved; raises Unbalanced."""
    received = total(receipt.amount for receipt in gift.receipts)
    out = total(allocation.amount for allocation in gift.allocations)
    whole = total(gift.accounts().values()) == gift.pledged
    if not whole or gift.promised + received != gift.pledged or gift.available + out != received:
        raise Unbalanced()
    return gift


def pledge(gift: Gift, today: date) -> Change:
    if gift.expires_on is not None and gift.expires_on < today:
        raise ExpiryPassed(given=gift.expires_on, today=today, pointer="/expires_on")
    event = GiftPledged(
        region=gift.region,
        occurred_on=today,
        resource=gift.resource,
        vehicle=gift.vehicle,
        amount_fen=gift.pledged.fen,
        item=gift.item,
        quantity=gift.pledged.quantity,
        unit=gift.unit,
    )
    return require_balance(gift), [event]


def receive(gift: Gift, wanted: int, number: str, attempt: str, on: date, today: date) -> Change:
    """So many fen, or items, of what was promised have come in.

    Raises PledgeExceeded (with what is still promised), PledgeExpired, DateInFuture, KeyReused.
    """
    known = next((r for r in gift.receipts if r.attempt == attempt), None)
    if known is not None:
        _require_same(wanted == _size(gift, known.amount))
        return gift, []
    _require_received_in_time(gift, on, today)
    if wanted > _size(gift, gift.promised):
        raise PledgeExceeded(left=_size(gift, gift.promised), unit=_unit(gift))
    amount = _part(gift, gift.promised, wanted)
    receipt = Receipt(number=number, amount=amount, received_on=on, attempt=attempt)
    after = replace(
        gift,
        promised=gift.promised - amount,
        available=gift.available + amount,
        receipts=(*gift.receipts, receipt),
    )
    event = GiftReceived(
        region=gift.region,
        occurred_on=on,
        resource=gift.resource,
        vehicle=gift.vehicle,
        amount_fen=amount.fen,
        item=gift.item,
        quantity=amount.quantity,
        unit=gift.unit,
        receipt_number=number,
    )
    return require_balance(after), [event]


def allocate(
    gift: Gift,
    wanted: int,
    allocation_id: str,
    station_id: str,
    region: str,
    purpose: Restriction,
    today: date,
) -> Change:
    """Set so many fen, or items, of what was received aside for one station in `region`.

    Raises OverAllocated (with what is left), OutsideRestriction, KeyReused.
    """
    known = next((a for a in gift.allocations if a.id == allocation_id), None)
    if known is not None:
        _require_same(known.station_id == station_id and wanted == _size(gift, known.amount))
        return gift, []
    narrowed = gift.restriction.narrowed(purpose, region)
    if wanted > _size(gift, gift.available):
        raise OverAllocated(left=_size(gift, gift.available), unit=_unit(gift))
    allocation = Allocation(
        id=allocation_id,
        station_id=station_id,
        region=region,
        amount=_part(gift, gift.available, wanted),
        purpose=narrowed,
        allocated_on=today,
    )
    after = replace(
        gift,
        available=gift.available - allocation.amount,
        allocations=(*gift.allocations, allocation),
    )
    return require_balance(after), [_told(GiftAllocated, gift, allocation, today)]


def confirm_receipt(gift: Gift, allocation_id: str, attempt: str, today: date) -> Change:
    """The station signs for what was allocated to it, once (NotFound, AlreadyConfirmed)."""
    allocation = gift.allocation(allocation_id)
    if allocation.confirmed_by == attempt:
        return gift, []
    if allocation.confirmed_on is not None:
        raise AlreadyConfirmed(on=allocation.confirmed_on)
    signed = replace(allocation, confirmed_on=today, confirmed_by=attempt)
    allocations = tuple(signed if a is allocation else a for a in gift.allocations)
    after = replace(gift, allocations=allocations)
    return require_balance(after), [_told(GiftReceiptConfirmed, gift, signed, today)]


def _told(
    kind: type[GiftAllocated] | type[GiftReceiptConfirmed],
    gift: Gift,
    allocation: Allocation,
    today: date,
) -> GiftEvent:
    return kind(
        region=allocation.region,
        occurred_on=today,
        resource=gift.resource,
        vehicle=gift.vehicle,
        amount_fen=allocation.amount.fen,
        item=gift.item,
        quantity=allocation.amount.quantity,
        unit=gift.unit,
        allocation_id=allocation.id,
        station_id=allocation.station_id,
    )


def _size(gift: Gift, amount: Amount) -> int:
    """Goods are counted in items, money in fen."""
    return amount.quantity if gift.goods else amount.fen


def _part(gift: Gift, whole: Amount, wanted: int) -> Amount:
    return whole.items(wanted) if gift.goods else Amount(wanted)


def _unit(gift: Gift) -> str:
    return gift.unit if gift.goods else "分"


def _require_same(same: bool) -> None:
    if not same:
        raise KeyReused()


def _require_received_in_time(gift: Gift, on: date, today: date) -> None:
    if on > today:
        raise DateInFuture(given=on, today=today, pointer="/received_on")
    if gift.expires_on is not None and on > gift.expires_on:
        raise PledgeExpired(on=gift.expires_on)
