"""Units as reports write them (万元, 亿小时, 万人次), made exact whole numbers of base units.

Persons 人, person-times 人次 and households 户 are different figures: a report that counts in
another of the three than the catalogue keeps its own unit, and is never converted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches

from contracts.indicators import Indicator
from contracts.problems import ContractError

LARGEST = 10**15
"""Ten trillion yuan in fen: beyond it a number is a slip of the pen."""

_NUMBER = re.compile(r"[0-9]{1,18}(\.[0-9]{1,12})?")
_PREFIX = re.compile("^(千万|百万|十万|百亿|十亿|亿|万|千|百|十)?(.+)$")
_SCALE = {
    "": 1,
    "十": 10,
    "百": 10**2,
    "千": 10**3,
    "万": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "十亿": 10**9,
    "百亿": 10**10,
}
_BASE = {
    "money": {"元": 100, "角": 10, "分": 1},
    "persons": {"人": 1, "名": 1, "位": 1},
    "person_times": {"人次": 1},
    "households": {"户": 1},
    "area": {"平方米": 1, "㎡": 1, "m²": 1, "平米": 1},
    "hours": {"小时": 1},
    "bodies": dict.fromkeys(("个", "家", "支", "所", "处", "座", "例", "项"), 1),
    "occasions": dict.fromkeys(("次", "场", "期", "节", "场次", "班"), 1),
    "papers": dict.fromkeys(("份", "册", "本"), 1),
    "articles": dict.fromkeys((*"套件只包台批双床袋箱瓶盒",), 1),
}
_CLASS = {unit: kind for kind, units in _BASE.items() for unit in units}
PEOPLE = ("persons", "person_times", "households")
COUNTERS = ("bodies", "occasions", "papers", "articles")
_CANONICAL = {"persons": "人", "person_times": "人次", "households": "户"}
_ANY_COUNTER = "个"
"""个 counts anything that is not people, money, area or time."""
_OWN_MEASURE = "articles"
"""A box is not a piece: articles are never made one another, as 场 and 次 are."""


@dataclass(frozen=True, slots=True)
class Stated:
    """`value` is a whole number of `unit`: the indicator's own, or another of 人 人次 户."""

    value: int
    unit: str


class ValueInvalid(ContractError):
    code = "value_invalid"

    def __init__(self, pointer: str = "") -> None:
        super().__init__(
            "数值写法不对；请填写不带逗号、不带符号的十进制数，例如 345.5。",
            "Write the value as a plain decimal number without sign or separators: 345.5.",
            pointer,
        )


class ValueTooLarge(ContractError):
    code = "value_too_large"

    def __init__(self, pointer: str = "") -> None:
        super().__init__(
            f"数值过大：换算后不能超过 {LARGEST}；请检查单位。",
            f"The value is too large: at most {LARGEST} base units; check the unit.",
            pointer,
        )


class ValueNotWhole(ContractError):
    code = "value_not_whole"

    def __init__(self, unit: str, pointer: str = "") -> None:
        super().__init__(
            f"换算后不是整数{unit}；请检查数值和单位。",
            f"The value is not a whole number of {unit}; check value and unit.",
            pointer,
        )


class UnitUnknown(ContractError):
    code = "unit_unknown"

    def __init__(self, nearest: tuple[str, ...], pointer: str = "") -> None:
        self.nearest = nearest
        super().__init__(
            f"不认识这个单位；可以用：{'、'.join(nearest)}。",
            f"Unknown unit; try: {', '.join(nearest)}.",
            pointer,
        )


class UnitMismatch(ContractError):
    code = "unit_mismatch"

    def __init__(self, indicator: Indicator, right: tuple[str, ...], pointer: str = "") -> None:
        self.right = right
        super().__init__(
            f"指标“{indicator.name_zh}”不能用这个单位；应为：{'、'.join(right)}。",
            f"Indicator {indicator.code} is not counted in this unit; use: {', '.join(right)}.",
            pointer,
        )


def convert(value: Decimal | str, unit: str, indicator: Indicator, pointer: str = "") -> Stated:
    """A stated value as a whole number of base units, exactly.

    Raises ValueInvalid, ValueTooLarge, ValueNotWhole, UnitUnknown or UnitMismatch.
    """
    number = _number(value, pointer)
    scale, name = _split(unit, indicator, pointer)
    target = _target(name, indicator, pointer)
    exact = number * scale * _BASE[_CLASS[name]][name]
    if exact > LARGEST:
        raise ValueTooLarge(pointer)
    if exact != exact.to_integral_value():
        raise ValueNotWhole(target, pointer)
    return Stated(int(exact), target)


def legal_units(indicator: Indicator) -> tuple[str, ...]:
    """What a report may write for this indicator, the catalogue's own unit first (money: 元)."""
    own = indicator.display_unit
    if indicator.is_money:
        return (own, "万元", "亿元", "分")
    if not own:
        return (*_BASE[_OWN_MEASURE], _ANY_COUNTER)
    kind = _CLASS[own]
    if kind in PEOPLE:
        return (own, f"万{own}", *(unit for unit in _CANONICAL.values() if unit != own))
    alike = dict.fromkeys(() if kind == _OWN_MEASURE else _BASE[kind])
    alike |= {_ANY_COUNTER: None} if kind in COUNTERS else {}
    return (own, f"万{own}", *(unit for unit in alike if unit != own))


def _number(value: Decimal | str, pointer: str) -> Decimal:
    text = format(value, "f") if isinstance(value, Decimal) else value.strip()
    if not _NUMBER.fullmatch(text):
        raise ValueInvalid(pointer)
    return Decimal(text)


def _split(unit: str, indicator: Indicator, pointer: str) -> tuple[int, str]:
    """'万人次' → (10000, '人次')."""
    match = _PREFIX.match(unit.strip())
    if match is None or match[2] not in _CLASS:
        legal = legal_units(indicator)
        near = get_close_matches(unit, [*_CLASS, *legal], n=3, cutoff=0.5)
        raise UnitUnknown(tuple(near) or legal, pointer)
    return _SCALE[match[1] or ""], match[2]


def _target(name: str, indicator: Indicator, pointer: str) -> str:
    """The unit the figure is kept in."""
    own, given = indicator.unit, _CLASS[name]
    if not own and (given == _OWN_MEASURE or name == _ANY_COUNTER):
        return name
    wanted = _CLASS.get(own)
    if given in PEOPLE and wanted in PEOPLE:
        return own if given == wanted else _CANONICAL[given]
    if name == own or (given == wanted != _OWN_MEASURE):
        return own
    if wanted in COUNTERS and name == _ANY_COUNTER:
        return own
    raise UnitMismatch(indicator, legal_units(indicator), pointer)
