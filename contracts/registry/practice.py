"""Events of practice bases: universities that send students to stations, and how many come."""

from __future__ import annotations

from typing import ClassVar

from contracts.event import Event, Whole


class PracticeEvent(Event, frozen=True, kw_only=True):
    """`region` is where the station stands."""

    topic: ClassVar[str] = "registry.network"

    station_id: str


class PracticeBaseOpened(PracticeEvent, frozen=True, kw_only=True):
    """`university`: its public name."""

    type: ClassVar[str] = "registry.practice-base.opened.v1"

    university: str


class InternsCounted(PracticeEvent, frozen=True, kw_only=True):
    """Students in a half year, '2022H1': the new count replaces the old."""

    type: ClassVar[str] = "registry.practice-base.interns-counted.v1"

    period: str
    was_persons: Whole
    persons: Whole


class PracticeBaseClosed(PracticeEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "registry.practice-base.closed.v1"


EVENTS: tuple[type[Event], ...] = (PracticeBaseOpened, InternsCounted, PracticeBaseClosed)
