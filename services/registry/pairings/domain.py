"""Pairing 牵手: a strong area helps a weak one, with goals, a term and reviews. Pure.

Two areas have one pairing at a time; when it is over they may agree on another.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID, uuid5

from contracts import regions
from contracts.registry.pairings import (
    Goal,
    PairingAgreed,
    PairingEnded,
    PairingEvent,
    PairingReviewed,
)
from servicekit.errors import DomainError
from services.registry.stations.station import happened

_NAMESPACE = UUID("7b1f2c3d-5e6a-5f80-9c1d-2e3f4a5b6c7d")


@dataclass(frozen=True, slots=True)
class Review:
    on: date
    reached: tuple[Goal, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """`helper` helps `region` from `starts_on` to `ends_on`, both included; `starts_on` None:
    they have not agreed on anything yet."""

    helper: str
    region: str
    starts_on: date | None = None
    ends_on: date | None = None
    goals: tuple[Goal, ...] = ()
    reviews: tuple[Review, ...] = ()
    ended_on: date | None = None
    ending: str = ""

    def runs(self, day: date) -> bool:
        """On that day or, once agreed, later; not after it was ended."""
        last = self.ended_on or self.ends_on
        return last is not None and day <= last and self.ended_on is None

    @property
    def met(self) -> int:
        """How many goals the last review found reached."""
        if not self.reviews:
            return 0
        reached = {goal.indicator: goal.value for goal in self.reviews[-1].reached}
        return sum(reached[goal.indicator] >= goal.value for goal in self.goals)


Change = tuple[Pairing, list[PairingEvent]]


class AreasUnequal(DomainError):
    code = "areas_unequal"
    status = 422
    zh = "牵手双方须是同一级别、互不隶属的两个地区。"
    en = "Two different areas of the same level are paired."


class TermInvalid(DomainError):
    code = "time_range"
    status = 422
    zh = "结束日期须晚于开始日期 {starts}。"
    en = "The pairing ends after the day it starts on, {starts}."


class AlreadyPaired(DomainError):
    code = "already_paired"
    zh = "双方的牵手将持续到 {ends}；须先结束现有的牵手，或从该日之后开始。"
    en = "The two are paired until {ends}; end that pairing first, or begin after that day."


class GoalTwice(DomainError):
    code = "goal_twice"
    status = 422
    zh = "同一指标只能定一个目标。"
    en = "An indicator has one goal."


class GoalsNotReviewed(DomainError):
    code = "goals_not_reviewed"
    status = 422
    zh = "评估须逐一填写各项目标的完成数，目标指标为：{goals}。"
    en = "A review says of each goal what was reached; the goals are: {goals}."


class PairingOver(DomainError):
    code = "pairing_over"
    zh = "牵手已结束，不能再变更。"
    en = "The pairing is over and changes no more."


def pairing_id(helper: str, helped: str) -> str:
    return str(uuid5(_NAMESPACE, f"{helper}/{helped}"))


def agree(
    pairing: Pairing, starts_on: date, ends_on: date, goals: tuple[Goal, ...], today: date
) -> Change:
    """A new term, when the last is over; its goals and reviews begin afresh."""
    _check_areas(pairing)
    if ends_on <= starts_on:
        raise TermInvalid(pointer="/ends_on", starts=starts_on)
    if len({goal.indicator for goal in goals}) < len(goals):
        raise GoalTwice(pointer="/goals")
    if pairing.runs(starts_on):
        raise AlreadyPaired(pointer="/starts_on", ends=pairing.ends_on)
    agreed = Pairing(
        helper=pairing.helper,
        region=pairing.region,
        starts_on=starts_on,
        ends_on=ends_on,
        goals=goals,
    )
    event = PairingAgreed(
        region=pairing.region,
        occurred_on=today,
        helper=pairing.helper,
        starts_on=starts_on,
        ends_on=ends_on,
        goals=goals,
    )
    return agreed, [event]


def review(pairing: Pairing, on: date, reached: tuple[Goal, ...], today: date) -> Change:
    """Also after its last day: what was reached is then told for good."""
    _not_ended(pairing)
    happened(on, pairing.reviews[-1].on if pairing.reviews else pairing.starts_on, today)
    if sorted(g.indicator for g in reached) != sorted(g.indicator for g in pairing.goals):
        names = ", ".join(goal.indicator for goal in pairing.goals)
        raise GoalsNotReviewed(pointer="/reached", goals=names)
    event = PairingReviewed(
        region=pairing.region, occurred_on=on, helper=pairing.helper, reached=reached
    )
    return replace(pairing, reviews=(*pairing.reviews, Review(on, reached))), [event]


def end(pairing: Pairing, on: date, reason: str, today: date) -> Change:
    _not_ended(pairing)
    happened(on, pairing.reviews[-1].on if pairing.reviews else None, today)
    event = PairingEnded(
        region=pairing.region, occurred_on=on, helper=pairing.helper, reason=reason
    )
    return replace(pairing, ended_on=on, ending=reason), [event]


def _check_areas(pairing: Pairing) -> None:
    """Of one level; two different ones are then not within one another either."""
    helper, helped = regions.require(pairing.helper), regions.require(pairing.region)
    if helper == helped or helper.level != helped.level:
        raise AreasUnequal(pointer="/helper")


def _not_ended(pairing: Pairing) -> None:
    if pairing.ended_on is not None or pairing.starts_on is None:
        raise PairingOver()
