"""A campaign's or shop's file of gifts received: each row a gift, promised and come at once. Pure.

All or nothing: what is wrong with any row is said, and then nothing is entered. The id of a row
follows from the fund, the file's content and the row, so the same file again adds nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from contracts.charity.gifts import GiftEvent
from contracts.codes import GIFT_ITEMS
from contracts.problems import ContractError
from servicekit.idempotency import derived_id
from servicekit.sheets import Column, Row, Sheet
from servicekit.sheets.amounts import count_of, fen_of
from servicekit.sheets.meanings import day_of, member_of
from services.charity.funds.fund import Fund
from services.charity.gifts.amounts import Amount
from services.charity.gifts.gift import Gift
from services.charity.gifts.receiving import pledge, receive

ON = Column("received_on", "接收日期", ("捐赠日期", "日期"))
YUAN = Column("amount", "金额（元）", ("金额", "折合金额", "折合金额（元）"))
ITEM = Column("item", "物资", ("物品",), required=False, optional_header=True)
QUANTITY = Column("quantity", "数量", (), required=False, optional_header=True)
UNIT = Column("unit", "单位", (), required=False, optional_header=True)
COLUMNS = (ON, YUAN, ITEM, QUANTITY, UNIT)
UNITS = ("件", "套", "只", "包", "箱", "双", "床", "袋", "瓶", "盒", "台", "批")


class GoodsHalf(ContractError):
    code = "goods_incomplete"

    def __init__(self) -> None:
        super().__init__(
            f"物资须同时写明物资、数量、单位（{'、'.join(UNITS)}）；资金则三列都留空。",
            "Goods need item, quantity and unit; money leaves all three empty.",
        )


class InFuture(ContractError):
    code = "date_in_future"

    def __init__(self) -> None:
        super().__init__("接收日期不能晚于今天。", "What is received is not of a day to come.")


class NotAnAmount(ContractError):
    code = "amount_invalid"

    def __init__(self) -> None:
        super().__init__("金额须大于 0。", "An amount is more than nothing.")


@dataclass(frozen=True, slots=True)
class Made:
    id: str
    gift: Gift
    events: Sequence[GiftEvent]


@dataclass(frozen=True, slots=True)
class Into:
    """The fund the gifts go into, as which vehicle, and who sends the file."""

    fund_id: str
    fund: Fund
    vehicle: str
    by: str


def read(sheet: Sheet, into: Into, digest: str, salts: Sequence[str], today: date) -> list[Made]:
    """Every row; what is wrong is listed in the sheet's faults."""
    found = []
    for row, salt in zip(sheet.judged(), salts, strict=False):
        gift = _gift(sheet, row, into, salt, today)
        if gift is not None:
            found.append(_made(gift, derived_id(into.fund_id, digest, str(row.number))))
    return found


def _gift(sheet: Sheet, row: Row, into: Into, salt: str, today: date) -> Gift | None:
    on = sheet.read(row, ON, lambda text: _not_after(day_of(text), today))
    fen = sheet.read(row, YUAN, lambda text: _more_than_nothing(fen_of(text)))
    item = sheet.read(row, ITEM, lambda text: member_of(text, GIFT_ITEMS).code)
    quantity = sheet.read(row, QUANTITY, count_of)
    unit = sheet.read(row, UNIT, _known_unit)
    given = (row.text("item"), row.text("quantity"), row.text("unit"))
    if any(given) and not all(given):
        sheet.faults.of(row.number, ITEM, GoodsHalf())
        return None
    if on is None or fen is None or (any(given) and not (item and quantity and unit)):
        return None
    return Gift(
        resource="goods" if item else "money",
        vehicle=into.vehicle,
        region=into.fund.purpose.region or into.fund.region,
        pledged=Amount(fen, quantity or 0),
        pledged_on=on,
        pledged_by=into.by,
        salt=salt,
        fund_id=into.fund_id,
        item=item or "",
        unit=unit or "",
        valuation="donor_stated" if item else "",
        restriction=into.fund.purpose,
    )


def _made(gift: Gift, id_: str) -> Made:
    promised, pledged = pledge(gift, gift.pledged_on)
    size = promised.size(gift.pledged)
    on, number = gift.pledged_on, f"{id_[-12:]}-001"
    received, came = receive(promised, size, number, f"file {id_}", on, on)
    return Made(id_, received, [*pledged, *came])


def _not_after(day: date, today: date) -> date:
    if day > today:
        raise InFuture()
    return day


def _more_than_nothing(fen: int) -> int:
    if not fen:
        raise NotAnAmount()
    return fen


def _known_unit(text: str) -> str:
    if text not in UNITS:
        raise GoodsHalf()
    return text
