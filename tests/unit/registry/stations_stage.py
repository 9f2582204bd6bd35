"""Stations on each rung, in few words."""

from __future__ import annotations

from datetime import date

from contracts.registry.stations import Evidence, StaffCounts
from services.registry.stations.domain import (
    count_staff,
    equip_station,
    make_professional,
    open_station,
    sign_station,
)
from services.registry.stations.station import Station

TODAY = date(2022, 6, 30)


def shown(*kinds: str, on: date = date(2022, 1, 1)) -> tuple[Evidence, ...]:
    return tuple(Evidence(kind=kind, on=on, reference="sha256:" + "0" * 64) for kind in kinds)


PLATE = shown("plate")
EQUIPMENT = shown("premises", "equipment", "rules_on_wall")
PEOPLE = shown("people_on_post", "first_service")
CERTIFIED = shown("certified_staff", "professional_supervision")
PROFESSIONAL = (*PLATE, *EQUIPMENT, *PEOPLE, *CERTIFIED)

PLANNED = Station(name="大屯站", kind="subdistrict", region="532501002", operating_mode="own_staff")
SIGNED, _ = sign_station(PLANNED, date(2022, 3, 1), TODAY, PLATE)
EQUIPPED, _ = equip_station(SIGNED, date(2022, 3, 15), TODAY, EQUIPMENT)
OPERATING, _ = open_station(EQUIPPED, date(2022, 4, 1), TODAY, PEOPLE)
TOP, _ = make_professional(OPERATING, date(2022, 5, 1), TODAY, CERTIFIED)
STAFFED, _ = count_staff(
    SIGNED,
    StaffCounts(by_employment={"full_time": 2}, certified_by_level={"assistant": 1}),
    date(2022, 3, 2),
    TODAY,
)
