"""Fund lines for tests: lottery money of the province, and shorthand for moving it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from services.registry.funding import domain, reversing
from services.registry.funding.domain import Change, Fund
from services.registry.funding.handover import id_below
from services.registry.funding.movements import ISSUED, PLANNED, RECEIVED, SPENT, Movement
from services.registry.funding.reversing import Reversal

TODAY = date(2022, 6, 30)
PROVINCE, WENSHAN, QIUBEI, STATION_PLACE = "530000", "532600", "532626", "532626100"
ROOT_ID = "0f2b7c3a-1111-5a52-9c3e-0c6c1c9b7d11"
STATION = "d6ebd7b9-43a2-5e03-a742-8d9f19969b0e"

LOTTERY = Fund(
    region=PROVINCE,
    source="welfare_lottery",
    nature="special",
    purpose="station_building",
    year=2022,
    document="云民发〔2021〕36号",
)
ASSISTANCE = replace(
    LOTTERY, region=QIUBEI, source="social_assistance", purpose="relief", document=""
)


def moved(stage: str, fen: int, id_: str, on: date = TODAY, **about: Any) -> Movement:
    return Movement(id=id_, stage=stage, fen=fen, on=on, **about)


def planned(fen: int = 1_000, on: date = TODAY, fund: Fund = LOTTERY, id_: str = "p") -> Fund:
    return domain.open_line(fund, moved(PLANNED, fen, id_, on), TODAY)[0]


def funded(fen: int = 1_000, on: date = TODAY, fund: Fund = LOTTERY) -> Fund:
    """Planned, and wholly received."""
    return receive(planned(fen, on, fund), fen, "r", on)[0]


def receive(fund: Fund, fen: int, id_: str = "r", on: date = TODAY) -> Change:
    return domain.receive(fund, moved(RECEIVED, fen, id_, on, voucher="PZ-1"), TODAY)


def issue(
    fund: Fund, fen: int, id_: str = "i", to: str = WENSHAN, on: date = TODAY, station: str = ""
) -> Change:
    below = id_below(ROOT_ID, to, station)
    about = {"region": to, "fund_id": below, "station_id": station}
    return domain.issue(fund, moved(ISSUED, fen, id_, on, **about), TODAY)


def spend(
    fund: Fund, fen: int, id_: str = "s", use: str = "station_equipment", on: date = TODAY,
    **about: Any,
) -> Change:  # fmt: skip
    about = {"region": fund.region, "voucher": "PZ-2", **about}
    return domain.spend(fund, moved(SPENT, fen, id_, on, use=use, **about), TODAY)


def opened_below(fund: Fund, issue_id: str = "i", fund_id: str = ROOT_ID) -> Fund:
    """The line that an issue of `fund` opens, its plan taken in."""
    movement = fund.movement(issue_id)
    assert movement is not None
    opened = domain.below(fund, fund_id, movement)
    return domain.follow_issue(opened, movement, TODAY)[0]


def undo(fund: Fund, of: str, fen: int | None = None, id_: str = "u", on: date = TODAY) -> Change:
    return reversing.reverse(fund, Reversal(id=id_, of=of, on=on, fen=fen), TODAY)


def withdraw(fund: Fund, of: str, fen: int | None = None, id_: str = "w") -> Change:
    return reversing.withdraw(fund, Reversal(id=id_, of=of, on=TODAY, fen=fen), TODAY)


def figures(fund: Fund) -> tuple[int, int, int, int]:
    """planned, issued, received, spent."""
    return fund.planned, fund.issued, fund.received, fund.spent
