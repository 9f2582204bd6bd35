"""The hard rules a candidate must pass, in the order in which they are told. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from services.volunteers.needs.domain import Need
from services.volunteers.people.domain import Volunteer
from services.volunteers.times import covered


@dataclass(frozen=True, slots=True)
class Question:
    """One need asking for candidates."""

    need_id: str
    need: Need


@dataclass(frozen=True, slots=True)
class Person:
    """One volunteer who may be a candidate."""

    id: str
    volunteer: Volunteer


@dataclass(frozen=True, slots=True)
class Rule:
    """`zh` and `en` say why somebody does not pass."""

    code: str
    zh: str
    en: str
    passes: Callable[[Question, Person], bool]


def _screened(asked: Question, person: Person) -> bool:
    return not asked.need.minors or person.volunteer.screened_for(asked.need.window)


def _skilled(asked: Question, person: Person) -> bool:
    return set(asked.need.skills) <= set(person.volunteer.skills)


def _understood(asked: Question, person: Person) -> bool:
    return set(asked.need.languages) <= set(person.volunteer.languages)


def _available(asked: Question, person: Person) -> bool:
    return covered(asked.need.window, person.volunteer.slots)


def _new_to_it(asked: Question, person: Person) -> bool:
    return person.id not in asked.need.taken


def _free(asked: Question, person: Person) -> bool:
    return person.volunteer.booked_over(asked.need.window, asked.need_id) is None


RULES: tuple[Rule, ...] = (
    Rule("screening", "未通过未成年人服务审查或已过期", "not screened for minors", _screened),
    Rule("skills", "缺少所需技能", "lacks a needed skill", _skilled),
    Rule("languages", "不会所需语言", "lacks a needed language", _understood),
    Rule("availability", "该时段没有空闲", "not available at that time", _available),
    Rule("registered", "已报名该需求", "has already taken a place of it", _new_to_it),
    Rule("booked", "该时段已有其他服务", "booked for an overlapping time", _free),
)


def failed(asked: Question, person: Person) -> list[Rule]:
    """Every rule the person does not pass, in order."""
    return [rule for rule in RULES if not rule.passes(asked, person)]
