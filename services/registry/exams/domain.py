"""A year's exam in an area: applied → paid → passed by level; and what passing earns. Pure."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from contracts.regions import within
from contracts.registry.learning import ExamCounted, Funnel, IncentiveSchemeSet, LearningEvent
from servicekit.errors import DomainError

_NAMESPACE = uuid.UUID("8c9f3a62-5f6e-5d43-8a8b-7f0f4b9b2c31")


class FunnelWidens(DomainError):
    code = "exam_funnel"
    status = 422
    zh = "{level}：通过人数不能多于缴费人数，缴费人数不能多于报考人数（报考 ≥ 缴费 ≥ 通过）。"
    en = "{level}: no more can pass than paid, and no more pay than applied."


class SumDiffers(DomainError):
    code = "exam_sum"
    status = 422
    zh = "{what}合计 {total} 人，与各级之和 {parts} 人不符（差 {difference}）；请核对。"
    en = "The total {what_en} is {total}, but the levels add up to {parts}; check the numbers."


class CountedElsewhere(DomainError):
    code = "exam_counted_elsewhere"
    zh = (
        "{area} 已登记 {year} 年的报考人数，上下级地区同时登记会重复计算；"
        "请只在一级登记，或先清空该地区的登记。"
    )
    en = (
        "{area} has counts of {year} already, and an area and one inside it would be counted "
        "twice; enter them at one level, or empty those of {area} first."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamCounts:
    """Persons 人 by certificate level; the total is their sum and never kept beside them."""

    region: str
    year: int
    levels: dict[str, Funnel] = field(default_factory=dict)

    def total(self, step: str) -> int:
        return sum(getattr(funnel, f"persons_{step}") for funnel in self.levels.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class IncentiveScheme:
    """Fen by level; it holds in the area and below, until a nearer one is set."""

    region: str
    amounts_fen: dict[str, int]
    document: str = ""


Change = tuple[ExamCounts, list[LearningEvent]]


def exam_id(region: str, year: int) -> str:
    return str(uuid.uuid5(_NAMESPACE, f"{region}/{year}"))


def scheme_id(region: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, region))


def count_exam(
    counts: ExamCounts, levels: Mapping[str, Funnel], stated: Mapping[str, int], today: date
) -> Change:
    """The area's counts, in place of the last. `stated` totals must be the sums of the levels."""
    for level, funnel in levels.items():
        if not funnel.persons_applied >= funnel.persons_paid >= funnel.persons_passed:
            raise FunnelWidens(level=level, pointer=f"/levels/{level}")
    after = replace(counts, levels=dict(levels))
    for step, (zh, en) in _STEPS.items():
        _require_sum(after.total(step), stated.get(step), zh, en, f"/total/{step}")
    if after == counts:
        return counts, []
    event = ExamCounted(
        region=counts.region,
        occurred_on=day_of(counts.year, today),
        year=counts.year,
        was=counts.levels,
        now=after.levels,
    )
    return after, [event]


def refuse_counted_twice(region: str, year: int, known: Iterable[ExamCounts]) -> None:
    """Figures add up over areas: an area above or below that reports too would count twice."""
    for counts in known:
        nested = within(counts.region, region) or within(region, counts.region)
        if counts.year == year and counts.region != region and nested and any(counts.levels):
            raise CountedElsewhere(area=counts.region, year=year, pointer="/region")


def set_scheme(scheme: IncentiveScheme, today: date) -> tuple[IncentiveScheme, list[LearningEvent]]:
    event = IncentiveSchemeSet(
        region=scheme.region,
        occurred_on=today,
        amounts_fen=scheme.amounts_fen,
        document=scheme.document,
    )
    return scheme, [event]


def change_scheme(
    known: IncentiveScheme, scheme: IncentiveScheme, today: date
) -> tuple[IncentiveScheme, list[LearningEvent]]:
    return (known, []) if scheme == known else set_scheme(scheme, today)


def day_of(year: int, today: date) -> date:
    """The exam is in June, its results are known in September: a year's figures end with it."""
    return min(today, date(year, 12, 31))


_STEPS = {
    "applied": ("报考", "applied"),
    "paid": ("缴费", "paid"),
    "passed": ("通过", "passed"),
}


def _require_sum(parts: int, total: int | None, zh: str, en: str, pointer: str) -> None:
    if total is not None and total != parts:
        raise SumDiffers(
            what=zh,
            what_en=en,
            total=total,
            parts=parts,
            difference=abs(total - parts),
            pointer=pointer,
        )
