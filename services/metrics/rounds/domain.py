"""A report round: open → submitted → checked by each level up to the province → published. Pure.

A round sent back is open again. Who has submitted does not check. Published is the end: the
figures are frozen, and what comes later stands beside them as adjustments.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from contracts import periods, regions
from contracts.metrics.rounds import (
    PeriodPublished,
    RoundChecked,
    RoundEvent,
    RoundOpened,
    RoundReturned,
    RoundSubmitted,
)
from contracts.roles import Role
from servicekit.errors import DomainError

LEVELS = ("county", "prefecture", "province")
LEVEL_OF = {
    Role.COUNTY_OFFICER: "county",
    Role.PREFECTURE_OFFICER: "prefecture",
    Role.PROVINCE_ADMIN: "province",
}
DAYS_TO_SUBMIT = 10
"""After the end of the period; a setting of ours: the reports name no day."""


class WrongStep(DomainError):
    code = "round_state"
    zh = "该报告期当前状态为「{state}」，不能{step}。"
    en = "The round is {state}; it cannot be {step_en} now."


class PeriodNotOver(DomainError):
    code = "period_not_over"
    zh = "该报告期至 {end} 才结束，结束后才能报送。"
    en = "The period ends on {end}; it can be submitted after that."


class PeriodOpenEnded(DomainError):
    code = "period_invalid"
    status = 422
    zh = "报送只按月、季度、半年或年进行，不能是累计。"
    en = "A round is for a month, quarter, half or year, not cumulative."


class RegionTooSmall(DomainError):
    code = "region_invalid"
    status = 422
    zh = "按县（市、区）、州（市）或全省报送，不按乡镇或社区。"
    en = "Rounds are for a county, a prefecture or the province, not for townships."


class NextLevel(DomainError):
    code = "round_level"
    status = 403
    zh = "下一步应由「{level}」级审核。"
    en = "The next check is the {level}'s."


class SamePerson(DomainError):
    code = "round_same_person"
    zh = "报送人不能审核自己报送的数据。"
    en = "Who submitted the figures cannot check them."


STATES_ZH = {
    "open": "填报中",
    "submitted": "已报送",
    "checked": "审核中",
    "published": "已发布",
}
STEPS_ZH = {"submitted": "报送", "checked": "审核", "returned": "退回", "published": "发布"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """`by`: a pseudonym; `reason` of a return, in words."""

    kind: str
    level: str
    on: date
    by: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """`positions`: stream → last event counted when it was published."""

    region: str
    period: str
    state: str = "open"
    steps: tuple[Step, ...] = ()
    submitted_on: date | None = None
    days_late: int = 0
    published_on: date | None = None
    report_hash: str = ""
    positions: Mapping[str, int] = field(default_factory=dict)

    def levels(self) -> tuple[str, ...]:
        """Every level that has to check, from the area's own to the province."""
        own = regions.require(self.region).level
        return LEVELS[LEVELS.index(own) :]

    def checks(self) -> tuple[str, ...]:
        """Levels that have checked since it was last submitted."""
        found: list[str] = []
        for step in self.steps:
            if step.kind == "submitted":
                found = []
            elif step.kind == "checked":
                found.append(step.level)
        return tuple(found)

    def next_level(self) -> str | None:
        """None when every level has checked."""
        left = self.levels()[len(self.checks()) :]
        return left[0] if left else None


Change = tuple[Round, list[RoundEvent]]


def open_round(region: str, period: str, today: date) -> Change:
    """Raises PeriodInvalid, PeriodOpenEnded, RegionTooSmall."""
    if periods.parse(period, "/period").end is None:
        raise PeriodOpenEnded(pointer="/period")
    if regions.require(region, "/region").level not in LEVELS:
        raise RegionTooSmall(pointer="/region")
    opened = Round(region=region, period=period)
    return opened, [RoundOpened(region=region, occurred_on=today, period=period)]


def submit(found: Round, by: str, level: str, today: date) -> Change:
    """Raises WrongStep, PeriodNotOver."""
    _require(found, "submitted", "open")
    end = periods.parse(found.period).end
    assert end is not None  # open_round saw to it
    if today <= end:
        raise PeriodNotOver(end=end)
    late = max(0, (today - end - timedelta(days=DAYS_TO_SUBMIT)).days)
    step = Step(kind="submitted", level=level, on=today, by=by)
    after = replace(
        found, state="submitted", submitted_on=today, days_late=late, steps=(*found.steps, step)
    )
    return after, [
        RoundSubmitted(region=found.region, occurred_on=today, period=found.period, days_late=late)
    ]


def check(found: Round, by: str, level: str, today: date) -> Change:
    """By the next level, another person than who submitted (WrongStep, NextLevel, SamePerson)."""
    _require(found, "checked", "submitted", "checked")
    wanted = found.next_level()
    if wanted is None:
        raise WrongStep(**_words(found, "checked"))
    if level != wanted:
        raise NextLevel(level=wanted)
    if any(step.kind == "submitted" and step.by == by for step in found.steps):
        raise SamePerson()
    step = Step(kind="checked", level=level, on=today, by=by)
    after = replace(found, state="checked", steps=(*found.steps, step))
    return after, [
        RoundChecked(region=found.region, occurred_on=today, period=found.period, level=level)
    ]


def send_back(found: Round, by: str, level: str, reason: str, today: date) -> Change:
    """Open again, with the reason (WrongStep)."""
    _require(found, "returned", "submitted", "checked")
    step = Step(kind="returned", level=level, on=today, by=by, reason=reason)
    after = replace(found, state="open", steps=(*found.steps, step))
    return after, [
        RoundReturned(region=found.region, occurred_on=today, period=found.period, level=level)
    ]


def publish(
    found: Round, by: str, report_hash: str, lines: int, positions: Mapping[str, int], today: date
) -> Change:
    """Close the period: only when every level has checked (WrongStep, NextLevel)."""
    _require(found, "published", "checked")
    wanted = found.next_level()
    if wanted is not None:
        raise NextLevel(level=wanted)
    step = Step(kind="published", level="province", on=today, by=by)
    after = replace(
        found,
        state="published",
        published_on=today,
        report_hash=report_hash,
        positions=dict(positions),
        steps=(*found.steps, step),
    )
    return after, [
        PeriodPublished(
            region=found.region,
            occurred_on=today,
            period=found.period,
            report_hash=report_hash,
            lines=lines,
            events=sum(positions.values()),
        )
    ]


def _require(found: Round, step: str, *states: str) -> None:
    if found.state not in states:
        raise WrongStep(**_words(found, step))


def _words(found: Round, step: str) -> dict[str, str]:
    return {
        "state": STATES_ZH[found.state],
        "step": STEPS_ZH[step],
        "step_en": step,
    }
