"""What areas spend on social assistance in a year, over HTTP: the denominator of the 5 %."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from servicekit.aggregate import Aggregates, Stored
from servicekit.boundaries import RegionAsked
from servicekit.commands import command
from servicekit.fields import Body, Fen, RegionCode, View
from servicekit.idempotency import Attempt
from servicekit.listing import listed
from servicekit.paging import Page, Paging
from servicekit.providing import provided
from servicekit.security import Actor, require
from services.registry.funding.assistance import AssistanceYear, area_of
from services.registry.funding.bodies import Year
from services.registry.funding.ceiling import Ceiling

router = APIRouter(prefix="/api/registry/assistance-years", tags=["funds 资金"])

Reader = Annotated[Actor, Depends(require("registry.funds.read"))]
Writer = Annotated[Actor, Depends(require("registry.funds.write"))]


class RecordAssistance(Body):
    """The area's whole spending on assistance to people in hardship in that year."""

    region: RegionCode
    year: Year
    spending_fen: Fen


class AssistanceYearView(View):
    """`taken_fen` of the ceiling is bought already; `left_fen` may still be."""

    id: str
    version: int
    region: str
    year: int
    spending_fen: int
    ceiling_fen: int
    taken_fen: int
    left_fen: int

    @classmethod
    def of(cls, stored: Stored[AssistanceYear]) -> AssistanceYearView:
        year = stored.state
        return cls(
            id=stored.id,
            version=stored.version,
            region=year.region,
            year=year.year,
            spending_fen=year.spending_fen,
            ceiling_fen=year.ceiling_fen,
            taken_fen=year.taken_fen,
            left_fen=max(0, year.ceiling_fen - year.taken_fen),
        )


@router.post("", status_code=201)
async def post_year(
    body: RecordAssistance,
    actor: Writer,
    attempt: Attempt,
    ceiling: Annotated[Ceiling, Depends(provided(Ceiling))],
) -> AssistanceYearView:
    """Record, or replace, what a county (or prefecture) spent in a year."""
    actor.scope.require(body.region)
    area = area_of(body.region)
    actor.scope.require(area)
    stored = await ceiling.record(area, body.year, body.spending_fen, command(attempt, actor))
    return AssistanceYearView.of(stored)


@router.get("")
async def get_years(
    actor: Reader,
    years: Annotated[Aggregates[AssistanceYear], Depends(provided(Aggregates[AssistanceYear]))],
    paging: Paging,
    region: RegionAsked = None,
    year: Annotated[int | None, Query(ge=2000, le=2100)] = None,
) -> Page[AssistanceYearView]:
    scope = actor.scope.narrowed(region)
    return await listed(years, scope, {"state.year": year}, paging, AssistanceYearView.of)
