"""Co-funding over HTTP: who funds a project beside whom."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends

from servicekit.fields import Id, View
from servicekit.mirror import Mirror
from servicekit.providing import provided
from servicekit.scope import EVERYWHERE
from servicekit.security import Actor, require
from services.charity.cofunding.funding import sources
from services.charity.donors.donor import Donor
from services.charity.gifts.amounts import NOTHING
from services.charity.gifts.gift import Gift
from services.charity.gifts.views import AmountView

router = APIRouter(prefix="/api/charity/projects", tags=["cofunding 联合资助"])

Reader = Annotated[Actor, Depends(require("charity.cofunding.read"))]
Gifts = Annotated[Mirror[Gift], Depends(provided(Mirror[Gift]))]
Donors = Annotated[Mirror[Donor], Depends(provided(Mirror[Donor]))]


class SourceView(View):
    donor_kind: str
    gifts: int
    held: AmountView
    delivered: AmountView
    regranted: AmountView


class FundingView(View):
    """`total` counts every source once: what was regranted is left out of it."""

    project_id: str
    total: AmountView
    sources: list[SourceView]


@router.get("/{project_id}/funding")
async def get_funding(project_id: Id, actor: Reader, gifts: Gifts, donors: Donors) -> FundingView:
    """Over the gifts of the caller's area."""
    kinds = {donor.id: donor.state.kind for donor in donors.within(EVERYWHERE)}
    found = sources(gifts.within(actor.scope), project_id, kinds)
    return FundingView(
        project_id=project_id,
        total=AmountView.of(sum((one.own for one in found), NOTHING)),
        sources=[
            SourceView(
                donor_kind=one.kind,
                gifts=one.gifts,
                held=AmountView.of(one.held),
                delivered=AmountView.of(one.delivered),
                regranted=AmountView.of(one.regranted),
            )
            for one in found
        ],
    )
