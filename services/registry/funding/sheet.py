"""Fund lines as a kind of sheet: one row a line, each stage apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Query

from contracts import codes
from servicekit.aggregate import Stored
from servicekit.mirror import Mirror
from servicekit.scope import Scope
from servicekit.sheets import Sheet
from servicekit.sheets.amounts import yuan_of
from servicekit.sheets.template import Hint
from servicekit.sheets.writing import Value
from services.registry.funding import imports
from services.registry.funding.domain import Fund
from services.registry.funding.imports import first_day
from services.registry.funding.movements import PLANNED, RECEIVED, SPENT, Movement, standing
from services.registry.sheets.kind import Made, Sender, SheetKind
from services.registry.stations.lookup import StationLookup
from services.registry.stations.station import Station


def funds_kind(stations: Mirror[Station]) -> SheetKind[Fund]:
    def read(sheet: Sheet, sender: Sender) -> list[Made[Fund]]:
        return imports.read_funds(sheet, sender, StationLookup(stations.within(sender.scope)))

    return SheetKind(
        name="funds",
        zh="资金",
        en="fund lines",
        path="/api/registry/funds",
        write="registry.funds.write",
        columns=imports.COLUMNS,
        hints=_hints,
        read=read,
        row=row_of,
        same=says_the_same,
        filters=filters,
    )


def row_of(stored: Stored[Fund]) -> Mapping[str, Value]:
    return cells(stored.state)


def cells(fund: Fund) -> dict[str, Value]:
    """Amounts in yuan, each stage by its sum and its first day."""
    spending, receipt = _first(fund, SPENT), _first(fund, RECEIVED)
    days = {stage: first_day(fund, stage) for stage in (PLANNED, RECEIVED, SPENT)}
    amounts = {PLANNED: fund.planned, RECEIVED: fund.received, SPENT: fund.spent}
    return {
        "region": fund.region,
        "station_id": fund.station_id,
        "source": codes.FUND_SOURCES.name_zh(fund.source),
        "nature": codes.FUND_NATURES.name_zh(fund.nature),
        "purpose": codes.FUND_PURPOSES.name_zh(fund.purpose),
        "year": fund.year,
        "document": fund.document,
        "voucher": receipt.voucher if receipt else None,
        "use": codes.FUND_USES.name_zh(spending.use) if spending else None,
        "target_group": codes.TARGET_GROUPS.name_zh(spending.target_group)
        if spending and spending.target_group
        else None,
        **{stage: yuan_of(fen) if fen else None for stage, fen in amounts.items()},
        **{
            f"{stage}_on": day.isoformat() if day and amounts[stage] else None
            for stage, day in days.items()
        },
    }


def says_the_same(stored: Fund, row: Fund) -> bool:
    return cells(stored) == cells(row)


def filters(
    source: Annotated[str | None, Query(max_length=40)] = None,
    year: Annotated[int | None, Query(ge=2000, le=2100)] = None,
) -> Mapping[str, Any]:
    known = codes.FUND_SOURCES.require(source, "/source").code if source else None
    wanted = {"state.source": known, "state.year": year}
    return {name: value for name, value in wanted.items() if value is not None}


def _first(fund: Fund, stage: str) -> Movement | None:
    return next((movement for movement, _ in standing(fund.movements, stage)), None)


def _hints(_: Scope) -> Mapping[str, Hint]:
    return {
        "region": Hint("资金所属地区的行政区划代码或全称。", "532501"),
        "station_id": Hint("资金属于某个社工站时填其名称或编号。", "城关镇社会工作服务站"),
        "source": Hint("从下拉列表中选择实际来源。", "福彩公益金", codes.FUND_SOURCES),
        "nature": Hint("从下拉列表中选择。", "专项资金", codes.FUND_NATURES),
        "purpose": Hint("从下拉列表中选择。", "建站", codes.FUND_PURPOSES),
        "year": Hint("预算年度。", "2022"),
        "planned": Hint("单位为元，最多两位小数。", "20000"),
        "planned_on": Hint("计划（文件）日期。", "2022-01-15"),
        "received": Hint("已到账的金额（元）；不多于计划。未到账留空。", "20000"),
        "received_on": Hint("到账日期；留空视同计划日期。", "2022-03-02"),
        "spent": Hint("已支出的金额（元）；不多于到账。", "15000.50"),
        "spent_on": Hint("支出日期；留空视同到账日期。", "2022-05-20"),
        "use": Hint("有支出时必填，从下拉列表中选择。", "站点设备", codes.FUND_USES),
        "target_group": Hint("支出服务的对象。", "一般居民", codes.TARGET_GROUPS),
        "document": Hint("所依据文件的文号。", "云民发〔2021〕36号"),
        "voucher": Hint("到账凭证号，不得含人名。", "记-2022-03-0012"),
        "reference": Hint("同一地区、来源、性质、用途、年度有几笔时，用来区分。", "第二批"),
    }
