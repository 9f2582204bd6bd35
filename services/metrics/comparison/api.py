"""Areas compared over HTTP."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from contracts import indicators, periods
from servicekit.fields import View
from servicekit.providing import Now, provided
from servicekit.security import Actor, require
from services.metrics.comparison.table import Row, compare
from services.metrics.figures import Question
from services.metrics.ledger import Ledger

router = APIRouter(prefix="/api/metrics", tags=["figures 指标"])

Reader = Annotated[Actor, Depends(require("metrics.figures.read"))]
Figures = Annotated[Ledger, Depends(provided(Ledger))]


class RowView(View):
    """`ratio` is value by `per`; `share`, `growth`, `year_growth` are parts of 1, rounded to six
    decimals from exact fractions."""

    region: str
    value: int
    per: int | None
    ratio: float | None
    share: float | None
    rank: int | None
    before: int | None
    growth: float | None
    year_before: int | None
    year_growth: float | None

    @classmethod
    def of(cls, row: Row) -> RowView:
        return cls(
            region=row.region,
            value=row.value,
            per=row.per,
            ratio=_shown(row.ratio),
            share=_shown(row.share),
            rank=row.rank,
            before=row.before,
            growth=_shown(row.growth),
            year_before=row.year_before,
            year_growth=_shown(row.year_growth),
        )


class ComparisonView(View):
    """`gini`, `theil`, `top_to_bottom` over the areas' ratios, or values without `per`."""

    indicator: str
    unit: str
    per: str | None
    per_unit: str | None
    period: str
    total: int
    gini: float | None
    theil: float | None
    top_to_bottom: float | None
    rows: list[RowView]


@router.get("/comparison")
async def get_comparison(
    actor: Reader,
    ledger: Figures,
    clock: Now,
    indicator: Annotated[str, Query(max_length=64)],
    region: Annotated[str | None, Query(max_length=12)] = None,
    period: Annotated[str, Query(max_length=periods.LONGEST)] = "cumulative",
    per: Annotated[str | None, Query(max_length=64)] = None,
) -> ComparisonView:
    """The parts of an area side by side, by one figure or by one per another."""
    place = region or actor.region
    question = Question.of(indicator, place, period, "", clock.today())
    actor.scope.require(question.region)
    bottom = indicators.require(per, "/per") if per else None
    found = compare(ledger.cube, question, bottom)
    return ComparisonView(
        indicator=indicator,
        unit=question.indicator.unit,
        per=per,
        per_unit=bottom.unit if bottom else None,
        period=question.period.code,
        total=found.total,
        gini=_rounded(found.gini),
        theil=_rounded(found.theil),
        top_to_bottom=_rounded(found.top_to_bottom),
        rows=[RowView.of(row) for row in found.rows],
    )


def _shown(value: Fraction | None) -> float | None:
    return None if value is None else round(float(value), 6)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
