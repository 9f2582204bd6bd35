"""What a caller is shown of a fund line and its movements."""

from __future__ import annotations

from datetime import date

from servicekit.aggregate import Stored
from servicekit.fields import View
from services.registry.funding.domain import Fund
from services.registry.funding.movements import Movement, left_of
from services.registry.funding.uses import allowed


class Stages(View):
    """Fen at each stage: four figures of their own, never added together."""

    planned: int
    issued: int
    received: int
    spent: int


class FundView(View):
    """`available_fen`: received, neither issued nor spent; `allowed_uses` as spending knows them;
    `movements`: how many there are."""

    id: str
    version: int
    region: str
    station_id: str | None
    source: str
    nature: str
    purpose: str
    year: int
    document: str | None
    parent_id: str | None
    imported: bool
    allowed_uses: list[str]
    stages: Stages
    available_fen: int
    movements: int

    @classmethod
    def of(cls, stored: Stored[Fund]) -> FundView:
        fund = stored.state
        return cls(
            id=stored.id,
            version=stored.version,
            region=fund.region,
            station_id=fund.station_id or None,
            source=fund.source,
            nature=fund.nature,
            purpose=fund.purpose,
            year=fund.year,
            document=fund.document or None,
            parent_id=fund.parent_id or None,
            imported=fund.imported,
            allowed_uses=list(allowed(fund.source, fund.uses)),
            stages=stages(fund),
            available_fen=fund.available,
            movements=len(fund.movements),
        )


def stages(fund: Fund) -> Stages:
    return Stages(
        planned=fund.planned, issued=fund.issued, received=fund.received, spent=fund.spent
    )


class MovementView(View):
    """`amount_fen` is below zero in a counter-movement; `standing_fen` is what is not reversed."""

    id: str
    stage: str
    amount_fen: int
    standing_fen: int
    on: date
    voucher: str | None
    document: str | None
    region: str | None
    station_id: str | None
    fund_id: str | None
    contract_id: str | None
    use: str | None
    target_group: str | None
    reverses: str | None

    @classmethod
    def of(cls, fund: Fund, movement: Movement) -> MovementView:
        return cls(
            id=movement.id,
            stage=movement.stage,
            amount_fen=movement.fen,
            standing_fen=0 if movement.reverses else left_of(fund.movements, movement),
            on=movement.on,
            voucher=movement.voucher or None,
            document=movement.document or None,
            region=movement.region or None,
            station_id=movement.station_id or None,
            fund_id=movement.fund_id or None,
            contract_id=movement.contract_id or None,
            use=movement.use or None,
            target_group=movement.target_group or None,
            reverses=movement.reverses or None,
        )
