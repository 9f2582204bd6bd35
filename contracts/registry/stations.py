"""Events of stations: their life, and who works there."""

from __future__ import annotations

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


EVENTS: tuple[type[Event], ...] = (
    StationPlanned,
    StationSigned,
    StationOpened,
    StationClosed,
    StaffCounted,
)
