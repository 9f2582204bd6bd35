"""What stations did: every number of an entry is a figure of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from contracts.registry.service_log import (
    ServiceCorrected,
    ServiceFacts,
    ServiceRecorded,
    ServiceVoided,
)
from services.metrics.counting.cells import Cell, Counters, Delta


def _recorded(event: ServiceRecorded) -> Iterable[Delta]:
    return _service(event.entry, +1)


def _corrected(event: ServiceCorrected) -> Iterable[Delta]:
    return [*_service(event.was, -1), *_service(event.now, +1)]


def _voided(event: ServiceVoided) -> Iterable[Delta]:
    return _service(event.was, -1)


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


Plan = tuple[tuple[str, str, str], ...]  # measure, indicator, dimensions


@lru_cache(maxsize=4096)
def _plan(domain: str, activity: str, target_group: str) -> Plan:
    """Which figures an entry of this kind moves. Its numbers are figures of their own, never
    added together."""
    of_domain, group = f"domain={domain}", f"target_group={target_group}"
    survey = activity == "information_check"
    return (
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


def _service(entry: ServiceFacts, sign: int) -> list[Delta]:
    region, day = entry.region, entry.occurred_on
    return [
        (Cell(indicator, region, day, dimensions), sign * value)
        for measure, indicator, dimensions in _plan(
            entry.domain, entry.activity, entry.target_group
        )
        if (value := getattr(entry, measure))
    ]


COUNTERS: Counters = {
    ServiceRecorded: _recorded,
    ServiceCorrected: _corrected,
    ServiceVoided: _voided,
}
