"""Events of purchased services 政府购买服务: contracts from draft to end, and their evaluation."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from contracts.event import Event, Whole


class ContractEvent(Event, frozen=True, kw_only=True):
    topic: ClassVar[str] = "registry.organisations"

    contractor_id: str


class ContractDrafted(ContractEvent, frozen=True, kw_only=True):
    """A plan: nothing is promised and nothing paid."""

    type: ClassVar[str] = "registry.contract.drafted.v1"

    purchaser_id: str
    content_class: str
    items: tuple[str, ...]
    source: str
    amount_fen: Whole
    starts_on: date
    ends_on: date
    station_ids: tuple[str, ...] = ()


class ContractSigned(ContractEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "registry.contract.signed.v1"

    amount_fen: Whole
    starts_on: date
    ends_on: date
    station_ids: tuple[str, ...] = ()


class ContractAmended(ContractEvent, frozen=True, kw_only=True):
    """Another sum or another end, agreed by both; what is paid already stays."""

    type: ClassVar[str] = "registry.contract.amended.v1"

    was_amount_fen: Whole
    amount_fen: Whole
    was_ends_on: date
    ends_on: date


class DeliverableAccepted(ContractEvent, frozen=True, kw_only=True):
    """`quantity` more of a deliverable is found right, in the deliverable's own `unit`."""

    type: ClassVar[str] = "registry.contract.deliverable-accepted.v1"

    deliverable: Whole
    quantity: Whole
    unit: str


class ContractPaid(ContractEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "registry.contract.paid.v1"

    milestone: Whole
    amount_fen: Whole


class ContractEnded(ContractEvent, frozen=True, kw_only=True):
    """`reason`: fulfilled, breach, mutual … Whoever breaks it may be proposed for the blacklist."""

    type: ClassVar[str] = "registry.contract.ended.v1"

    reason: str


class EvaluationScored(ContractEvent, frozen=True, kw_only=True):
    """`by`: self | third_party; `scores` 0..100 by aspect."""

    type: ClassVar[str] = "registry.evaluation.scored.v1"

    contract_id: str
    year: Whole
    by: str
    scores: dict[str, Whole]


class EvaluationConcluded(ContractEvent, frozen=True, kw_only=True):
    """The third party's scores, weighed; `score` 0..100, `weights` the version used."""

    type: ClassVar[str] = "registry.evaluation.concluded.v1"

    contract_id: str
    year: Whole
    score: Whole
    grade: str
    weights: Whole


EVENTS: tuple[type[Event], ...] = (
    ContractDrafted,
    ContractSigned,
    ContractAmended,
    DeliverableAccepted,
    ContractPaid,
    ContractEnded,
    EvaluationScored,
    EvaluationConcluded,
)
