"""A month entered at once: all of it, or every mistake with its index."""

from __future__ import annotations

from datetime import date

import pytest

from contracts import periods
from contracts.registry.service_log import ServiceFacts
from servicekit.errors import InvalidInput
from services.registry.service_log.batch import nth_id, record_month
from services.registry.stations.domain import Stage, Station
from tests.unit.metrics.mothers import facts

TODAY = date(2022, 6, 30)
JUNE = periods.parse("2022-06")
STATION = Station(
    name="城关镇社工站",
    kind="township",
    region="532501002",
    operating_mode="own_staff",
    stage=Stage.SIGNED,
    signed_on=date(2022, 6, 5),
)


def wrong(*entries: ServiceFacts, station: Station = STATION) -> list[tuple[str, str]]:
    with pytest.raises(InvalidInput) as caught:
        record_month([(entry, "") for entry in entries], station, JUNE, TODAY)
    return [(field.pointer, field.code) for field in caught.value.fields]


def test_every_mistake_of_a_month_is_listed_with_its_index() -> None:
    assert wrong(
        facts(person_times=1, occurred_on=date(2022, 6, 7)),
        facts(occurred_on=date(2022, 6, 7)),
        facts(person_times=1, occurred_on=date(2022, 5, 31)),
        facts(persons=2, person_times=1, occurred_on=date(2022, 6, 7)),
        facts(person_times=1, occurred_on=date(2022, 6, 4)),
    ) == [
        ("/entries/1/person_times", "nothing_counted"),
        ("/entries/2/occurred_on", "date_outside_month"),
        ("/entries/3/person_times", "person_times_below_persons"),
        ("/entries/4/occurred_on", "date_before_station"),
    ]


def test_a_station_that_is_not_signed_takes_no_month() -> None:
    planned = Station(name="站", kind="township", region="532501002", operating_mode="own_staff")
    found = wrong(facts(person_times=1, occurred_on=date(2022, 6, 7)), station=planned)
    assert found == [("/station_id", "station_stage")]


def test_a_month_without_mistakes_makes_every_entry() -> None:
    given = [(facts(person_times=n, occurred_on=date(2022, 6, 7)), "") for n in range(1, 4)]
    made = record_month(given, STATION, JUNE, TODAY)
    assert [state.facts.person_times for state, _ in made] == [1, 2, 3]
    assert all(len(events) == 1 for _, events in made)


def test_the_ids_of_a_month_are_the_same_for_every_repeat() -> None:
    first = "0b7e4c0a-6f5d-5c8e-9a51-2d4e1f0c3b2a"
    assert nth_id(first, 1) == nth_id(first, 1) != nth_id(first, 2)
