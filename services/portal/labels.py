"""Names of what people see: event types and sources here, code lists and periods by contracts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from contracts import codes, indicators, periods
from contracts.problems import ContractError
from contracts.roles import Role
from servicekit.errors import Language
from services.portal.words import say

Names = Mapping[str, tuple[str, str]]

EVENTS: Final[Names] = {
    "registry.station.planned": ("社工站规划", "Station planned"),
    "registry.station.signed": ("社工站挂牌", "Station signed"),
    "registry.station.opened": ("社工站运转", "Station opened"),
    "registry.station.closed": ("社工站撤销", "Station closed"),
    "registry.station.told-apart": ("社工站查重确认", "Stations told apart"),
    "registry.station.staff-counted": ("人员核定", "Staff counted"),
    "registry.service.recorded": ("服务登记", "Service recorded"),
    "registry.service.corrected": ("服务更正", "Service corrected"),
    "registry.service.voided": ("服务作废", "Service voided"),
    "registry.figure.stated": ("报表上报", "Figure stated"),
    "volunteers.volunteer.registered": ("志愿者注册", "Volunteer registered"),
    "volunteers.need.posted": ("需求发布", "Need posted"),
    "volunteers.need.volunteer-accepted": ("志愿者接单", "Volunteer accepted"),
    "charity.gift.pledged": ("捐赠承诺", "Gift pledged"),
    "charity.gift.received": ("捐赠到账", "Gift received"),
    "charity.gift.allocated": ("捐赠分配", "Gift allocated"),
    "charity.gift.receipt-confirmed": ("签收确认", "Receipt confirmed"),
}

# Not sources of a report but what a figure is compared with.
OTHER_SOURCES: Final[Names] = {
    "parts": ("分项合计", "Sum of the parts"),
    "sum": ("分项合计", "Sum of the parts"),
    "children": ("下级合计", "Sum of the regions below"),
    "whole": ("总数", "The whole"),
}

EN_UNITS: Final[Mapping[str, str]] = {
    "个": "", "人": "persons", "人次": "person-times", "户": "households", "元": "yuan",
    "万元": "×10,000 yuan", "家": "bodies", "场": "sessions", "次": "times", "支": "teams",
    "小时": "hours", "平方米": "m²", "套": "sets", "期": "courses", "份": "files", "节": "sessions",
    "件": "items",
}  # fmt: skip

_VERSION = re.compile(r"\.v\d+$")


def event_name(type_: str, language: Language) -> str:
    """The name of an event type, or the type itself where nobody has named it yet."""
    return _pick(EVENTS, _VERSION.sub("", type_), language)


def source_name(source: str, language: Language) -> str:
    """Who states a figure: 会议讲话, 州市报告."""
    found = codes.FIGURE_SOURCES.find(source) or codes.BASES.find(source)
    if found is None:
        return _pick(OTHER_SOURCES, source, language)
    return found.name_zh if language == "zh" else found.name_en


def role_name(role: str, language: Language) -> str:
    if role not in set(Role):
        return role
    return Role(role).zh if language == "zh" else role.replace("_", " ").capitalize()


def dimensions_text(indicator: str, dimensions: Mapping[str, str], language: Language) -> str:
    """'乡镇社工站+街道社工站', '福彩公益金，已投入'; empty for the total."""
    comma = "，" if language == "zh" else ", "
    named = (_member(indicator, name, value, language) for name, value in dimensions.items())
    return comma.join(sorted(named))


def _member(indicator: str, dimension: str, value: str, language: Language) -> str:
    known = indicators.get(indicator)
    try:
        members = indicators.require(indicator).members(dimension) if known else None
        if members is None:
            return value
        union = members.union(value)
        return members.name_zh(union) if language == "zh" else members.name_en(union)
    except ContractError:
        return value


def unit_name(unit: str, language: Language) -> str:
    return unit if language == "zh" else EN_UNITS.get(unit, unit)


def period_name(period: str, language: Language) -> str:
    """2022H1 → 2022年上半年."""
    try:
        known = periods.parse(period)
    except ContractError:
        return period
    return known.name_zh if language == "zh" else known.name_en


def months_name(rest: str, language: Language) -> str:
    """The part of a year: '' H1 Q2 -06."""
    if not rest:
        return say(language, "whole_year")
    if rest[0] == "Q":
        return say(language, "quarter", n=rest[1])
    if rest[0] == "-":
        return say(language, "month", n=int(rest[1:]))
    return say(language, rest)


def _pick(names: Names, code: str, language: Language) -> str:
    pair = names.get(code)
    return code if pair is None else pair[0 if language == "zh" else 1]
