"""A contract for purchased services: drafted, signed, delivered and paid part by part, ended. Pure.

Nothing is paid beyond the sum, or for what has not been accepted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from contracts.registry.purchasing import (
    ContractAmended,
    ContractDrafted,
    ContractEnded,
    ContractEvent,
    ContractPaid,
    ContractSigned,
    DeliverableAccepted,
)
from services.registry.purchasing.refusals import (
    AlreadyPaid,
    BelowWhatIsPaid,
    ContractStage,
    MilestonesDoNotAddUp,
    MoreThanAgreed,
    NoSuchDeliverable,
    NotAcceptedYet,
)
from services.registry.purchasing.rules import require_range, require_target, require_term

STAGES_ZH = {"draft": "草拟", "signed": "已签订", "ended": "已结束"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliverable:
    """`quantity` of `unit` due by a day; `accepted` so far."""

    item: str
    quantity: int
    unit: str
    due_on: date
    accepted: int = 0

    @property
    def left(self) -> int:
        return self.quantity - self.accepted


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """`amount_fen` once these deliverables, by number from 1, are accepted whole."""

    amount_fen: int
    after: tuple[int, ...] = ()
    paid_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """`region` is the purchaser's; `title` stays in the registry."""

    title: str
    region: str
    purchaser_id: str
    contractor_id: str
    content_class: str
    items: tuple[str, ...]
    target_groups: tuple[str, ...]
    source: str
    amount_fen: int
    starts_on: date
    ends_on: date
    station_ids: tuple[str, ...] = ()
    deliverables: tuple[Deliverable, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    stage: str = "draft"
    signed_on: date | None = None
    ended_on: date | None = None
    end_reason: str = ""
    last_activity_on: date | None = None

    @property
    def paid_fen(self) -> int:
        return sum(m.amount_fen for m in self.milestones if m.paid_on is not None)

    def running(self, on: date) -> bool:
        return self.stage == "signed" and self.starts_on <= on <= self.ends_on


Change = tuple[Contract, list[ContractEvent]]


def draft(contract: Contract, today: date) -> Change:
    """A plan within the rules (OutsideTheLists, OwnDutyShifted, TermTooLong, …)."""
    require_range(contract.content_class, contract.items)
    require_target(contract.source, contract.target_groups)
    require_term(contract.starts_on, contract.ends_on)
    _require_sum(contract)
    for milestone in contract.milestones:
        for number in milestone.after:
            deliverable_of(contract, number)
    event = ContractDrafted(
        **_about(contract, today),
        purchaser_id=contract.purchaser_id,
        content_class=contract.content_class,
        items=contract.items,
        source=contract.source,
        amount_fen=contract.amount_fen,
        starts_on=contract.starts_on,
        ends_on=contract.ends_on,
        station_ids=contract.station_ids,
    )
    return contract, [event]


def sign(contract: Contract, today: date) -> Change:
    """Binding from now on; the contractor's own document has allowed it before."""
    if contract.stage == "signed":
        return contract, []
    require_stage(contract, "draft")
    event = ContractSigned(
        **_about(contract, today),
        amount_fen=contract.amount_fen,
        starts_on=contract.starts_on,
        ends_on=contract.ends_on,
        station_ids=contract.station_ids,
    )
    return replace(contract, stage="signed", signed_on=today, last_activity_on=today), [event]


def accept(contract: Contract, number: int, quantity: int, today: date) -> Change:
    """So much more of a deliverable is found right (MoreThanAgreed)."""
    require_stage(contract, "signed")
    known = deliverable_of(contract, number)
    if quantity > known.left:
        raise MoreThanAgreed(left=known.left, unit=known.unit, pointer="/quantity")
    more = replace(known, accepted=known.accepted + quantity)
    event = DeliverableAccepted(
        **_about(contract, today), deliverable=number, quantity=quantity, unit=known.unit
    )
    deliverables = _with(contract.deliverables, number, more)
    return replace(contract, deliverables=deliverables, last_activity_on=today), [event]


def pay(contract: Contract, number: int, today: date) -> Change:
    """A milestone, once, and only for what is accepted."""
    require_stage(contract, "signed")
    if not 1 <= number <= len(contract.milestones):
        raise NoSuchDeliverable(number=number, count=len(contract.milestones))
    milestone = contract.milestones[number - 1]
    if milestone.paid_on is not None:
        raise AlreadyPaid(milestone=number)
    for place in milestone.after:
        _require_accepted(contract, number, place)
    paid = replace(milestone, paid_on=today)
    event = ContractPaid(
        **_about(contract, today), milestone=number, amount_fen=milestone.amount_fen
    )
    return replace(contract, milestones=_with(contract.milestones, number, paid)), [event]


def amend(
    contract: Contract, milestones: tuple[Milestone, ...], ends_on: date, today: date
) -> Change:
    """Another end, or another sum for what is not paid yet; the paid milestones stay."""
    require_stage(contract, "signed")
    require_term(contract.starts_on, ends_on)
    paid = tuple(m for m in contract.milestones if m.paid_on is not None)
    after = replace(contract, milestones=(*paid, *milestones), ends_on=ends_on)
    amount = sum(m.amount_fen for m in after.milestones)
    if amount < contract.paid_fen or not amount:
        raise BelowWhatIsPaid(paid=contract.paid_fen)
    event = ContractAmended(
        **_about(contract, today),
        was_amount_fen=contract.amount_fen,
        amount_fen=amount,
        was_ends_on=contract.ends_on,
        ends_on=ends_on,
    )
    return replace(after, amount_fen=amount), [event]


def end(contract: Contract, reason: str, today: date) -> Change:
    """Fulfilled, broken, or ended by both; what is paid stays paid."""
    require_stage(contract, "signed")
    event = ContractEnded(**_about(contract, today), reason=reason)
    return replace(contract, stage="ended", ended_on=today, end_reason=reason), [event]


def require_stage(contract: Contract, needed: str) -> None:
    if contract.stage != needed:
        raise ContractStage(
            stage=STAGES_ZH[contract.stage],
            needed=STAGES_ZH[needed],
            stage_en=contract.stage,
            needed_en=needed,
        )


def deliverable_of(contract: Contract, number: int) -> Deliverable:
    if not 1 <= number <= len(contract.deliverables):
        raise NoSuchDeliverable(number=number, count=len(contract.deliverables))
    return contract.deliverables[number - 1]


def _require_sum(contract: Contract) -> None:
    total = sum(milestone.amount_fen for milestone in contract.milestones)
    if total != contract.amount_fen:
        raise MilestonesDoNotAddUp(sum=total, amount=contract.amount_fen, pointer="/milestones")


def _require_accepted(contract: Contract, milestone: int, number: int) -> None:
    due = deliverable_of(contract, number)
    if due.left:
        raise NotAcceptedYet(milestone=milestone, deliverable=number, left=due.left, unit=due.unit)


def _with(items: tuple[Any, ...], number: int, item: Any) -> tuple[Any, ...]:
    return (*items[: number - 1], item, *items[number:])


def _about(contract: Contract, today: date) -> dict[str, Any]:
    return {
        "region": contract.region,
        "occurred_on": today,
        "contractor_id": contract.contractor_id,
    }
