"""Events of audits of money: inspections, and findings from opening to acceptance."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from contracts.event import Event, Whole


class AuditEvent(Event, frozen=True, kw_only=True):
    """`region` is the audited area. Descriptions and evidence stay in the registry: they may
    name a person."""

    topic: ClassVar[str] = "registry.funding"


class InspectionEvent(AuditEvent, frozen=True, kw_only=True):
    """An inspection 督查 of an area's money of a budget `year`."""

    year: int


class InspectionPlanned(InspectionEvent, frozen=True, kw_only=True):
    """`sample`: the fund lines to be checked."""

    type: ClassVar[str] = "registry.inspection.planned.v1"

    starts_on: date
    ends_on: date
    sample: list[str]


class InspectionStarted(InspectionEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "registry.inspection.started.v1"


class InspectionFundChecked(InspectionEvent, frozen=True, kw_only=True):
    """One line of the sample is checked; `clean`: nothing was found."""

    type: ClassVar[str] = "registry.inspection.fund-checked.v1"

    fund_id: str
    clean: bool


class InspectionClosed(InspectionEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "registry.inspection.closed.v1"


class FindingEvent(AuditEvent, frozen=True, kw_only=True):
    """`kind` a code of finding_kinds; `amount_fen` is what the finding concerns."""

    kind: str
    fund_id: str
    amount_fen: Whole


class FindingOpened(FindingEvent, frozen=True, kw_only=True):
    """`deadline`: the last day for putting it right."""

    type: ClassVar[str] = "registry.finding.opened.v1"

    deadline: date
    movement_ids: list[str] = []  # noqa: RUF012 (msgspec copies it)
    inspection_id: str = ""


class FindingRectified(FindingEvent, frozen=True, kw_only=True):
    """The audited say it is put right 整改; nobody has looked yet."""

    type: ClassVar[str] = "registry.finding.rectified.v1"


class FindingSentBack(FindingEvent, frozen=True, kw_only=True):
    """The re-check 复查 was not content; `deadline` is the new one."""

    type: ClassVar[str] = "registry.finding.sent-back.v1"

    deadline: date


class FindingAccepted(FindingEvent, frozen=True, kw_only=True):
    """The re-check found it put right 整改到位."""

    type: ClassVar[str] = "registry.finding.accepted.v1"


class FindingDismissed(FindingEvent, frozen=True, kw_only=True):
    """It was none; `reason` is a code of finding_dismissals."""

    type: ClassVar[str] = "registry.finding.dismissed.v1"

    reason: str


EVENTS: tuple[type[Event], ...] = (
    InspectionPlanned,
    InspectionStarted,
    InspectionFundChecked,
    InspectionClosed,
    FindingOpened,
    FindingRectified,
    FindingSentBack,
    FindingAccepted,
    FindingDismissed,
)
