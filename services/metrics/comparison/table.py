"""Areas side by side: value, share, rank, ratio to another figure, growth, and imbalance. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from contracts.indicators import Indicator
from contracts.periods import Period
from contracts.problems import ContractError
from services.metrics import figures
from services.metrics.comparison import measures
from services.metrics.comparison.earlier import before, year_before
from services.metrics.cube import Cube
from services.metrics.figures import BY_REGION, Question


class RatioMixesUnits(ContractError):
    code = "ratio_invalid"

    def __init__(self, indicator: Indicator) -> None:
        super().__init__(
            f"“{indicator.name_zh}”的每行有各自的计量单位，不能作比。",
            f"Each row of {indicator.code} has a unit of its own; it makes no ratio.",
            "/per",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One area. `ratio` is value by `per` from the two parts; `growth` against the period before,
    `year_growth` against the same a year before; None where it cannot be said."""

    region: str
    value: int
    per: int | None
    ratio: Fraction | None
    share: Fraction | None
    rank: int | None
    before: int | None
    growth: Fraction | None
    year_before: int | None
    year_growth: Fraction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    rows: list[Row]
    total: int
    gini: float | None
    theil: float | None
    top_to_bottom: float | None


def compare(cube: Cube, question: Question, per: Indicator | None) -> Comparison:
    """The children of the asked region beside one another (RatioMixesUnits)."""
    if per is not None and (not per.unit or not question.indicator.unit):
        raise RatioMixesUnits(per if not per.unit else question.indicator)
    values = _values(cube, question)
    bottom = _values(cube, replace(question, indicator=per)) if per else {}
    last = _at(cube, question, before(question.period))
    year = _at(cube, question, year_before(question.period))
    total = sum(values.values())
    ratios = {r: measures.ratio(v, bottom.get(r, 0)) if per else None for r, v in values.items()}
    measured = [ratios[r] if per else v for r, v in values.items()]
    rows = [
        Row(
            region=region,
            value=value,
            per=bottom.get(region, 0) if per else None,
            ratio=ratios[region],
            share=measures.ratio(value, total),
            rank=rank,
            before=last.get(region),
            growth=measures.growth(last.get(region, 0), value),
            year_before=year.get(region),
            year_growth=measures.growth(year.get(region, 0), value),
        )
        for (region, value), rank in zip(values.items(), measures.ranks(measured), strict=True)
    ]
    said = [one for one in measured if one is not None]
    return Comparison(
        rows=rows,
        total=total,
        gini=measures.gini(said),
        theil=measures.theil(said),
        top_to_bottom=measures.top_to_bottom(said),
    )


def _values(cube: Cube, question: Question) -> dict[str, int]:
    """By child region; what happened in the area but in none of them is no area's."""
    split = replace(question, by=(BY_REGION,))
    found: dict[str, int] = {}
    for figure in figures.recorded(cube, split, ""):
        if figure.region != question.region:
            found[figure.region] = found.get(figure.region, 0) + figure.value
    return dict(sorted(found.items()))


def _at(cube: Cube, question: Question, period: Period | None) -> dict[str, int]:
    if period is None:
        return {}
    return _values(cube, replace(question, period=period))
