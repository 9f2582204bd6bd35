"""What requests about contracts may say."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from contracts import codes
from servicekit.fields import Body, Fen, Id, Line, LocalDate, coded
from services.registry.funding.bodies import Source
from services.registry.purchasing.domain import Contract, Deliverable, Milestone

Item = Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")]
Number = Annotated[int, Field(strict=True, ge=1, le=100)]
Quantity = Annotated[int, Field(strict=True, ge=1, le=10_000_000)]
Unit = Annotated[str, Field(pattern=r"^[\u4e00-\u9fff]{1,4}$")]


class DeliverableBody(Body):
    """`item` one of the contract's items; `unit` in Chinese, as 人次, 户, 场."""

    item: Item
    quantity: Quantity
    unit: Unit
    due_on: LocalDate

    def deliverable(self) -> Deliverable:
        return Deliverable(**self.model_dump())


class MilestoneBody(Body):
    """`after`: numbers of the deliverables, from 1, that must be accepted whole."""

    amount_fen: Fen
    after: Annotated[tuple[Number, ...], Field(max_length=100)] = ()

    def milestone(self) -> Milestone:
        return Milestone(amount_fen=self.amount_fen, after=self.after)


class DraftContract(Body):
    title: Line
    purchaser_id: Id
    contractor_id: Id
    content_class: Annotated[str, coded(codes.CONTENT_CLASSES)]
    items: Annotated[tuple[Item, ...], Field(min_length=1, max_length=20)]
    target_groups: Annotated[
        tuple[Annotated[str, coded(codes.TARGET_GROUPS)], ...], Field(max_length=20)
    ] = ()
    source: Source
    amount_fen: Fen
    starts_on: LocalDate
    ends_on: LocalDate
    station_ids: Annotated[tuple[Id, ...], Field(max_length=200)] = ()
    deliverables: Annotated[tuple[DeliverableBody, ...], Field(max_length=100)] = ()
    milestones: Annotated[tuple[MilestoneBody, ...], Field(min_length=1, max_length=100)]

    def contract(self, region: str) -> Contract:
        plain = self.model_dump(exclude={"deliverables", "milestones"})
        return Contract(
            region=region,
            deliverables=tuple(d.deliverable() for d in self.deliverables),
            milestones=tuple(m.milestone() for m in self.milestones),
            **plain,
        )


class Accept(Body):
    deliverable: Number
    quantity: Quantity


class Pay(Body):
    milestone: Number


class Amend(Body):
    """`milestones` take the place of those not paid yet."""

    milestones: Annotated[tuple[MilestoneBody, ...], Field(max_length=100)]
    ends_on: LocalDate | None = None

    def unpaid(self) -> tuple[Milestone, ...]:
        return tuple(milestone.milestone() for milestone in self.milestones)


class End(Body):
    reason: Annotated[str, coded(codes.CONTRACT_ENDS)]
