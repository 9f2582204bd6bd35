"""A statement as a workbook: every movement a row, fen as fen, items as items. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from contracts import regions
from contracts.codes import GIFT_ITEMS
from servicekit.sheets.sheet import Column
from servicekit.sheets.writing import Value
from services.charity.statements.line import Line

ACCOUNTS_ZH = {
    "": "",
    "promised": "承诺未到",
    "lapsed": "承诺失效",
    "received": "已接收在手",
    "reserved": "预留",
    "allocated": "已分配",
    "in_transit": "在途",
    "delivered": "已交付",
    "returned": "退回捐赠方",
    "lost": "损失",
    "expired": "过期",
}

COLUMNS = (
    Column("no", "序号"),
    Column("on", "日期"),
    Column("from", "转出账户"),
    Column("to", "转入账户"),
    Column("fen", "金额（分）"),
    Column("item", "物资"),
    Column("quantity", "数量"),
    Column("unit", "单位"),
    Column("region", "地区"),
    Column("code", "地区代码"),
    Column("gift", "捐赠编号"),
    Column("allocation", "分配编号"),
    Column("reason", "原因"),
    Column("event", "事件编号"),
)


def rows(lines: Iterable[tuple[int, Line]]) -> Iterator[Mapping[str, Value]]:
    for no, line in lines:
        yield {
            "no": no,
            "on": line.on.isoformat(),
            "from": ACCOUNTS_ZH[line.source],
            "to": ACCOUNTS_ZH[line.target],
            "fen": line.amount_fen,
            "item": GIFT_ITEMS.name_zh(line.item) if line.item else "",
            "quantity": line.quantity if line.unit else None,
            "unit": line.unit,
            "region": regions.path(line.region),
            "code": line.region,
            "gift": line.gift_id,
            "allocation": line.allocation_id,
            "reason": line.reason,
            "event": line.event_id,
        }
