"""How events become numbers: the only place that knows. Pure.

An event gives dated deltas to cells; a cell is (indicator, region, day, dimensions). Stocks and
flows are both sums of deltas: a stock at a day is the sum of all up to it, a flow in a period the
sum of those inside. A correction takes the old out on its own day and puts the new in on its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from contracts import charity, registry, volunteers
from contracts.event import Event
from contracts.registry import ServiceFacts, StaffCounts


class Cell(NamedTuple):
    """`dimensions` is 'name=code;name=code' in the catalogue's order, '' for none."""

    indicator: str
    region: str
    day: date
    dimensions: str


Delta = tuple[Cell, int]


def deltas_of(event: Event) -> list[Delta]:
    """What an event adds to which cells; an event that concerns no figure adds nothing."""
    count = _COUNTERS.get(type(event))
    return [delta for delta in count(event) if delta[1]] if count else []


def _signed(event: registry.StationSigned) -> Iterable[Delta]:
    yield Cell("stations", event.region, event.occurred_on, f"kind={event.kind}"), 1


def _closed(event: registry.StationClosed) -> Iterable[Delta]:
    if event.counted:
        yield Cell("stations", event.region, event.occurred_on, f"kind={event.kind}"), -1


def _staff(event: registry.StaffCounted) -> Iterable[Delta]:
    yield from _staff_counts(event, event.was, -1)
    yield from _staff_counts(event, event.now, +1)


def _staff_counts(event: Event, counts: StaffCounts, sign: int) -> Iterable[Delta]:
    for employment, persons in counts.by_employment.items():
        cell = Cell("staff", event.region, event.occurred_on, f"employment={employment}")
        yield cell, sign * persons
    for level, persons in counts.certified_by_level.items():
        cell = Cell("certified_staff", event.region, event.occurred_on, f"level={level}")
        yield cell, sign * persons


def _recorded(event: registry.ServiceRecorded) -> Iterable[Delta]:
    return _service(event.entry, +1)


def _corrected(event: registry.ServiceCorrected) -> Iterable[Delta]:
    return [*_service(event.was, -1), *_service(event.now, +1)]


def _voided(event: registry.ServiceVoided) -> Iterable[Delta]:
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


def _volunteer(event: volunteers.VolunteerRegistered) -> Iterable[Delta]:
    yield Cell("volunteers", event.region, event.occurred_on, ""), 1


def _received(event: charity.GiftReceived) -> Iterable[Delta]:
    """A gift counts once it is received; a pledge is a plan."""
    region, day, vehicle = event.region, event.occurred_on, f"vehicle={event.vehicle}"
    yield Cell("resources_linked", region, day, vehicle), event.amount_fen
    if event.resource == "money":
        yield Cell("funds_raised", region, day, vehicle), event.amount_fen
    if event.quantity:
        yield (
            Cell("goods_linked", region, day, f"item={event.item};unit={event.unit}"),
            (event.quantity),
        )


_COUNTERS: Mapping[type[Event], Callable[[Any], Iterable[Delta]]] = {
    registry.StationSigned: _signed,
    registry.StationClosed: _closed,
    registry.StaffCounted: _staff,
    registry.ServiceRecorded: _recorded,
    registry.ServiceCorrected: _corrected,
    registry.ServiceVoided: _voided,
    volunteers.VolunteerRegistered: _volunteer,
    charity.GiftReceived: _received,
}
