"""What may be purchased, by whom, for whom, how long. Pure; refusals.py names the document."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from contracts import codes, regions
from contracts.codes import CodeList
from servicekit.errors import DomainError
from services.registry.purchasing.refusals import (
    AssistanceMoneyDiverted,
    OutsideTheLists,
    OwnDutyShifted,
    PurchaserLevel,
    TermTooLong,
)

LISTS: Mapping[str, CodeList] = {
    "transactional": codes.PURCHASE_TRANSACTIONAL,
    "service": codes.PURCHASE_SERVICE,
}
COUNTY_AND_ABOVE = frozenset({"province", "prefecture", "county"})
LONGEST_YEARS = 3
IN_NEED = frozenset(
    {"minimum_living", "extreme_poverty", "low_income", "disabled", "orphan", "vagrant"}
)


def require_purchaser(kind: str, region: str) -> None:
    """A government body of county level or above (PurchaserLevel)."""
    found = regions.get(region)
    if kind != "government_unit" or found is None or found.level not in COUNTY_AND_ABOVE:
        raise PurchaserLevel(pointer="/purchaser_id")


def require_range(content_class: str, items: Collection[str]) -> None:
    """Nothing beyond the two closed lists, and no duty of the government's own."""
    allowed = LISTS[content_class]
    for number, item in enumerate(items):
        pointer = f"/items/{number}"
        own = codes.OWN_DUTIES.find(item)
        if own is not None:
            raise OwnDutyShifted(item=own.name_zh, item_en=own.name_en, pointer=pointer)
        if item not in allowed:
            raise _outside(content_class, item, pointer)


def require_target(source: str, target_groups: Collection[str]) -> None:
    """Money for people in need goes to nobody else (AssistanceMoneyDiverted)."""
    if source != "social_assistance":
        return
    if not target_groups or not set(target_groups) <= IN_NEED:
        allowed = [c for c in codes.TARGET_GROUPS if c.code in IN_NEED]
        raise AssistanceMoneyDiverted(
            allowed="、".join(c.name_zh for c in allowed),
            allowed_en=", ".join(c.code for c in allowed),
            pointer="/target_groups",
        )


def require_term(starts_on: date, ends_on: date) -> None:
    latest = last_day(starts_on)
    if not starts_on < ends_on <= latest:
        raise TermTooLong(latest=latest, pointer="/ends_on")


def last_day(starts_on: date) -> date:
    """The last day of a three-year cycle that starts on this day."""
    year = starts_on.year + LONGEST_YEARS
    try:
        return starts_on.replace(year=year)
    except ValueError:  # 29 February
        return date(year, 2, 28)


def _outside(content_class: str, item: str, pointer: str) -> DomainError:
    allowed = LISTS[content_class]
    other = next((found for known in LISTS.values() if (found := known.find(item))), None)
    return OutsideTheLists(
        item=other.name_zh if other else "?",
        item_en=other.code if other else "this item",
        kind={"transactional": "事务性工作", "service": "服务性工作"}[content_class],
        allowed="、".join(code.name_zh for code in allowed),
        allowed_en=", ".join(allowed.codes),
        pointer=pointer,
    )
