"""The hard rules a candidate must pass, in the order in which they are told. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from services.volunteers.matching.points import kilometres
from services.volunteers.matching.profile import REACH_KM, Asked, Profile


@dataclass(frozen=True, slots=True)
class Person:
    """One volunteer who may be a candidate."""

    id: str
    profile: Profile


@dataclass(frozen=True, slots=True)
class Rule:
    """`zh` and `en` say why somebody does not pass."""

    code: str
    zh: str
    en: str
    passes: Callable[[Asked, Person], bool]


def _screened(asked: Asked, person: Person) -> bool:
    until = person.profile.screened_until
    return asked.minors_on is None or (until is not None and asked.minors_on <= until)


def _skilled(asked: Asked, person: Person) -> bool:
    known = person.profile.skills
    return all(known.get(skill, 0) >= level for skill, level in asked.skills.items())


def _understood(asked: Asked, person: Person) -> bool:
    return asked.languages <= person.profile.languages


def within_reach(need: int, home: int, reach: int) -> bool:
    """Whether somebody of this reach travels from their county to the need's."""
    if need < 0 or home < 0 or reach == len(REACH_KM) - 1:
        return True
    km = kilometres(need, home)
    return km is not None and km <= REACH_KM[reach]


def _reaches(asked: Asked, person: Person) -> bool:
    return within_reach(asked.county, person.profile.county, person.profile.reach)


def _available(asked: Asked, person: Person) -> bool:
    return asked.hours <= person.profile.hours


def _new_to_it(asked: Asked, person: Person) -> bool:
    return person.id not in asked.taken


def _free(asked: Asked, person: Person) -> bool:
    return not any(window.overlaps(asked.window) for window in person.profile.busy)


RULES: tuple[Rule, ...] = (
    Rule("screening", "未通过未成年人服务审查或已过期", "not screened for minors", _screened),
    Rule("skills", "缺少所需技能或等级不足", "lacks a needed skill, or its level", _skilled),
    Rule("languages", "不会所需语言", "lacks a needed language", _understood),
    Rule("reach", "超出愿意前往的范围", "further than they travel", _reaches),
    Rule("availability", "该时段没有空闲", "not available at that time", _available),
    Rule("registered", "已报名该需求", "has already taken a place of it", _new_to_it),
    Rule("booked", "该时段已有其他服务", "booked for an overlapping time", _free),
)


def failed(asked: Asked, person: Person) -> list[Rule]:
    """Every rule the person does not pass, in order."""
    return [rule for rule in RULES if not rule.passes(asked, person)]
