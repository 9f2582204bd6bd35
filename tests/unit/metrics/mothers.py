"""Events and cubes in few words."""

from __future__ import annotations

from datetime import date
from typing import Any

from contracts.event import Event
from contracts.registry.reports import FigureStated
from contracts.registry.service_log import ServiceFacts, ServiceRecorded
from contracts.registry.stations import StationSigned
from services.metrics.counting import deltas_of
from services.metrics.cube import Cube
from services.metrics.stated import Stated

TODAY = date(2022, 8, 1)
HONGHE, GEJIU, DATUN = "532500", "532501", "532501002"


def facts(**changes: Any) -> ServiceFacts:
    plain: dict[str, Any] = {
        "region": DATUN,
        "occurred_on": date(2022, 6, 15),
        "station_id": "s1",
        "domain": "elderly",
        "activity": "household_visit",
        "target_group": "left_behind_elderly",
    }
    return ServiceFacts(**{**plain, **changes})


def recorded(**changes: Any) -> ServiceRecorded:
    entry = facts(**changes)
    return ServiceRecorded(region=entry.region, occurred_on=entry.occurred_on, entry=entry)


def signed(region: str = DATUN, kind: str = "subdistrict", on: str = "2022-03-01") -> StationSigned:
    return StationSigned(region=region, occurred_on=date.fromisoformat(on), kind=kind)


def stated(indicator: str, value: int, **changes: Any) -> FigureStated:
    plain: dict[str, Any] = {
        "region": HONGHE,
        "occurred_on": date(2022, 6, 30),
        "indicator": indicator,
        "dimensions": {},
        "period": "2022H1",
        "value": value,
        "unit": "个",
        "qualifier": "exact",
        "source": "prefecture_report",
        "as_of": date(2022, 6, 30),
    }
    return FigureStated(**{**plain, **changes})


def cube_of(*events: Event, time: str = "2022-07-01T00:00:00.000Z") -> Cube:
    cube = Cube()
    for number, event in enumerate(events):
        cube.add(deltas_of(event))
        if isinstance(event, FigureStated):
            cube.state([Stated(f"e{number}", time, event)])
    return cube
