"""What a bulletin 通报 of an area and period says: figures, parts, months, and stated against
recorded. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from contracts import indicators, periods, regions
from contracts.indicators import Indicator
from services.metrics import conflicts, figures, statements
from services.metrics.conflicts import Conflict
from services.metrics.cube import Cube
from services.metrics.figures import BY_MONTH, BY_REGION, Figure, Question

HEADLINE = (
    "stations",
    "service_person_times",
    "household_visits",
    "cases",
    "group_sessions",
    "community_activities",
    "volunteers",
    "resources_linked",
)
"""Charted by area and by month; every other figure is in the table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin:
    """`parts` and `months`: headline indicator → rows. `stated`: what reports say, with source."""

    region: str
    period: str
    made_on: date
    totals: list[tuple[Indicator, int]]
    parts: dict[str, list[Figure]]
    months: dict[str, list[Figure]]
    stated: list[Figure]
    conflicts: list[Conflict]

    @property
    def title(self) -> str:
        name = regions.require(self.region).name
        return f"{name}乡镇（街道）社工站建设{periods.asked(self.period).name_zh}通报"


def bulletin(cube: Cube, region: str, period: str, today: date) -> Bulletin:
    """Raises RegionUnknown, PeriodInvalid."""

    def asked(code: str, by: str) -> list[Figure]:
        return figures.recorded(cube, Question.of(code, region, period, by, today), "")

    counted = [known for known in indicators.all() if known.unit]
    totals = [(known, sum(f.value for f in asked(known.code, ""))) for known in counted]
    said = [f for i in indicators.all() for f in _stated(cube, i, region, period, today)]
    return Bulletin(
        region=regions.require(region, "/region").code,
        period=period,
        made_on=today,
        totals=[(known, value) for known, value in totals if value],
        parts={
            code: [f for f in asked(code, BY_REGION) if f.region != region] for code in HEADLINE
        },
        months={code: asked(code, BY_MONTH) for code in HEADLINE},
        stated=said,
        conflicts=[c for c in conflicts.find(cube, region, today) if c.period == period],
    )


def _stated(cube: Cube, known: Indicator, region: str, period: str, today: date) -> list[Figure]:
    return statements.stated(cube, Question.of(known.code, region, period, "", today))


def shown(value: int, unit: str) -> str:
    """Money in yuan with two decimals, everything else as a whole number, thousands apart."""
    return f"{value / 100:,.2f} 元" if unit == "分" else f"{value:,} {unit}"
