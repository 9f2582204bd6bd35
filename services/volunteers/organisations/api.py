"""What this service knows of an organisation's standing."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends

from contracts.registry.organisations import refused
from servicekit.fields import Id, View
from servicekit.providing import Now, provided
from servicekit.security import Actor, require
from services.volunteers.organisations.copy import Organisations

router = APIRouter(prefix="/api/volunteers/organisations", tags=["organisations 机构"])

Reader = Annotated[Actor, Depends(require("volunteers.organisations.read"))]
Copy = Annotated[Organisations, Depends(provided(Organisations))]


class Standing(View):
    """`allowed`: whether it may be given new work today."""

    id: str
    name: str
    kind: str
    region: str
    standing: str
    until: date | None
    allowed: bool


@router.get("/{organisation_id}")
async def get_organisation(
    organisation_id: Id, _actor: Reader, organisations: Copy, clock: Now
) -> Standing:
    found = await organisations.known(organisation_id)
    standing, until = str(found.get("standing", "good")), str(found.get("until") or "")
    return Standing(
        id=organisation_id,
        name=found["name"],
        kind=found["kind"],
        region=found["region"],
        standing=standing,
        until=date.fromisoformat(until) if until else None,
        allowed=not refused(standing, until, clock.today()),
    )
