"""Events of yearly plans of pairings 牵手: partners, activities and progress between two areas.

That two areas are paired, until when and for what in all is the registry's (registry.pairing.*);
here is what they do about it, year by year.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import msgspec

from contracts.event import Event, Whole


class YearGoal(msgspec.Struct, frozen=True, kw_only=True):
    """`value` of an indicator, a whole number of its unit: aimed at in the year, or reached."""

    indicator: str
    value: Whole
    unit: str


class Partner(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An organisation or station that does the work, on the side that helps or is helped."""

    side: str
    organisation_id: str = ""
    station_id: str = ""


class PairingPlanEvent(Event, frozen=True, kw_only=True):
    """`region` is the area that is helped, `pairing_id` the registry's pairing."""

    topic: ClassVar[str] = "volunteers.pairings"

    pairing_id: str
    helper: str
    year: Whole


class PairingYearPlanned(PairingPlanEvent, frozen=True, kw_only=True):
    """Goals and partners of the year; set anew they take the place of those before."""

    type: ClassVar[str] = "volunteers.pairing-plan.set.v1"

    goals: tuple[YearGoal, ...]
    partners: tuple[Partner, ...]


class PairingActivityPlanned(PairingPlanEvent, frozen=True, kw_only=True):
    """`activity` counts from 1; `kind`: code list `pairing_activities`."""

    type: ClassVar[str] = "volunteers.pairing-plan.activity-planned.v1"

    activity: Whole
    kind: str
    due_on: date


class PairingActivityDone(PairingPlanEvent, frozen=True, kw_only=True):
    """It took place on `occurred_on`; `person_times` took part."""

    type: ClassVar[str] = "volunteers.pairing-plan.activity-done.v1"

    activity: Whole
    kind: str
    person_times: Whole
    late: bool = False


class PairingActivityDropped(PairingPlanEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "volunteers.pairing-plan.activity-dropped.v1"

    activity: Whole
    kind: str


class PairingProgressTold(PairingPlanEvent, frozen=True, kw_only=True):
    """What of each of the year's goals was reached by `occurred_on`."""

    type: ClassVar[str] = "volunteers.pairing-plan.progress-told.v1"

    reached: tuple[YearGoal, ...]


EVENTS: tuple[type[Event], ...] = (
    PairingYearPlanned,
    PairingActivityPlanned,
    PairingActivityDone,
    PairingActivityDropped,
    PairingProgressTold,
)
