"""A fund line entered as history, from a row of a file: what was planned, came and was spent. Pure.

History is recorded as it was: a use the rules forbid is not refused here but shows among the
suspicions of diversion. What cannot have been is refused all the same: money spent that had not
come, money that came and was not planned.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, replace
from datetime import date

from contracts.registry.funding import FundEvent
from services.registry.funding import domain
from services.registry.funding.domain import Change, Fund
from services.registry.funding.movements import PLANNED, RECEIVED, SPENT, Movement

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://wushe.invalid/fund-lines")


@dataclass(frozen=True, slots=True, kw_only=True)
class FundRow:
    """One row: codes of fund_sources, fund_natures, fund_purposes, fund_uses, target_groups;
    amounts in fen, 0 for none; days local. `reference` tells apart rows alike in all else."""

    region: str
    source: str
    nature: str
    purpose: str
    year: int
    planned_fen: int
    planned_on: date
    received_fen: int = 0
    received_on: date | None = None
    spent_fen: int = 0
    spent_on: date | None = None
    use: str = ""
    target_group: str = ""
    document: str = ""
    voucher: str = ""
    station_id: str = ""
    reference: str = ""


def line_id(row: FundRow) -> str:
    """The same row names the same line, so that a file may be sent again."""
    names = (row.region, row.station_id, row.source, row.nature, row.purpose, row.year)
    return str(uuid.uuid5(_NAMESPACE, json.dumps([*names, row.document, row.reference])))


def line_of(row: FundRow, today: date) -> tuple[str, Fund, list[FundEvent]]:
    """(id, state, events) of the line a row describes; `Aggregates.create_many` takes
    (id, state.region, (state, events)).

    Raises PlanExceeded, BalanceExceeded, DateInFuture: more received than planned, more spent
    than received, or on a day before it.
    """
    id_ = line_id(row)
    fund = Fund(
        region=row.region,
        source=row.source,
        nature=row.nature,
        purpose=row.purpose,
        year=row.year,
        document=row.document,
        station_id=row.station_id,
        imported=True,
    )
    said: list[FundEvent] = []
    for step in _steps(id_, row):
        fund, events = _entered(fund, step, today)
        said += events
    return id_, fund, said


def _steps(id_: str, row: FundRow) -> list[Movement]:
    """The movements of a row; each id comes from the line's, so that a repeat is the same."""
    received_on = row.received_on or row.planned_on
    planned = Movement(
        id=id_, stage=PLANNED, fen=row.planned_fen, on=row.planned_on, document=row.document
    )
    received = replace(
        planned, id=_part(id_, RECEIVED), stage=RECEIVED, fen=row.received_fen, on=received_on,
        voucher=row.voucher, document="",
    )  # fmt: skip
    spent = replace(
        received, id=_part(id_, SPENT), stage=SPENT, fen=row.spent_fen,
        on=row.spent_on or received_on, use=row.use, target_group=row.target_group,
        region=row.region, station_id=row.station_id,
    )  # fmt: skip
    return [step for step in (planned, received, spent) if step.fen]


def _part(id_: str, stage: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, f"{id_}/{stage}"))


def _entered(fund: Fund, step: Movement, today: date) -> Change:
    if step.stage == PLANNED:
        return domain.open_line(fund, step, today)
    if step.stage == RECEIVED:
        return domain.receive(fund, step, today)
    return domain.spend_as_it_was(fund, step, today)
