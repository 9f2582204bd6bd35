"""Events of change requests: sensitive edits of the register, decided one level above."""

from __future__ import annotations

from typing import ClassVar

from contracts.event import Event


class ChangeRequestEvent(Event, frozen=True, kw_only=True):
    """A request to change a station. `kind` is a code of `change_request_kinds`; who asked and
    who decided stays in the registry."""

    topic: ClassVar[str] = "registry.standards"

    kind: str
    station_id: str


class ChangeRequested(ChangeRequestEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "registry.change-request.requested.v1"


class ChangeApproved(ChangeRequestEvent, frozen=True, kw_only=True):
    """Decided; what was asked for follows."""

    type: ClassVar[str] = "registry.change-request.approved.v1"


class ChangeRefused(ChangeRequestEvent, frozen=True, kw_only=True):
    """`reason`: a code of `refusal_reasons`."""

    type: ClassVar[str] = "registry.change-request.refused.v1"

    reason: str


class ChangeWithdrawn(ChangeRequestEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "registry.change-request.withdrawn.v1"


class ChangeApplied(ChangeRequestEvent, frozen=True, kw_only=True):
    """What was approved is done."""

    type: ClassVar[str] = "registry.change-request.applied.v1"


class ChangeFailed(ChangeRequestEvent, frozen=True, kw_only=True):
    """It was approved, and by then could not be done any more; `problem`: the refusal's code."""

    type: ClassVar[str] = "registry.change-request.failed.v1"

    problem: str


EVENTS: tuple[type[Event], ...] = (
    ChangeRequested,
    ChangeApproved,
    ChangeRefused,
    ChangeWithdrawn,
    ChangeApplied,
    ChangeFailed,
)
