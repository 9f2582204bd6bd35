"""How a contract is shown."""

from __future__ import annotations

from datetime import date

from servicekit.aggregate import Stored
from servicekit.fields import View
from services.registry.purchasing.domain import Contract


class DeliverableView(View):
    item: str
    quantity: int
    unit: str
    due_on: date
    accepted: int
    overdue: bool


class MilestoneView(View):
    amount_fen: int
    after: tuple[int, ...]
    paid_on: date | None


class ContractView(View):
    """Money in fen 分; deliverables and milestones are numbered from 1."""

    id: str
    version: int
    region: str
    title: str
    purchaser_id: str
    contractor_id: str
    content_class: str
    items: tuple[str, ...]
    target_groups: tuple[str, ...]
    source: str
    amount_fen: int
    paid_fen: int
    starts_on: date
    ends_on: date
    station_ids: tuple[str, ...]
    stage: str
    signed_on: date | None
    ended_on: date | None
    end_reason: str | None
    deliverables: list[DeliverableView]
    milestones: list[MilestoneView]

    @classmethod
    def of(cls, stored: Stored[Contract], today: date) -> ContractView:
        contract = stored.state
        plain = {
            name: getattr(contract, name)
            for name in cls.model_fields
            if name not in ("id", "version", "deliverables", "milestones", "end_reason")
        }
        return cls(
            id=stored.id,
            version=stored.version,
            end_reason=contract.end_reason or None,
            deliverables=[
                DeliverableView(
                    item=d.item,
                    quantity=d.quantity,
                    unit=d.unit,
                    due_on=d.due_on,
                    accepted=d.accepted,
                    overdue=bool(d.left) and d.due_on < today,
                )
                for d in contract.deliverables
            ],
            milestones=[
                MilestoneView(amount_fen=m.amount_fen, after=m.after, paid_on=m.paid_on)
                for m in contract.milestones
            ],
            **plain,
        )
