"""Allocations as 360Giving grants and as IATI-style transactions. Pure.

360Giving Data Standard 1.4 (a package `{"grants": […]}`): money in major units of an ISO 4217
currency, dates ISO 8601, organisations with id and name, identifiers with a prefix of their own.
Transaction types are IATI 2.03's: 1 incoming funds, 2 outgoing commitment, 3 disbursement,
11 incoming commitment. Goods appear with their stated value, described as goods.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from xml.etree import ElementTree

from contracts import regions
from contracts.codes import DOMAINS, GIFT_ITEMS
from servicekit.aggregate import Stored
from services.charity.gifts.gift import Allocation, Gift
from services.charity.proofs.proof import county_of
from services.charity.statements.line import Line

PREFIX = "CN-WUSHE"
CURRENCY = "CNY"

Named = Callable[[str], str]
"""The public name of an opaque id; empty when it has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """How donors, stations and organisations are called in public."""

    donor: Named
    receiver: Named


def package(gifts: Iterable[Stored[Gift]], names: Names) -> dict[str, Any]:
    return {
        "version": "1.4",
        "grants": [
            _grant(stored, part, names) for stored in gifts for part in stored.state.allocations
        ],
    }


def _grant(stored: Stored[Gift], part: Allocation, names: Names) -> dict[str, Any]:
    gift, county = stored.state, regions.require(county_of(part.region))
    what = GIFT_ITEMS.name_zh(gift.item) if gift.item else "资金"
    found: dict[str, Any] = {
        "id": f"{PREFIX}-{part.id}",
        "title": f"{what} → {county.name}",
        "description": _described(gift, part),
        "currency": CURRENCY,
        "amountAwarded": yuan(part.amount.fen),
        "amountDisbursed": yuan(gift.part("delivered", part.id).fen),
        "awardDate": f"{part.allocated_on.isoformat()}T00:00:00+08:00",
        "fundingOrganization": [
            {
                "id": f"{PREFIX}-{gift.donor_id or 'unnamed'}",
                "name": names.donor(gift.donor_id),
            }
        ],
        "recipientOrganization": [
            {
                "id": f"{PREFIX}-{part.to.station_id or part.to.organisation_id}",
                "name": names.receiver(part.to.station_id or part.to.organisation_id)
                or f"{county.name}社工站",
            }
        ],
        "beneficiaryLocation": [
            {
                "name": regions.path(county.code),
                "countryCode": "CN",
                "geoCode": county.code,
                "geoCodeType": "GB/T 2260",
            }
        ],
    }
    if gift.regrant:
        found["regrantType"] = "FRG010"
    return found


def _described(gift: Gift, part: Allocation) -> str:
    goods = f"{part.amount.quantity} {gift.unit}，按申报价值折算；" if gift.goods else ""
    use = "、".join(DOMAINS.name_zh(d) for d in part.purpose.domain.split("+") if d) or "不限领域"
    return f"{goods}用途：{use}"


def yuan(fen: int) -> float:
    """360Giving and IATI give money in yuan; a whole number of fen has at most two decimals."""
    return fen / 100


TYPES = {
    ("", "promised"): ("11", "承诺"),
    ("promised", "received"): ("1", "接收"),
    ("received", "allocated"): ("2", "分配"),
    ("reserved", "allocated"): ("2", "分配"),
    ("allocated", "delivered"): ("3", "交付"),
    ("in_transit", "delivered"): ("3", "交付"),
}
BACK = {
    ("promised", "lapsed"): ("11", "承诺失效"),
    ("received", "returned"): ("1", "退回捐赠方"),
    ("allocated", "received"): ("2", "撤回分配"),
    ("delivered", "received"): ("3", "交付后退回"),
    ("delivered", "lost"): ("3", "交付后损失"),
}
"""What undoes a transaction is told as the same type with a negative value, as IATI asks."""


def activities(lines: Iterable[Line], title: str, on: date) -> str:
    """The statement of a fund as one `iati-activity` with its transactions, in XML."""
    root = ElementTree.Element("iati-activities", {"version": "2.03"})
    root.set("generated-datetime", f"{on.isoformat()}T00:00:00+08:00")
    activity = ElementTree.SubElement(root, "iati-activity", {"default-currency": CURRENCY})
    narrative = ElementTree.SubElement(ElementTree.SubElement(activity, "title"), "narrative")
    narrative.text = title
    for line in lines:
        _transaction(activity, line)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True)


def _transaction(activity: ElementTree.Element, line: Line) -> None:
    """Movements that neither come in nor go out are no transaction."""
    move = line.source, line.target
    kind, words = TYPES.get(move) or BACK.get(move) or ("", "")
    if not kind:
        return
    sign = -1 if move in BACK else 1
    found = ElementTree.SubElement(activity, "transaction", {"ref": line.event_id})
    ElementTree.SubElement(found, "transaction-type", {"code": kind})
    ElementTree.SubElement(found, "transaction-date", {"iso-date": line.on.isoformat()})
    value = ElementTree.SubElement(found, "value", {"value-date": line.on.isoformat()})
    value.text = f"{sign * line.amount_fen / 100:.2f}"
    described = ElementTree.SubElement(ElementTree.SubElement(found, "description"), "narrative")
    goods = f"：{GIFT_ITEMS.name_zh(line.item)} {line.quantity} {line.unit}" if line.item else ""
    described.text = words + goods
    place = {"code": county_of(line.region), "vocabulary": "99"}
    ElementTree.SubElement(found, "recipient-region", place)
