"""What a monthly form asks for, and what the service log says of it. Pure.

A line is an indicator of the catalogue, in all or of one domain. The recorded numbers are summed
here as metrics counts them (a test compares the two); they stand beside what the worker states.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from contracts import codes
from contracts.registry.service_log import ServiceFacts

MEASURES = ("persons", "person_times", "households", "sessions")

# indicator → (measure, activities it counts: None for every one, activities it leaves out)
_COUNTED: Mapping[str, tuple[str, str | None, str | None]] = {
    "service_person_times": ("person_times", None, None),
    "persons_served": ("persons", None, None),
    "household_visits": ("households", None, "information_check"),
    "household_surveys": ("households", "information_check", None),
    "visit_person_times": ("person_times", "household_visit", None),
    "information_checks": ("sessions", "information_check", None),
    "publicity_sessions": ("sessions", "publicity", None),
    "publicity_reached": ("person_times", "publicity", None),
    "group_sessions": ("sessions", "group", None),
    "community_activities": ("sessions", "community_activity", None),
    "activity_attendance": ("person_times", "community_activity", None),
}
_BY_DOMAIN = ("service_person_times", "persons_served")


@dataclass(frozen=True, slots=True, order=True)
class Line:
    """`domain` is '' for the whole."""

    indicator: str
    domain: str = ""

    @property
    def dimensions(self) -> dict[str, str]:
        return {"domain": self.domain} if self.domain else {}


LINES: Sequence[Line] = [
    line
    for indicator in _COUNTED
    for line in (
        Line(indicator),
        *(Line(indicator, d) for d in codes.DOMAINS.codes if indicator in _BY_DOMAIN),
    )
]
"""Every line of a form, in the order it is read."""


@dataclass(frozen=True, slots=True)
class Activity:
    """What the log holds of one domain and activity: entries, and each measure by itself."""

    domain: str
    activity: str
    entries: int
    persons: int
    person_times: int
    households: int
    sessions: int


def activities(entries: Iterable[ServiceFacts]) -> list[Activity]:
    """The log of a month by domain and activity."""
    found: dict[tuple[str, str], list[ServiceFacts]] = defaultdict(list)
    for facts in entries:
        found[facts.domain, facts.activity].append(facts)
    return [
        Activity(
            domain,
            activity,
            len(group),
            *(sum(getattr(facts, measure) or 0 for facts in group) for measure in MEASURES),
        )
        for (domain, activity), group in sorted(found.items())
    ]


def recorded(log: Iterable[Activity]) -> dict[Line, int]:
    """The number of every line; zero where nothing was recorded."""
    numbers = dict.fromkeys(LINES, 0)
    for part in log:
        for indicator, (measure, only, but) in _COUNTED.items():
            if only in (None, part.activity) and but != part.activity:
                value = getattr(part, measure)
                numbers[Line(indicator)] += value
                if indicator in _BY_DOMAIN:
                    numbers[Line(indicator, part.domain)] += value
    return numbers
