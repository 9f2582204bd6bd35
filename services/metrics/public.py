"""A figure's parts as the public may see them: small counts of people, and what would tell them,
are left out and named."""

from __future__ import annotations

from dataclasses import replace

from servicekit.errors import DomainError
from services.metrics import figures, suppression
from services.metrics.cube import Cube
from services.metrics.figures import BY_REGION, Figure, Question

CALENDAR = frozenset({"month", "quarter", "half", "year"})
"""Any other span of days could be chosen so that two answers differ by one fact."""


class PublicSplit(DomainError):
    code = "public_split"
    status = 422
    zh = (
        "公开数据只按今天的地区分（by=region），口径为系统记录，期间为月、季度、半年或年；"
        "换一种分法可能推算出少数人。"
    )
    en = (
        "Public figures are recorded ones, split by the regions of today alone (by=region), of a "
        "month, quarter, half or year. Another split could be held against it."
    )


def shown(cube: Cube, question: Question, as_of: str) -> tuple[list[Figure], list[str]]:
    """The rows that may be seen, and the codes of those that may not (PublicSplit)."""
    if question.by != (BY_REGION,):
        raise PublicSplit(pointer="/by")
    if question.boundaries != "now":
        raise PublicSplit(pointer="/boundaries")
    if question.period.kind not in CALENDAR:
        raise PublicSplit(pointer="/period")
    rows = figures.recorded(cube, question, as_of)
    if not suppression.concerns(question.indicator):
        return rows, []

    def row_of(region: str) -> dict[str, int]:
        found = figures.recorded(cube, replace(question, region=region), "")
        return {figure.region: figure.value for figure in found}

    hidden = suppression.hidden_in(question.region, row_of)
    return [row for row in rows if row.region not in hidden], sorted(hidden)
