"""What the cells of a registry file stand for: codes or names, as people write them. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from contracts import codes
from contracts.codes import CodeList
from contracts.problems import ContractError
from servicekit.privacy import holds_personal_number
from servicekit.scope import Scope
from servicekit.sheets.meanings import half_width, member_of, region_of
from services.volunteers.times import DAY_MINUTES, PARTS_OF_DAY, Slot, merged

_NUMBER = re.compile(r"[!-~]{1,64}")
_MANY = re.compile("[;；、|]")
_DAYS = "一二三四五六日"
_PARTS = {"上午": "morning", "下午": "afternoon", "晚上": "evening"}
_SLOT = re.compile(
    r"(?:周|星期)?(?P<day>[一二三四五六日天1-7]) ?"
    r"(?:(?P<part>上午|下午|晚上|morning|afternoon|evening)"
    r"|(?P<h1>[01]?\d|2[0-3]):(?P<m1>[0-5]\d)[-~—](?P<h2>[01]?\d|2[0-4]):(?P<m2>[0-5]\d))"
)
FARTHEST_KM = 10_000


class NumberUnusable(ContractError):
    code = "number_unusable"

    def __init__(self) -> None:
        super().__init__(
            "编号应为 1 至 64 个可见的 ASCII 字符，且不得是身份证号或手机号；"
            "请用来源系统的志愿者编号。",
            "A number is 1 to 64 visible ASCII characters, and no identity-card or telephone "
            "number: give the volunteer's number in the system it comes from.",
        )


class SlotUnreadable(ContractError):
    code = "slot_invalid"

    def __init__(self) -> None:
        super().__init__(
            "空闲时段应写作「周一上午」或「周三 18:00-20:00」，多个之间用分号隔开。",
            "Write free time as 周一上午 (1 morning) or 周三 18:00-20:00 (3 18:00-20:00), "
            "with semicolons between.",
        )


class LevelUnreadable(ContractError):
    code = "level_invalid"

    def __init__(self) -> None:
        super().__init__(
            "技能等级写作「课业辅导:2」，为 1、2 或 3。",
            "Write a level as tutoring:2; it is 1, 2 or 3.",
        )


class ReachUnreadable(ContractError):
    code = "number_out_of_range"

    def __init__(self) -> None:
        super().__init__(
            f"服务半径为 0 至 {FARTHEST_KM} 的整数（公里）。",
            f"The reach is a whole number of kilometres from 0 to {FARTHEST_KM}.",
        )


def usable_number(text: str) -> str:
    """Raises NumberUnusable."""
    if not _NUMBER.fullmatch(text) or holds_personal_number(text):
        raise NumberUnusable()
    return text


def region(text: str, scope: Scope) -> str:
    code = region_of(text, scope).code
    scope.require(code)
    return code


Skills = tuple[tuple[str, ...], dict[str, int]]
NO_SKILLS: Skills = ((), {})


@lru_cache(maxsize=8192)
def skills(text: str) -> Skills:
    """课业辅导:2；理发 → both, with the level of the first."""
    levels: dict[str, int] = {}
    found = set()
    for part in _parts(text):
        name, _, level = part.partition(":")
        code = member_of(name, codes.SKILLS).code
        found.add(code)
        if level and level not in ("1", "2", "3"):
            raise LevelUnreadable()
        if level:
            levels[code] = int(level)
    return tuple(sorted(found)), dict(sorted(levels.items()))


@lru_cache(maxsize=8192)
def languages(text: str) -> tuple[str, ...]:
    return _members(text, codes.LANGUAGES)


def _members(text: str, known: CodeList) -> tuple[str, ...]:
    return tuple(sorted({member_of(part, known).code for part in _parts(text)}))


@lru_cache(maxsize=8192)
def slots(text: str) -> tuple[Slot, ...]:
    return merged(_slot(part) for part in _parts(text))


def _slot(text: str) -> Slot:
    match = _SLOT.fullmatch(text)
    if match is None:
        raise SlotUnreadable()
    day = match["day"].replace("天", "日")
    weekday = int(day) if day.isdigit() else _DAYS.index(day) + 1
    if match["part"]:
        return Slot(weekday, *PARTS_OF_DAY[_PARTS.get(match["part"], match["part"])])
    start, end = (int(match[f"h{n}"]) * 60 + int(match[f"m{n}"]) for n in (1, 2))
    if not start < end <= DAY_MINUTES:
        raise SlotUnreadable()
    return Slot(weekday, start, end)


def reach(text: str) -> int:
    plain = half_width(text)
    if not (plain.isascii() and plain.isdigit()) or int(plain[:6]) > FARTHEST_KM:
        raise ReachUnreadable()
    return int(plain)


def _parts(text: str) -> list[str]:
    return [half_width(part) for part in _MANY.split(text) if part.strip()]
