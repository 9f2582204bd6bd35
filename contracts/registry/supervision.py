"""Events of supervision plans 督导计划: what is meant to be visited, never counted as visited."""

from __future__ import annotations

from typing import ClassVar

from contracts.event import Event, Whole


class SupervisionPlanned(Event, frozen=True, kw_only=True):
    """Which visits an area means to make in a month: by kind (code list `supervision_kinds`), how
    many; the plan replaces the one before, so both travel."""

    type: ClassVar[str] = "registry.supervision.planned.v1"
    topic: ClassVar[str] = "registry.people"

    month: str
    visits_were: dict[str, Whole]
    visits_planned: dict[str, Whole]


EVENTS: tuple[type[Event], ...] = (SupervisionPlanned,)
