"""An independent count of the generated activity: from what holds at the end, not from events."""

from __future__ import annotations

from collections import Counter
from datetime import date

from cli.bench.activity import Activity
from contracts.registry.service_log import ServiceFacts
from services.metrics.cube import Cube

Key = tuple[str, str, str]  # indicator, county, month
INDICATORS = (
    "stations",
    "service_person_times",
    "persons_served",
    "household_visits",
    "household_surveys",
    "visit_person_times",
)


def recount(activity: Activity) -> Counter[Key]:
    """What the figures must be, by indicator, county and month; zeros left out."""
    totals: Counter[Key] = Counter()
    for region, day in activity.signed:
        totals["stations", region[:6], day.isoformat()[:7]] += 1
    for facts in activity.living.values():
        for indicator, value in _figures(facts).items():
            totals[indicator, facts.region[:6], facts.occurred_on.isoformat()[:7]] += value
    return +totals


def _figures(facts: ServiceFacts) -> dict[str, int]:
    surveyed = facts.activity == "information_check"
    visited = facts.activity == "household_visit"
    households = facts.households or 0
    return {
        "service_person_times": facts.person_times or 0,
        "persons_served": facts.persons or 0,
        "household_surveys": households if surveyed else 0,
        "household_visits": 0 if surveyed else households,
        "visit_person_times": (facts.person_times or 0) if visited else 0,
    }


def counted(cube: Cube) -> Counter[Key]:
    """The same keys, read out of the cube."""
    totals: Counter[Key] = Counter()
    for indicator in INDICATORS:
        for (region, day, _), value in cube.slice(indicator, "530000", None, date.max):
            totals[indicator, region[:6], day.isoformat()[:7]] += value
    return +totals
