"""Who approves which projects, over HTTP: set for an area, read for any region in it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from servicekit.aggregate import Aggregates
from servicekit.commands import change_or_create, command
from servicekit.fields import RegionCode, View
from servicekit.idempotency import Attempt
from servicekit.mirror import Mirror
from servicekit.providing import Now, provided
from servicekit.scope import EVERYWHERE
from servicekit.security import Actor, require
from services.volunteers.projects.bodies import SetScheme
from services.volunteers.projects.schemes import (
    DEFAULT,
    Scheme,
    limits_for,
    scheme_id,
    set_scheme,
)

router = APIRouter(prefix="/api/volunteers/project-schemes", tags=["projects 项目"])

Reader = Annotated[Actor, Depends(require("volunteers.projects.read"))]
Writer = Annotated[Actor, Depends(require("volunteers.project-schemes.write"))]
Stored = Annotated[Aggregates[Scheme], Depends(provided(Aggregates[Scheme]))]
Schemes = Annotated[Mirror[Scheme], Depends(provided(Mirror[Scheme]))]


class LimitView(View):
    kind: str
    level: str
    up_to_fen: int


class SchemeView(View):
    """`usual`: nobody has set limits for the region or above it."""

    region: str
    usual: bool
    limits: list[LimitView]


@router.post("")
async def post_scheme(
    body: SetScheme, actor: Writer, schemes: Stored, attempt: Attempt, clock: Now
) -> SchemeView:
    """Set for an area and all within it that have no setting of their own."""
    actor.scope.require(body.region)
    limits = tuple(limit.limit() for limit in body.limits)
    saved = await change_or_create(
        schemes,
        scheme_id(body.region),
        body.region,
        Scheme(region=body.region),
        command(attempt, actor),
        lambda scheme: set_scheme(scheme, limits, clock.today()),
    )
    return _shown(body.region, saved.state.limits)


@router.get("")
async def get_scheme(
    actor: Reader, schemes: Schemes, region: Annotated[RegionCode | None, Query()] = None
) -> SchemeView:
    """What holds for a region: its own setting or that of the nearest area above."""
    asked = region or actor.region
    actor.scope.require(asked)
    known = {s.region: s.state for s in schemes.within(EVERYWHERE)}
    return _shown(asked, limits_for(asked, known))


def _shown(region: str, limits: tuple[object, ...]) -> SchemeView:
    views = [LimitView.model_validate(limit, from_attributes=True) for limit in limits]
    return SchemeView(region=region, usual=limits is DEFAULT, limits=views)
