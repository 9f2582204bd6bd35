"""Events of report rounds: a period's figures of an area on their way up, and when they are closed.

`occurred_on` is the day of the step. A published period does not change; what comes later is told
as adjustments beside it.
"""

from __future__ import annotations

from typing import ClassVar

from contracts.event import Event, Whole


class RoundEvent(Event, frozen=True, kw_only=True):
    """`period`: 2022-06, 2022Q2, 2022H1 or 2022."""

    topic: ClassVar[str] = "metrics.figures"

    period: str


class RoundOpened(RoundEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "metrics.round.opened.v1"


class RoundSubmitted(RoundEvent, frozen=True, kw_only=True):
    """`days_late`: days after the deadline, 0 when in time."""

    type: ClassVar[str] = "metrics.round.submitted.v1"

    days_late: Whole


class RoundChecked(RoundEvent, frozen=True, kw_only=True):
    """`level`: county | prefecture | province."""

    type: ClassVar[str] = "metrics.round.checked.v1"

    level: str


class RoundReturned(RoundEvent, frozen=True, kw_only=True):
    """Sent back by a level; the reason stays in the round."""

    type: ClassVar[str] = "metrics.round.returned.v1"

    level: str


class PeriodPublished(RoundEvent, frozen=True, kw_only=True):
    """Closed: `report_hash` is the SHA-256 of the report as it is served from now on, over its
    figures and the positions of every stream they were counted from."""

    type: ClassVar[str] = "metrics.period.published.v1"

    report_hash: str
    lines: Whole
    events: Whole


EVENTS: tuple[type[Event], ...] = (
    RoundOpened,
    RoundSubmitted,
    RoundChecked,
    RoundReturned,
    PeriodPublished,
)
