"""Events of demonstration sites 示范点 and pilot stations 试点: who may become one, and who is."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import msgspec

from contracts.event import Event, Whole


class Scheme(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a designation takes. `per_county`: at most so many at a time in one county; `rung`: the
    station has come at least so far; `criteria`: confirmed in an evaluation; the document and its
    clause say so."""

    per_county: Whole
    rung: str
    valid_months: Whole
    least_certified: Whole = 0
    criteria: tuple[str, ...] = ()
    document_number: str
    clause: str


class SchemeSet(Event, frozen=True, kw_only=True):
    """`region`: where it holds; `kind` and `level` of the designations it is about (code lists
    `designation_kinds`, `designation_levels`)."""

    type: ClassVar[str] = "registry.designation-scheme.set.v1"
    topic: ClassVar[str] = "registry.network"

    kind: str
    level: str
    now: Scheme
    was: Scheme | None = None


class DesignationEvent(Event, frozen=True, kw_only=True):
    """About one designation of a station; `region` is where the station stands. The subject is
    the county's register of designations."""

    topic: ClassVar[str] = "registry.network"

    designation_id: str
    station_id: str
    kind: str
    level: str


class DesignationGranted(DesignationEvent, frozen=True, kw_only=True):
    """From `occurred_on` to `expires_on`, both included: past that day it ends by itself."""

    type: ClassVar[str] = "registry.designation.granted.v1"

    expires_on: date
    features: tuple[str, ...] = ()
    document_number: str = ""


class DesignationExtended(DesignationEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "registry.designation.extended.v1"

    was_until: date
    expires_on: date


class DesignationWithdrawn(DesignationEvent, frozen=True, kw_only=True):
    """It holds no more from `occurred_on`; it would have held until `expires_on`."""

    type: ClassVar[str] = "registry.designation.withdrawn.v1"

    reason: str
    expires_on: date


class DesignationMoved(DesignationEvent, frozen=True, kw_only=True):
    """Its station now stands elsewhere in the county."""

    type: ClassVar[str] = "registry.designation.moved.v1"

    from_region: str
    expires_on: date


EVENTS: tuple[type[Event], ...] = (
    SchemeSet,
    DesignationGranted,
    DesignationExtended,
    DesignationWithdrawn,
    DesignationMoved,
)
