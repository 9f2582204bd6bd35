"""What stations did: every number of an entry is a figure of its own.

By far the most events, so they are counted as facts: one plan for each kind of entry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from operator import attrgetter

from contracts.event import Event
from contracts.registry.service_log import (
    ServiceCorrected,
    ServiceFacts,
    ServiceRecorded,
    ServiceVoided,
)
from services.metrics.counting.cells import Counters, Delta, Fact, FactCounters, Plan, deltas


def _recorded(event: ServiceRecorded) -> Sequence[Fact]:
    return (_added(event.entry),)


def _corrected(event: ServiceCorrected) -> Sequence[Fact]:
    return (_taken_out(event.was), _added(event.now))


def _voided(event: ServiceVoided) -> Sequence[Fact]:
    return (_taken_out(event.was),)


# Beside the general figures, what a number of one activity is called in the reports:
# activity → (measure, indicator).
_BY_ACTIVITY: Mapping[str, tuple[tuple[str, str], ...]] = {
    "household_visit": (("person_times", "visit_person_times"),),
    "publicity": (("sessions", "publicity_sessions"), ("person_times", "publicity_reached")),
    "information_check": (("sessions", "information_checks"),),
    "group": (("sessions", "group_sessions"),),
    "community_activity": (
        ("sessions", "community_activities"),
        ("person_times", "activity_attendance"),
    ),
}

Numbers = Callable[[ServiceFacts], tuple[int | None, ...]]


@lru_cache(maxsize=4096)
def _plan(domain: str, activity: str, target_group: str) -> tuple[Plan, Numbers]:
    """Which figures an entry of this kind moves, and how to read its numbers. They are figures
    of their own, never added together."""
    of_domain, group = f"domain={domain}", f"target_group={target_group}"
    survey = activity == "information_check"
    moved = (
        ("person_times", "service_person_times", f"{of_domain};activity={activity};{group}"),
        ("persons", "persons_served", f"{of_domain};{group}"),
        ("households", "household_surveys", "")
        if survey
        else ("households", "household_visits", group),
        *(
            (measure, indicator, group if indicator == "visit_person_times" else "")
            for measure, indicator in _BY_ACTIVITY.get(activity, ())
        ),
    )
    series = tuple((indicator, dimensions) for _, indicator, dimensions in moved)
    return Plan(series), attrgetter(*(measure for measure, _, _ in moved))


def _added(entry: ServiceFacts) -> Fact:
    plan, numbers = _plan(entry.domain, entry.activity, entry.target_group)
    return entry.region, entry.occurred_on, plan, numbers(entry)


def _taken_out(entry: ServiceFacts) -> Fact:
    region, day, plan, numbers = _added(entry)
    return region, day, plan, [-number if number else None for number in numbers]


FACTS: FactCounters = {
    ServiceRecorded: _recorded,
    ServiceCorrected: _corrected,
    ServiceVoided: _voided,
}


def _number_by_number(event: Event) -> Iterator[Delta]:
    return deltas(FACTS[type(event)](event))


COUNTERS: Counters = dict.fromkeys(FACTS, _number_by_number)
