"""Fund lines from a file: each row one line with what was planned, came and was spent. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from contracts import codes, regions
from contracts.problems import ContractError
from servicekit.errors import DomainError
from servicekit.sheets import Column, Row, Sheet
from servicekit.sheets.amounts import fen_of
from servicekit.sheets.meanings import day_of, half_width, member_of
from services.registry.funding.bodies import real_source, voucher_number
from services.registry.funding.domain import Fund
from services.registry.funding.opening import FundRow, line_of
from services.registry.policies.number import parse_number
from services.registry.sheets.kind import ID, Made, Sender, region_in_scope
from services.registry.stations.lookup import StationLookup


def _optional(key: str, zh: str, *aliases: str) -> Column:
    return Column(key, zh, aliases, required=False, optional_header=True)


REGION = Column("region", "地区", ("地区代码", "行政区划", "行政区划代码"))
STATION = _optional("station_id", "社工站", "station", "站点", "社工站名称")
SOURCE = Column("source", "资金来源", ("来源",))
NATURE = Column("nature", "资金性质", ("性质",))
PURPOSE = Column("purpose", "资金用途", ("用途",))
YEAR = Column("year", "年度", ("预算年度",))
PLANNED = Column("planned", "计划金额", ("计划",))
PLANNED_ON = Column("planned_on", "计划日期")
RECEIVED = _optional("received", "到账金额", "到账")
RECEIVED_ON = _optional("received_on", "到账日期")
SPENT = _optional("spent", "支出金额", "支出")
SPENT_ON = _optional("spent_on", "支出日期")
USE = _optional("use", "支出用途")
TARGET = _optional("target_group", "服务对象")
DOCUMENT = _optional("document", "文号")
VOUCHER = _optional("voucher", "凭证号")
REFERENCE = _optional("reference", "区分号")
COLUMNS = (
    REGION, STATION, SOURCE, NATURE, PURPOSE, YEAR, PLANNED, PLANNED_ON, RECEIVED, RECEIVED_ON,
    SPENT, SPENT_ON, USE, TARGET, DOCUMENT, VOUCHER, REFERENCE,
)  # fmt: skip
MONEY = (PLANNED, RECEIVED, SPENT)
DAYS = (PLANNED_ON, RECEIVED_ON, SPENT_ON)

_YEAR = re.compile(r"20\d{2}", re.ASCII)
_BLAMED: Mapping[str, Column] = {
    "plan_exceeded": RECEIVED,
    "balance_exceeded": SPENT,
    "amount_exceeded": SPENT,
    "use_forbidden": USE,
}


class YearInvalid(ContractError):
    code = "year_invalid"

    def __init__(self) -> None:
        super().__init__("年度应写作 2022。", "write the year as 2022.")


class UseMissing(ContractError):
    code = "field_missing"

    def __init__(self) -> None:
        super().__init__("有支出金额时须填支出用途。", "money that was spent needs its use.")


class StationElsewhere(ContractError):
    code = "station_elsewhere"

    def __init__(self) -> None:
        super().__init__(
            "该社工站不在所填地区；请核对地区或社工站。",
            "the station does not stand in this region; check either.",
        )


def read_funds(sheet: Sheet, sender: Sender, stations: StationLookup) -> list[Made[Fund]]:
    """Every row's line; what is wrong is in the sheet's faults."""
    reading = _Reading(sheet, sender, stations)
    found = [made for row in sheet.judged() if (made := reading.line(row))]
    _refuse_repeats(sheet, found)
    return found


@dataclass(frozen=True, slots=True)
class _Reading:
    sheet: Sheet
    sender: Sender
    stations: StationLookup

    def line(self, row: Row) -> Made[Fund] | None:
        """None when a cell is wrong; every cell of the row is judged all the same."""
        before = len(self.sheet.faults)
        described = self._described(row)
        if described is None or len(self.sheet.faults) > before or self._faulty(row):
            return None
        try:
            id_, fund, events = line_of(described, self.sender.today)
        except DomainError as refusal:
            blamed = _BLAMED.get(refusal.code, PLANNED_ON)
            self.sheet.faults.of(row.number, blamed, refusal)
            return None
        return Made(row.number, id_, fund.region, (fund, events), row.text(ID.key) or "")

    def _faulty(self, row: Row) -> bool:
        return any(self.sheet.faults.has(row.number, column.key) for column in COLUMNS)

    def _described(self, row: Row) -> FundRow | None:
        read = self.sheet.read
        place = self._place(row)
        source = read(row, SOURCE, lambda t: real_source(member_of(t, codes.FUND_SOURCES).code))
        nature = read(row, NATURE, lambda t: member_of(t, codes.FUND_NATURES).code)
        purpose = read(row, PURPOSE, lambda t: member_of(t, codes.FUND_PURPOSES).code)
        year = read(row, YEAR, year_of)
        planned, received, spent = (read(row, column, fen_of) for column in MONEY)
        planned_on, received_on, spent_on = (read(row, column, day_of) for column in DAYS)
        more = self._details(row)
        if spent and row.text(USE.key) is None and not self.sheet.faults.has(row.number, USE.key):
            self.sheet.faults.of(row.number, USE, UseMissing())
        if not (place and source and nature and purpose and year and planned and planned_on):
            return None
        return FundRow(
            region=place[0],
            station_id=place[1],
            source=source,
            nature=nature,
            purpose=purpose,
            year=year,
            planned_fen=planned,
            planned_on=planned_on,
            received_fen=received or 0,
            received_on=received_on,
            spent_fen=spent or 0,
            spent_on=spent_on,
            **more,
        )

    def _details(self, row: Row) -> dict[str, str]:
        read = self.sheet.read
        return {
            "use": read(row, USE, lambda t: member_of(t, codes.FUND_USES).code) or "",
            "target_group": read(row, TARGET, lambda t: member_of(t, codes.TARGET_GROUPS).code)
            or "",
            "document": read(row, DOCUMENT, parse_number) or "",
            "voucher": read(row, VOUCHER, voucher_number) or "",
            "reference": row.text(REFERENCE.key) or "",
        }

    def _place(self, row: Row) -> tuple[str, str] | None:
        """(region, station id or ''): the region of the station, where one is named."""
        region = region_in_scope(self.sheet, row, REGION, self.sender.scope)
        if row.text(STATION.key) is None:
            return (region.code, "") if region else None
        station = self.sheet.read(row, STATION, self.stations.find)
        if region is None or station is None:
            return None
        if not regions.within(station.region, region.code):
            self.sheet.faults.of(row.number, STATION, StationElsewhere())
            return None
        return station.region, station.id


def year_of(text: str) -> int:
    """Raises YearInvalid."""
    text = half_width(text).removesuffix("年")
    if not _YEAR.fullmatch(text):
        raise YearInvalid()
    return int(text)


def _refuse_repeats(sheet: Sheet, found: Sequence[Made[Fund]]) -> None:
    first: dict[str, int] = {}
    for made in found:
        earlier = first.setdefault(made.id, made.row)
        if earlier != made.row:
            sheet.faults.at(
                made.row,
                REFERENCE,
                "duplicate_row",
                f"与第 {earlier} 行是同一笔资金；如确为两笔，请用区分号区分。",
                f"the same line as row {earlier}; if they are two, tell them apart by reference.",
            )


def first_day(fund: Fund, stage: str) -> date | None:
    return min((m.on for m in fund.movements if m.stage == stage), default=None)
