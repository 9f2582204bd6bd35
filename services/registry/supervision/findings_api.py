"""What supervision found, one row a finding: what is open, and what is past its day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query

from contracts import codes
from servicekit.aggregate import Stored
from servicekit.boundaries import RegionAsked
from servicekit.fields import Id, View
from servicekit.paging import Page, Paging
from servicekit.providing import Now
from services.registry.supervision.api import AllVisits, Reader
from services.registry.supervision.domain import Finding, Visit

router = APIRouter(prefix="/api/registry/supervision-findings", tags=["supervision 督导"])


class FindingState(StrEnum):
    OPEN = "open"
    OVERDUE = "overdue"
    CLOSED = "closed"


class FoundView(View):
    """`number` from 1 within its visit; an open finding counts as overdue after its day too."""

    visit_id: str
    number: int
    station_id: str
    region: str
    kind: str
    aspect: str
    found_on: date
    due_on: date
    closed_on: date | None
    days_overdue: int
    note: str

    @classmethod
    def of(cls, stored: Stored[Visit], number: int, finding: Finding, today: date) -> FoundView:
        visit = stored.state
        return cls(
            visit_id=stored.id,
            number=number,
            station_id=visit.station_id,
            region=visit.region,
            kind=visit.kind,
            aspect=finding.aspect,
            found_on=visit.on,
            due_on=finding.due_on,
            closed_on=finding.closed_on,
            days_overdue=(today - finding.due_on).days if finding.overdue(today) else 0,
            note=finding.note,
        )

    @property
    def key(self) -> tuple[str, str, int]:
        return self.due_on.isoformat(), self.visit_id, self.number

    def stands(self, state: FindingState | None) -> bool:
        if state is FindingState.CLOSED:
            return self.closed_on is not None
        if state is FindingState.OVERDUE:
            return self.days_overdue > 0
        return state is None or self.closed_on is None


@router.get("")
async def get_findings(
    actor: Reader,
    visits: AllVisits,
    paging: Paging,
    clock: Now,
    region: RegionAsked = None,
    state: Annotated[FindingState | None, Query()] = None,
    aspect: Annotated[str | None, Query()] = None,
    station_id: Annotated[Id | None, Query()] = None,
) -> Page[FoundView]:
    """Findings of the caller's area, the first due first."""
    aspect = codes.FINDING_ASPECTS.require(aspect, "/aspect").code if aspect else None
    today, scope = clock.today(), actor.scope.narrowed(region)
    found = sorted(
        (
            row
            for stored in visits.within(scope)
            if station_id in (None, stored.state.station_id)
            for row in _rows(stored, today)
            if aspect in (None, row.aspect) and row.stands(state)
        ),
        key=lambda row: row.key,
    )
    rest = [row for row in found if not paging.after or row.key > paging.after]
    shown = rest[: paging.limit]
    return paging.page(shown, *(shown[-1].key if len(rest) > paging.limit else ()))


def _rows(stored: Stored[Visit], today: date) -> Iterator[FoundView]:
    for number, finding in enumerate(stored.state.findings, 1):
        yield FoundView.of(stored, number, finding, today)
