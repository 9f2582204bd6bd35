"""Agencies and community organisations registered, engaged and gone.

Whether an agency is able, resident or a zombie follows from its contracts and is read in the
registry; the stock here knows who is registered.
"""

from __future__ import annotations

from collections.abc import Iterable

from contracts.registry.organisations import (
    OrganisationEngaged,
    OrganisationEvent,
    OrganisationExited,
    OrganisationRegistered,
)
from services.metrics.counting.cells import Cell, Counters, Delta

AGENCY, COMMUNITY = "social_work_agency", "community_organisation"


def _registered(event: OrganisationRegistered) -> Iterable[Delta]:
    if event.kind == AGENCY:
        yield _cell("agencies", event, "state=registered"), 1
        yield _cell("agencies_registered", event, ""), 1
    if event.kind == COMMUNITY:
        yield _cell("community_organisations", event, "state=filed"), 1


def _engaged(event: OrganisationEngaged) -> Iterable[Delta]:
    """Filed before, engaged in social work from now on: one stock, told by state."""
    if event.kind == COMMUNITY:
        yield _cell("community_organisations", event, "state=filed"), -1
        yield _cell("community_organisations", event, "state=engaged"), 1


def _exited(event: OrganisationExited) -> Iterable[Delta]:
    if event.kind == AGENCY:
        yield _cell("agencies", event, "state=registered"), -1
    if event.kind == COMMUNITY:
        yield _cell("community_organisations", event, f"state={event.state}"), -1


def _cell(indicator: str, event: OrganisationEvent, dimensions: str) -> Cell:
    return Cell(indicator, event.region, event.occurred_on, dimensions)


COUNTERS: Counters = {
    OrganisationRegistered: _registered,
    OrganisationEngaged: _engaged,
    OrganisationExited: _exited,
}
