"""Events of the service log: what stations did, corrected and voided."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import msgspec

from contracts.event import Event, Whole


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


class ServiceConfirmedDistinct(ServiceEvent, frozen=True, kw_only=True):
    """Looked alike and is not a duplicate: a service of its own beside `other_id`."""

    type: ClassVar[str] = "registry.service.confirmed-distinct.v1"

    station_id: str
    other_id: str


EVENTS: tuple[type[Event], ...] = (
    ServiceRecorded,
    ServiceCorrected,
    ServiceVoided,
    ServiceConfirmedDistinct,
)
