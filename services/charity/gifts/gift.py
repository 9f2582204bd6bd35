"""A gift: what was promised, on what terms, and in which account every part of it is. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeVar

from contracts.charity.gifts import AllocationEvent, GiftEvent
from servicekit.errors import KeyReused, NotFound
from services.charity.gifts.amounts import NOTHING, Amount
from services.charity.gifts.books import KINDS, Books
from services.charity.gifts.refusals import TooManyMoves, Unbalanced
from services.charity.gifts.restriction import UNRESTRICTED, Restriction

MOST_MOVES = 5_000
"""A gift is one document, and is written whole: a larger one is pledged in parts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What came in at once. `number` names its lot in the books; goods may carry the maker's
    `batch` and the last day they are good, `use_by`."""

    number: str
    amount: Amount
    received_on: date
    batch: str = ""
    use_by: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """Kept for a need through `until`."""

    id: str
    region: str
    purpose: Restriction
    until: date
    need_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """Who gets it and signs (a station or an organisation), in which region the beneficiaries
    are, in which the payee is, and what it is for."""

    region: str
    station_id: str = ""
    organisation_id: str = ""
    need_id: str = ""
    project_id: str = ""
    payee_region: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """`by` and `witness` are pseudonyms of callers; `evidence` SHA-256 of photographs."""

    amount: Amount
    on: date
    by: str
    evidence: tuple[str, ...] = ()
    witness_due: bool = False
    witness: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """An audit's: scattered 分散使用, diverted 挪作他用, withheld 截留; `document` its number."""

    kind: str
    document: str
    on: date
    cleared_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """A part set aside for one receiver; it carries the gift's restriction, made no wider."""

    id: str
    to: Receiver
    amount: Amount
    purpose: Restriction
    allocated_on: date
    due_on: date | None = None
    signatures: tuple[Signature, ...] = ()
    reported_on: date | None = None
    persons: int = 0
    finding: Finding | None = None

    @property
    def region(self) -> str:
        return self.to.region

    @property
    def station_id(self) -> str:
        return self.to.station_id


@dataclass(frozen=True, slots=True, kw_only=True)
class PurposeChange:
    """`consent`: SHA-256 of the donor's written consent."""

    on: date
    was: Restriction
    consent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gift:
    """`region` is where the gift is for; `expires_on` the last day on which the promise holds;
    `salt`: 32 random bytes in hex, for its commitments;
    `moves` remembers every attempt with what it asked, so that a repeat moves nothing."""

    resource: str
    vehicle: str
    region: str
    pledged: Amount
    pledged_on: date
    pledged_by: str = ""
    salt: str = ""
    donor_id: str = ""
    fund_id: str = ""
    item: str = ""
    unit: str = ""
    valuation: str = ""
    conditions: str = ""
    regrant: bool = False
    restriction: Restriction = UNRESTRICTED
    expires_on: date | None = None
    books: Books = field(default_factory=Books)
    receipts: tuple[Receipt, ...] = ()
    reservations: tuple[Reservation, ...] = ()
    allocations: tuple[Allocation, ...] = ()
    purposes: tuple[PurposeChange, ...] = ()
    moves: Mapping[str, str] = field(default_factory=dict)

    @property
    def goods(self) -> bool:
        """Counted in items: goods, hours of service, premises."""
        return self.resource != "money"

    @property
    def counted_in(self) -> str:
        return self.unit if self.goods else "分"

    def size(self, amount: Amount) -> int:
        return self.books.size(amount)

    def accounts(self) -> dict[str, Amount]:
        """Where everything is, each part once; together they are what was pledged."""
        return {kind: self.books.of_kind(kind) for kind in KINDS}

    def allocation(self, id_: str) -> Allocation:
        """Raises NotFound."""
        return _one(self.allocations, id_)

    def reservation(self, id_: str) -> Reservation:
        """Raises NotFound."""
        return _one(self.reservations, id_)

    def part(self, kind: str, id_: str) -> Amount:
        """How much of an allocation or reservation is in an account of a kind."""
        return self.books.balance(f"{kind}/{id_}")

    def with_allocation(self, changed: Allocation) -> Gift:
        kept = tuple(changed if a.id == changed.id else a for a in self.allocations)
        return replace(self, allocations=kept)


Change = tuple[Gift, list[GiftEvent]]
T = TypeVar("T", Allocation, Reservation)
E = TypeVar("E", bound=GiftEvent)
A = TypeVar("A", bound=AllocationEvent)


def _one(among: tuple[T, ...], id_: str) -> T:
    found = next((one for one in among if one.id == id_), None)
    if found is None:
        raise NotFound()
    return found


def once(gift: Gift, attempt: str, asked: str) -> bool:
    """Whether this attempt has been carried out already (KeyReused when it asked another thing,
    TooManyMoves)."""
    known = gift.moves.get(attempt)
    if known is not None and known != asked:
        raise KeyReused()
    if known is None and len(gift.moves) >= MOST_MOVES:
        raise TooManyMoves(most=MOST_MOVES)
    return known is not None


def done(gift: Gift, attempt: str, asked: str, *events: GiftEvent) -> Change:
    """The last step of every verb: the attempt is remembered and the books still balance."""
    moved = replace(gift, moves={**gift.moves, attempt: asked})
    return require_balance(moved), list(events)


def require_balance(gift: Gift) -> Gift:
    """The last guard before anything is saved; raises Unbalanced."""
    whole = gift.books.whole() == gift.pledged
    below = any(a.fen < 0 or a.quantity < 0 for a in gift.accounts().values())
    if not whole or below:
        raise Unbalanced()
    return gift


def told(kind: type[E], gift: Gift, amount: Amount, on: date, **more: Any) -> E:
    """An event of a gift, with the gift's own words."""
    words: dict[str, Any] = {"region": gift.region, **more}
    return kind(
        occurred_on=on,
        resource=gift.resource,
        vehicle=gift.vehicle,
        amount_fen=amount.fen,
        item=gift.item,
        quantity=amount.quantity,
        unit=gift.unit,
        donor_id=gift.donor_id,
        fund_id=gift.fund_id,
        regrant=gift.regrant,
        **words,
    )


def told_of(
    kind: type[A], gift: Gift, part: Allocation, amount: Amount, on: date, **more: Any
) -> A:
    """An event of one allocation: `region` is that of the beneficiaries."""
    return told(
        kind,
        gift,
        amount,
        on,
        region=part.to.region,
        allocation_id=part.id,
        station_id=part.to.station_id,
        organisation_id=part.to.organisation_id,
        need_id=part.to.need_id,
        project_id=part.to.project_id,
        payee_region=part.to.payee_region,
        **more,
    )


def amount_of(moved: list[tuple[str, Amount]]) -> Amount:
    return sum((amount for _, amount in moved), NOTHING)
