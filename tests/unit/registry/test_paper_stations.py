"""Paper stations: the plate is hung, and nobody works there."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from contracts.registry.service_log import ServiceFacts
from services.registry.activity.days import NEVER, ServiceDays, fold
from services.registry.activity.paper import Lacking, Question
from services.registry.service_log.domain import (
    ServiceEntry,
    correct_service,
    record_service,
    void_service,
)
from services.registry.stations.domain import close_station, open_station, suspend_station
from tests.unit.registry.stations_stage import OPERATING, PLANNED, SIGNED, STAFFED, TODAY

JUNE = date(2022, 6, 1)


def served(*days: date) -> ServiceDays:
    found = ServiceDays()
    for day in days:
        found.add(day, 1)
    return found


def facts(day: date = JUNE, station: str = "s1", **numbers: int) -> ServiceFacts:
    return ServiceFacts(
        region="532501002",
        occurred_on=day,
        station_id=station,
        domain="elderly",
        activity="publicity",
        target_group="general",
        **{"sessions": 1, **numbers},
    )


def test_a_signed_station_without_any_service_is_a_paper_station() -> None:
    assert Question(TODAY, 90).finds(SIGNED, NEVER)
    assert Question(TODAY, 90).finds(OPERATING, NEVER)


def test_a_station_is_one_from_the_ninetieth_day_after_its_last_service() -> None:
    last = served(TODAY - timedelta(days=90), date(2022, 3, 2))
    assert Question(TODAY, 90).finds(SIGNED, last)
    assert not Question(TODAY, 91).finds(SIGNED, last)


def test_a_planned_a_suspended_and_a_closed_station_claim_nothing() -> None:
    suspended, _ = suspend_station(SIGNED, TODAY, "no_staff", TODAY)
    closed, _ = close_station(SIGNED, TODAY, "no_staff", TODAY)
    for station in (PLANNED, suspended, closed):
        assert not Question(TODAY, 1).finds(station, NEVER)


def test_who_was_signed_just_now_may_be_left_some_grace() -> None:
    days = (TODAY - date(2022, 3, 1)).days
    assert Question(TODAY, 90, grace=days).finds(SIGNED, NEVER)
    assert not Question(TODAY, 90, grace=days + 1).finds(SIGNED, NEVER)


def test_a_paper_station_is_listed_with_what_it_cannot_show() -> None:
    bare = Lacking.of(SIGNED, NEVER)
    assert bare == Lacking(
        evidence=(
            "premises", "equipment", "rules_on_wall", "people_on_post", "first_service",
        ),
        staff=True,
        certified=True,
        service=True,
        idle_since=date(2022, 3, 1),
    )  # fmt: skip
    staffed = Lacking.of(STAFFED, served(JUNE))
    assert staffed.evidence == ("premises", "equipment", "rules_on_wall")
    assert (staffed.staff, staffed.certified, staffed.service) == (False, False, False)
    assert staffed.idle_since == JUNE


def test_a_voided_entry_does_not_keep_a_station_alive() -> None:
    stations: dict[str, ServiceDays] = {}
    early, recorded = record_service(facts(date(2022, 3, 5)), "", TODAY)
    late, also = record_service(facts(), "", TODAY)
    fold(stations, [*recorded, *also])
    assert stations["s1"].last_on == JUNE
    fold(stations, void_service(late, "not_happened")[1])
    assert stations["s1"].last_on == date(2022, 3, 5)
    fold(stations, void_service(early, "not_happened")[1])
    assert (stations["s1"].last_on, stations["s1"].entries) == (None, 0)


def test_a_corrected_entry_counts_on_its_new_day_only() -> None:
    stations: dict[str, ServiceDays] = {}
    entry, recorded = record_service(facts(), "", TODAY)
    _, corrected = correct_service(entry, facts(date(2022, 4, 1)), "", TODAY)
    fold(stations, [*recorded, *corrected])
    assert (stations["s1"].last_on, stations["s1"].entries) == (date(2022, 4, 1), 1)


@given(st.lists(st.tuples(st.integers(0, 200), st.sampled_from(["record", "correct", "void"]))))
def test_the_days_are_those_of_the_live_entries_whatever_happened(
    acts: list[tuple[int, str]],
) -> None:
    stations: dict[str, ServiceDays] = {}
    live: list[ServiceEntry] = []
    for number, act in acts:
        day = TODAY - timedelta(days=number % 60)
        if act == "record" or not live:
            entry, events = record_service(facts(day), "", TODAY)
            live.append(entry)
        elif act == "correct":
            at = number % len(live)
            live[at], events = correct_service(live[at], facts(day), "", TODAY)
        else:
            _, events = void_service(live.pop(number % len(live)), "duplicate")
        fold(stations, events)
    days = Counter(entry.facts.occurred_on for entry in live)
    found = stations.get("s1", NEVER)
    assert (found.last_on, found.entries) == (max(days, default=None), len(live))
    for day in (JUNE, TODAY - timedelta(days=59)):
        assert found.since(day) == sum(n for on, n in days.items() if on >= day)
    assert ServiceDays.unpack(found.pack()).pack() == found.pack()


def test_a_plate_nobody_can_show_is_missing_too() -> None:
    opened, _ = open_station(replace(SIGNED, evidence=()), date(2022, 4, 1), TODAY)
    assert Lacking.of(opened, NEVER).evidence[0] == "plate"
