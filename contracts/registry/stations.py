"""Events of stations: their ladder, where and how they are run, and who works there."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import msgspec

from contracts.event import Event, Whole


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """That a step really happened. `kind`: code list `evidence_kinds`; `on`: the day it shows;
    `reference`: 'sha256:' and the document's hash, or the id of what was recorded."""

    kind: str
    on: date
    reference: str


class StationEvent(Event, frozen=True, kw_only=True):
    """`region` is where the station stands; `kind` its kind (code list `station_kinds`)."""

    topic: ClassVar[str] = "registry.stations"

    kind: str


class StationPlanned(StationEvent, frozen=True, kw_only=True):
    """`place`: the farm, campus or resettlement site, which has no code of its own."""

    type: ClassVar[str] = "registry.station.planned.v1"

    name: str
    operating_mode: str
    parent_id: str = ""
    place: str = ""


class StationSigned(StationEvent, frozen=True, kw_only=True):
    """The plate 挂牌 is up: the station counts in the stock of stations from this day."""

    type: ClassVar[str] = "registry.station.signed.v1"

    evidence: tuple[Evidence, ...] = ()


class StationEquipped(StationEvent, frozen=True, kw_only=True):
    """Premises and equipment are there. `was`: the rung before (code list `station_states`)."""

    type: ClassVar[str] = "registry.station.equipped.v1"

    was: str
    evidence: tuple[Evidence, ...] = ()


class StationOpened(StationEvent, frozen=True, kw_only=True):
    """The station runs 运转: people work there. `was`: the rung before."""

    type: ClassVar[str] = "registry.station.opened.v1"

    was: str = "signed"
    evidence: tuple[Evidence, ...] = ()


class StationProfessional(StationEvent, frozen=True, kw_only=True):
    """Certified people do professional work there, under supervision 专业化."""

    type: ClassVar[str] = "registry.station.professional.v1"

    was: str
    evidence: tuple[Evidence, ...] = ()


class StationEvidenceFiled(StationEvent, frozen=True, kw_only=True):
    """Evidence of a rung reached earlier, filed later; the rung stays."""

    type: ClassVar[str] = "registry.station.evidence-filed.v1"

    evidence: tuple[Evidence, ...]


class StationSuspended(StationEvent, frozen=True, kw_only=True):
    """It does not run for a while; it stays in the stock of stations. `reason`: code list
    `suspension_reasons`."""

    type: ClassVar[str] = "registry.station.suspended.v1"

    was: str
    reason: str


class StationResumed(StationEvent, frozen=True, kw_only=True):
    """Back at the rung `stage` it was suspended from."""

    type: ClassVar[str] = "registry.station.resumed.v1"

    stage: str


class StationClosed(StationEvent, frozen=True, kw_only=True):
    """`counted` tells whether it was in the stock (its plate up) until this day; `was`: the state
    it was in ('' in events of before there were more rungs than signed and operating).
    `survivor_id`: the station it was merged into, when it was a duplicate of that one."""

    type: ClassVar[str] = "registry.station.closed.v1"

    reason: str
    counted: bool
    was: str = ""
    survivor_id: str = ""


class StationToldApart(StationEvent, frozen=True, kw_only=True):
    """It and `other_id` look alike and are two stations. `reason`: code list `distinct_reasons`."""

    type: ClassVar[str] = "registry.station.told-apart.v1"

    other_id: str
    reason: str


class StaffCounts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Persons 人 by employment type, and holders of a certificate by level."""

    by_employment: dict[str, Whole] = {}
    certified_by_level: dict[str, Whole] = {}


class StaffCounted(StationEvent, frozen=True, kw_only=True):
    """A new count replaces the one before: both travel, so that a stock is moved, not restated."""

    type: ClassVar[str] = "registry.station.staff-counted.v1"

    was: StaffCounts
    now: StaffCounts


class StationMoved(StationEvent, frozen=True, kw_only=True):
    """`region` and `place` are the new ones. What was in stocks of `from_region` moves with it:
    the station when `counted`, at its rung `stage`, and its `staff`. What it did there stays."""

    type: ClassVar[str] = "registry.station.moved.v1"

    from_region: str
    reason: str
    stage: str
    counted: bool
    staff: StaffCounts
    place: str = ""


class StationRenamed(StationEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "registry.station.renamed.v1"

    was: str
    name: str


class StationModeChanged(StationEvent, frozen=True, kw_only=True):
    """Another operating mode from this day (code list `operating_modes`)."""

    type: ClassVar[str] = "registry.station.mode-changed.v1"

    was: str
    now: str


class StationReparented(StationEvent, frozen=True, kw_only=True):
    """It belongs to another station ('' to none)."""

    type: ClassVar[str] = "registry.station.reparented.v1"

    was: str
    parent_id: str


class StationLinked(StationEvent, frozen=True, kw_only=True):
    """Which institutions it shares its house with (code list `partner_institutions`): the whole
    list replaces the one before."""

    type: ClassVar[str] = "registry.station.linked.v1"

    was: tuple[str, ...] = ()
    now: tuple[str, ...] = ()


class StationBranded(StationEvent, frozen=True, kw_only=True):
    """It has a service brand of this domain 一站一品牌; the brand's name stays in the registry."""

    type: ClassVar[str] = "registry.station.branded.v1"

    domain: str
    was_domain: str = ""


EVENTS: tuple[type[Event], ...] = (
    StationPlanned,
    StationSigned,
    StationEquipped,
    StationOpened,
    StationProfessional,
    StationEvidenceFiled,
    StationSuspended,
    StationResumed,
    StationClosed,
    StationToldApart,
    StaffCounted,
    StationMoved,
    StationRenamed,
    StationModeChanged,
    StationReparented,
    StationLinked,
    StationBranded,
)
