"""Deadlines of monthly forms over HTTP: set for an area, read for any region in it."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import Field

from contracts import periods
from servicekit.aggregate import Aggregates
from servicekit.commands import change_or_create, command
from servicekit.fields import Body, RegionCode, View
from servicekit.idempotency import Attempt
from servicekit.mirror import Mirror
from servicekit.providing import Now, provided
from servicekit.security import Actor, require
from services.registry.funding.bodies import DocumentNumber
from services.registry.monthly_forms.asking import Month
from services.registry.monthly_forms.deadlines import (
    Due,
    FormDeadline,
    deadline_id,
    due_by,
    set_deadline,
)

router = APIRouter(prefix="/api/registry/monthly-forms", tags=["monthly forms 月报表"])

Reader = Annotated[Actor, Depends(require("registry.monthly-forms.read"))]
Writer = Annotated[Actor, Depends(require("registry.monthly-forms.check"))]
Deadlines = Annotated[Aggregates[FormDeadline], Depends(provided(Aggregates[FormDeadline]))]
AllDeadlines = Annotated[Mirror[FormDeadline], Depends(provided(Mirror[FormDeadline]))]


def _due(deadlines: AllDeadlines) -> Due:
    def find(region: str) -> FormDeadline | None:
        stored = deadlines.get(deadline_id(region))
        return stored.state if stored else None

    return due_by(find)


DueDays = Annotated[Due, Depends(_due)]
"""The deadlines as every route about forms asks them."""


class SetDeadline(Body):
    """`day` of the following month, from `from_month` on."""

    region: RegionCode
    from_month: Month
    day: Annotated[int, Field(strict=True, ge=1, le=28)]
    document_number: DocumentNumber | None = None


class DeadlineView(View):
    region: str
    month: str
    due_on: date


@router.post("/deadlines")
async def post_deadline(
    body: SetDeadline, actor: Writer, deadlines: Deadlines, attempt: Attempt, clock: Now
) -> DeadlineView:
    """Forms of an area, and of those in it without a deadline of their own, are on time until
    this day. Months that are over keep the deadline they had."""
    actor.scope.require(body.region)
    today, month, document = clock.today(), body.from_month, body.document_number or ""
    stored = await change_or_create(
        deadlines,
        deadline_id(body.region),
        body.region,
        FormDeadline(region=body.region),
        command(attempt, actor),
        lambda known: set_deadline(known, month, body.day, document, today),
    )
    due = due_by(lambda code: stored.state if code == body.region else None)
    return DeadlineView(
        region=body.region, month=month, due_on=due(body.region, periods.parse(month))
    )


@router.get("/deadline")
async def get_deadline(
    actor: Reader, due: DueDays, region: RegionCode, month: Month
) -> DeadlineView:
    """Until when a region's forms of a month are on time."""
    actor.scope.require(region)
    return DeadlineView(region=region, month=month, due_on=due(region, periods.parse(month)))
