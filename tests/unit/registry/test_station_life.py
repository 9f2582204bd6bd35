from __future__ import annotations

from datetime import date

import pytest

from contracts.registry.stations import StaffCounts
from services.registry.stations.domain import (
    DateInFuture,
    DateOutOfOrder,
    Stage,
    Station,
    WrongStage,
    close_station,
    count_staff,
    open_station,
    plan_station,
    sign_station,
)

TODAY = date(2022, 6, 30)
PLANNED = Station(name="大屯站", kind="subdistrict", region="532501002", operating_mode="own_staff")
SIGNED, _ = sign_station(PLANNED, date(2022, 3, 1), TODAY)
OPERATING, _ = open_station(SIGNED, date(2022, 4, 1), TODAY)


def test_a_station_goes_from_planned_over_signed_to_operating() -> None:
    assert [s.stage for s in (PLANNED, SIGNED, OPERATING)] == [
        Stage.PLANNED,
        Stage.SIGNED,
        Stage.OPERATING,
    ]


def test_each_step_tells_where_and_when_it_happened() -> None:
    _, (event,) = sign_station(PLANNED, date(2022, 3, 1), TODAY)
    assert (event.region, event.occurred_on, event.kind) == (
        "532501002",
        date(2022, 3, 1),
        "subdistrict",
    )
    assert plan_station(PLANNED, TODAY)[1][0].occurred_on == TODAY


def test_no_step_is_skipped_or_repeated() -> None:
    with pytest.raises(WrongStage):
        open_station(PLANNED, TODAY, TODAY)
    with pytest.raises(WrongStage):
        sign_station(SIGNED, TODAY, TODAY)


def test_a_closed_station_stays_closed() -> None:
    closed, (event,) = close_station(OPERATING, TODAY, "merged", TODAY)
    assert event.counted  # type: ignore[attr-defined]
    for step in (sign_station, open_station):
        with pytest.raises(WrongStage):
            step(closed, TODAY, TODAY)


def test_closing_a_planned_station_takes_nothing_from_the_stock() -> None:
    _, (event,) = close_station(PLANNED, TODAY, "merged", TODAY)
    assert not event.counted  # type: ignore[attr-defined]


def test_nothing_is_recorded_before_it_happened() -> None:
    with pytest.raises(DateInFuture):
        sign_station(PLANNED, date(2022, 7, 1), TODAY)


def test_a_station_does_not_open_before_its_plate_hangs() -> None:
    with pytest.raises(DateOutOfOrder):
        open_station(SIGNED, date(2022, 2, 28), TODAY)


def test_a_staff_count_carries_the_one_it_replaces_and_the_same_count_says_nothing() -> None:
    two, three = StaffCounts(by_employment={"full_time": 2}), StaffCounts(by_employment={"x": 3})
    first, (event,) = count_staff(SIGNED, two, TODAY, TODAY)
    assert (event.was, event.now) == (StaffCounts(), two)  # type: ignore[attr-defined]
    assert count_staff(first, two, TODAY, TODAY) == (first, [])
    _, (event,) = count_staff(first, three, TODAY, TODAY)
    assert (event.was, event.now) == (two, three)  # type: ignore[attr-defined]
