"""Events of the registry: stations, what they did, and what reports state."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import msgspec

from contracts.event import Event, Whole


class StationEvent(Event, frozen=True, kw_only=True):
    """`region` is where the station stands; `kind` its kind (code list `station_kinds`)."""

    topic: ClassVar[str] = "registry.stations"

    kind: str


class StationPlanned(StationEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "registry.station.planned.v1"

    name: str
    operating_mode: str
    parent_id: str = ""


class StationSigned(StationEvent, frozen=True, kw_only=True):
    """The plate 挂牌 is up: the station counts in the stock of stations from this day."""

    type: ClassVar[str] = "registry.station.signed.v1"


class StationOpened(StationEvent, frozen=True, kw_only=True):
    """The station runs 运转: people work there."""

    type: ClassVar[str] = "registry.station.opened.v1"


class StationClosed(StationEvent, frozen=True, kw_only=True):
    """`counted` tells whether it was in the stock (signed or operating) until this day."""

    type: ClassVar[str] = "registry.station.closed.v1"

    reason: str
    counted: bool


class StaffCounts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Persons 人 by employment type, and holders of a certificate by level."""

    by_employment: dict[str, Whole] = {}
    certified_by_level: dict[str, Whole] = {}


class StaffCounted(StationEvent, frozen=True, kw_only=True):
    """A new count replaces the one before: both travel, so that a stock is moved, not restated."""

    type: ClassVar[str] = "registry.station.staff-counted.v1"

    was: StaffCounts
    now: StaffCounts


class ServiceFacts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One service entry as counted. persons 人, person_times 人次, households 户, sessions 场:
    four figures of their own, never added to one another. None: not given."""

    region: str
    occurred_on: date
    station_id: str
    domain: str
    activity: str
    target_group: str
    persons: Whole | None = None
    person_times: Whole | None = None
    households: Whole | None = None
    sessions: Whole | None = None


class ServiceEvent(Event, frozen=True, kw_only=True):
    topic: ClassVar[str] = "registry.service-log"


class ServiceRecorded(ServiceEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "registry.service.recorded.v1"

    entry: ServiceFacts


class ServiceCorrected(ServiceEvent, frozen=True, kw_only=True):
    """The entry as it was and as it is: totals take the one out and the other in."""

    type: ClassVar[str] = "registry.service.corrected.v1"

    was: ServiceFacts
    now: ServiceFacts


class ServiceVoided(ServiceEvent, frozen=True, kw_only=True):
    """`reason_code` only: free text stays in the registry, it may name a person."""

    type: ClassVar[str] = "registry.service.voided.v1"

    was: ServiceFacts


class FigureStated(Event, frozen=True, kw_only=True):
    """A figure as a report or speech states it, beside and never mixed with recorded ones.

    `value` is a whole number of `unit`, the indicator's base unit (money: fen 分) or, where the
    report counts people differently from the catalogue (人, 人次, 户), the report's own unit.
    A dimension value may be a union: 'township+subdistrict'.
    """

    type: ClassVar[str] = "registry.figure.stated.v1"
    topic: ClassVar[str] = "registry.reports"

    indicator: str
    dimensions: dict[str, str] = {}  # noqa: RUF012 (msgspec copies it)
    period: str
    value: Whole
    unit: str
    qualifier: str
    source: str
    as_of: date


EVENTS: tuple[type[Event], ...] = (
    StationPlanned,
    StationSigned,
    StationOpened,
    StationClosed,
    StaffCounted,
    ServiceRecorded,
    ServiceCorrected,
    ServiceVoided,
    FigureStated,
)
