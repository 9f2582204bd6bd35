"""What a person has learnt: exam results by subject, and hours of continuing education. Pure.

Subjects and years: 《社会工作者职业水平评价暂行规定》 and its exam rules
(国人部发〔2006〕71号): an assistant passes both subjects in one year, a social worker all
three within two in a row. Hours: 《社会工作者继续教育办法》 (民发〔2009〕123号).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

SUBJECTS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "assistant": frozenset({"comprehensive", "practice"}),
        "social_worker": frozenset({"comprehensive", "practice", "law"}),
        "senior": frozenset({"practice", "review"}),
    }
)
YEARS_TO_PASS: Mapping[str, int] = MappingProxyType(
    {"assistant": 1, "social_worker": 2, "senior": 3}
)
HOURS_DUE: Mapping[str, int] = MappingProxyType({"assistant": 72, "social_worker": 90})
"""Class hours 学时 within the time one registration is valid for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamYear:
    """`results`: subject → passed, failed or absent."""

    level: str
    year: int
    results: dict[str, str]

    @property
    def passed(self) -> frozenset[str]:
        return frozenset(s for s, result in self.results.items() if result == "passed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Education:
    """`hours` 学时 completed on a day, of a course of the registry when it names one."""

    on: date
    hours: int
    course_id: str = ""


def is_complete(exams: Iterable[ExamYear], level: str, year: int) -> bool:
    """Whether every subject is passed by that year, within the years allowed."""
    first = year - YEARS_TO_PASS[level] + 1
    counting = [e for e in exams if e.level == level and first <= e.year <= year]
    return SUBJECTS[level] <= frozenset().union(*(exam.passed for exam in counting))


def hours_since(education: Iterable[Education], since: date) -> int:
    return sum(done.hours for done in education if done.on >= since)
