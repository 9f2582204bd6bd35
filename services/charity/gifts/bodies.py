"""What the routes that move gifts are sent."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from contracts import codes
from contracts.codes import CodeList
from contracts.problems import ContractError
from servicekit.fields import Body, Fen, Id, Line, LocalDate, RegionCode
from services.charity.gifts.gift import Gift
from services.charity.gifts.refusals import WrongMeasure
from services.charity.gifts.restriction import Restriction

Quantity = Annotated[int, Field(strict=True, ge=1, le=10**9)]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256 of a photograph or paper that stays where it was made, in hex."""


class ReceiverUnclear(ContractError):
    code = "receiver_required"

    def __init__(self) -> None:
        super().__init__(
            "station_id 与 organisation_id 须且只能填一个：由谁签收；机构还须写明受益地区 region。",
            "Give station_id or organisation_id, not both: who signs; for an organisation also "
            "region, where the beneficiaries are.",
            "/station_id",
        )


class Measured(Body):
    """Money in `amount_fen`, all else in `quantity`: the one the gift is counted in."""

    amount_fen: Fen | None = None
    quantity: Quantity | None = None

    def of(self, gift: Gift) -> int:
        """Raises WrongMeasure."""
        given = self.of_or_all(gift)
        if given is None:
            raise WrongMeasure(pointer="/quantity" if gift.goods else "/amount_fen")
        return given

    def of_or_all(self, gift: Gift) -> int | None:
        """None when neither is given (WrongMeasure for the wrong one)."""
        given, other = self.amount_fen, self.quantity
        if gift.goods:
            given, other = other, given
        if other is not None:
            raise WrongMeasure(pointer="/quantity" if gift.goods else "/amount_fen")
        return given


class Purpose(Body):
    """Unions with `+`; what is left out stays as the donor left it."""

    domain: str | None = None
    target_group: str | None = None
    item: str | None = None

    @model_validator(mode="after")
    def _known(self) -> Purpose:
        self.purpose()
        return self

    def purpose(self) -> Restriction:
        return Restriction(
            domain=_union(codes.DOMAINS, self.domain, "/domain"),
            target_group=_union(codes.TARGET_GROUPS, self.target_group, "/target_group"),
            item=_union(codes.GIFT_ITEMS, self.item, "/item"),
        )


class ReceiveGift(Measured):
    """`received_on`: the local day it came; today when left out. `batch`, `use_by`: of goods."""

    received_on: LocalDate | None = None
    batch: Line | None = None
    use_by: LocalDate | None = None


class ReserveGift(Measured, Purpose):
    """Keep so much for a need in a region through a day."""

    region: RegionCode
    until: LocalDate
    need_id: Id | None = None


class AllocateGift(Measured, Purpose):
    """`station_id` or `organisation_id` gets it and signs; `region`: where the beneficiaries are
    (the station's when left out); `need_id`, `project_id`: what it is for; `reservation_id`: take
    it from what was reserved."""

    station_id: Id | None = None
    organisation_id: Id | None = None
    region: RegionCode | None = None
    need_id: Id | None = None
    project_id: Id | None = None
    reservation_id: Id | None = None

    @model_validator(mode="after")
    def _one_receiver(self) -> AllocateGift:
        if (self.station_id is None) == (self.organisation_id is None):
            raise ReceiverUnclear()
        if self.organisation_id is not None and self.region is None:
            raise ReceiverUnclear()
        return self


class DispatchPart(Measured):
    """`due_on`: the day it should be there."""

    due_on: LocalDate


class ConfirmReceipt(Measured):
    """What arrived; all that is on its way when neither is given."""

    evidence: Annotated[tuple[Digest, ...], Field(max_length=10)] = ()


class SendBack(Measured):
    """`was`: where it comes back from."""

    was: Literal["in_transit", "delivered"] = "in_transit"
    reason: Literal["not_needed", "wrong_item", "damaged", "undeliverable"]


class LosePart(Measured):
    was: Literal["in_transit", "delivered"] = "in_transit"
    reason: Literal["lost", "damaged"]


class LoseInHand(Measured):
    reason: Literal["lost", "damaged"]


class WithdrawPart(Body):
    reason: Literal["mistake", "not_needed", "receiver_refused"]


class ReportPart(Body):
    """`persons`: how many people it served; never who they are."""

    persons: Annotated[int, Field(strict=True, ge=1, le=1_000_000)]
    on: LocalDate | None = None


class Refund(Measured):
    reason: Literal["purpose_met", "impossible", "donor_asked"]


class WriteOff(Body):
    receipt_number: Line


class ChangePurpose(Purpose):
    """`consent`: SHA-256 of the donor's written consent."""

    consent: Digest
    region: RegionCode | None = None
    since: LocalDate | None = None
    until: LocalDate | None = None

    def restriction(self) -> Restriction:
        wanted = self.purpose()
        return Restriction(
            region=self.region or "",
            domain=wanted.domain,
            target_group=wanted.target_group,
            item=wanted.item,
            since=self.since,
            until=self.until,
        )


class RaiseFinding(Body):
    """`document`: the number of the audit report."""

    kind: Literal["scattered", "diverted", "withheld"]
    document: Line


class Nothing(Body):
    """Nothing beyond the address."""


def _union(known: CodeList, given: str | None, pointer: str) -> str:
    return known.union(given, pointer) if given else ""
