"""Findings of audits that are not yet put right: opened, until accepted or dismissed."""

from __future__ import annotations

from collections.abc import Iterable

from contracts.registry.audits import (
    FindingAccepted,
    FindingDismissed,
    FindingEvent,
    FindingOpened,
)
from services.metrics.counting.cells import Cell, Counters, Delta


def _opened(event: FindingOpened) -> Iterable[Delta]:
    return [(_cell(event), +1)]


def _settled(event: FindingAccepted | FindingDismissed) -> Iterable[Delta]:
    return [(_cell(event), -1)]


def _cell(event: FindingEvent) -> Cell:
    return Cell("open_audit_findings", event.region, event.occurred_on, f"kind={event.kind}")


COUNTERS: Counters = {
    FindingOpened: _opened,
    FindingAccepted: _settled,
    FindingDismissed: _settled,
}
