"""Certified rates 持证率 are computed from their parts."""

from __future__ import annotations

from contracts.registry.stations import StaffCounts
from services.registry.staff.rates import rate
from services.registry.stations.station import Station


def a_station(staff: int, certified: int = 0) -> Station:
    counts = StaffCounts(
        by_employment={"full_time": staff}, certified_by_level={"assistant": certified}
    )
    return Station(
        name="大屯站", kind="room", region="532501002", operating_mode="own_staff", staff=counts
    )


def test_the_rate_of_an_area_is_of_its_parts_and_no_mean_of_rates() -> None:
    assert rate([a_station(1, 1), a_station(9)]) == 0.1


def test_the_rate_of_a_station_can_be_zero_and_is_none_where_nobody_works() -> None:
    assert rate([a_station(3)]) == 0
    assert rate([a_station(0)]) is None
    assert rate([]) is None
