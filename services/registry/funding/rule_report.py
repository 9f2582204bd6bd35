"""The checked rules over areas: numerator, denominator, met or not, what would satisfy. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from services.registry.funding.assistance import AssistanceYear, area_of
from services.registry.funding.checked_rules import CEILING, FLOOR, Rule
from services.registry.funding.domain import Fund
from services.registry.funding.movements import SPENT, standing
from services.registry.funding.placing import areas_of, by_areas, placed
from services.registry.funding.uses import PURCHASES

STATION_PURPOSES = frozenset({"station_building", "station_running", "services", "mixed"})
"""Money that reaches stations; training, incentives and relief do not count for the floor."""


@dataclass(frozen=True, slots=True)
class Check:
    """`numerator` in fen; `denominator` in fen (ceiling) or stations (floor). `met` None: the
    denominator is unknown or nothing. `planned` is what is planned beside, never counted."""

    rule: Rule
    region: str
    year: int
    numerator: int
    denominator: int
    planned: int | None = None

    @property
    def met(self) -> bool | None:
        return self.rule.met(self.numerator, self.denominator) if self.denominator else None

    @property
    def lacking(self) -> int:
        return self.rule.lacking(self.numerator, self.denominator) if self.denominator else 0


def ceiling_checks(
    funds: Iterable[Fund], years: Iterable[AssistanceYear], year: int
) -> dict[str, Check]:
    """Area → its check, for every area with spending recorded or services bought in the year.

    A prefecture's parts are the sums of its counties', a ratio is never averaged.
    """
    bought: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    for area, fen in purchases(funds, year).items():
        for above in areas_of(area):
            bought[above] += fen
    for recorded in years:
        if recorded.year == year:
            for above in areas_of(recorded.region):
                whole[above] += recorded.spending_fen
    return {
        area: Check(CEILING, area, year, bought[area], whole[area])
        for area in sorted(bought.keys() | whole.keys())
    }


def purchases(funds: Iterable[Fund], year: int) -> dict[str, int]:
    """Area → what its assistance money has bought services for in the year, reversals out."""
    found: Counter[str] = Counter()
    for fund in funds:
        found[area_of(fund.region)] += sum(bought(fund, year).values())
    return {area: fen for area, fen in found.items() if fen}


def bought(fund: Fund, year: int) -> dict[str, int]:
    """Movement → fen that stand of it, of the purchases from assistance money in the year."""
    if fund.source != "social_assistance":
        return {}
    return {
        movement.id: left
        for movement, left in standing(fund.movements, SPENT)
        if movement.use in PURCHASES and movement.on.year == year
    }


def floor_checks(funds: Iterable[Fund], stations: Mapping[str, int], year: int) -> dict[str, Check]:
    """Area → its check; `stations`: how many township and subdistrict stations each place has.

    Counted is what was paid; a plan meets no floor.
    """
    counts: Counter[str] = Counter()
    for place, number in stations.items():
        for area in areas_of(place):
            counts[area] += number
    for_stations = (f for f in funds if f.year == year and f.purpose in STATION_PURPOSES)
    money = by_areas(placed(for_stations))
    return {
        area: Check(
            FLOOR,
            area,
            year,
            money[area].paid if area in money else 0,
            counts[area],
            money[area].planned if area in money else 0,
        )
        for area in sorted(counts.keys() | money.keys())
    }
