"""Schemes of designation over HTTP: what each area asks, and what binds in a county."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from contracts import codes
from contracts.registry.designations import Scheme
from servicekit.aggregate import Aggregates
from servicekit.boundaries import RegionAsked
from servicekit.commands import change_or_create, command
from servicekit.fields import Body, Line, RegionCode, coded
from servicekit.idempotency import Attempt
from servicekit.listing import mirrored
from servicekit.mirror import Mirror
from servicekit.paging import Page, Paging
from servicekit.providing import Now, provided
from servicekit.security import Actor, require
from services.registry.designations.domain import county_of
from services.registry.designations.register import Designations
from services.registry.designations.schemes import (
    AreaScheme,
    Change,
    binding,
    scheme_id,
    set_scheme,
)
from services.registry.designations.views import BindingView, SchemeView
from services.registry.funding.bodies import DocumentNumber

router = APIRouter(prefix="/api/registry/designation-schemes", tags=["designations 示范和试点"])

Reader = Annotated[Actor, Depends(require("registry.designations.read"))]
Writer = Annotated[Actor, Depends(require("registry.designations.write"))]
AreaSchemes = Annotated[Aggregates[AreaScheme], Depends(provided(Aggregates[AreaScheme]))]
AllSchemes = Annotated[Mirror[AreaScheme], Depends(provided(Mirror[AreaScheme]))]
Designated = Annotated[Designations, Depends(provided(Designations))]
Kind = Annotated[str, coded(codes.DESIGNATION_KINDS)]
DesignationLevel = Annotated[str, coded(codes.DESIGNATION_LEVELS)]
Criteria = Annotated[list[Annotated[str, coded(codes.DESIGNATION_CRITERIA)]], Field(max_length=20)]


class SetScheme(Body):
    """`per_county`: at most so many at a time in a county; `rung`: how far the station must have
    come; `criteria`: confirmed in an evaluation. The document and its clause say so."""

    region: RegionCode
    kind: Kind
    level: DesignationLevel
    per_county: Annotated[int, Field(strict=True, ge=0, le=1000)]
    rung: Literal["signed", "equipped", "operating", "professional"] = "operating"
    least_certified: Annotated[int, Field(strict=True, ge=0, le=1000)] = 0
    valid_months: Annotated[int, Field(strict=True, ge=1, le=120)] = 36
    criteria: Criteria = Field(default=[])
    document_number: DocumentNumber
    clause: Line

    def scheme(self) -> Scheme:
        given = self.model_dump(exclude={"region", "kind", "level", "criteria"})
        criteria = tuple(c for c in codes.DESIGNATION_CRITERIA.codes if c in self.criteria)
        return Scheme(**given, criteria=criteria)


@router.post("", status_code=201)
async def post_scheme(
    body: SetScheme,
    actor: Writer,
    schemes: AreaSchemes,
    designated: Designated,
    attempt: Attempt,
    clock: Now,
) -> SchemeView:
    """Set what an area asks; it replaces what the same area asked before."""
    actor.scope.require(body.region)

    def decide(area: AreaScheme) -> Change:
        return set_scheme(area, body.scheme(), designated.schemes(), clock.today())

    stored = await change_or_create(
        schemes,
        scheme_id(body.region, body.kind, body.level),
        body.region,
        AreaScheme(region=body.region, kind=body.kind, level=body.level),
        command(attempt, actor),
        decide,
    )
    scheme = stored.state.scheme
    assert scheme is not None, "it has just been set"
    return SchemeView.of(stored.region, stored.version, (body.kind, body.level), scheme)


@router.get("")
async def get_schemes(
    actor: Reader,
    schemes: AllSchemes,
    paging: Paging,
    region: RegionAsked = None,
) -> Page[SchemeView]:
    """What the caller's area and the areas in it ask, in order of id."""
    return mirrored(
        schemes,
        actor.scope.narrowed(region),
        lambda area: area.scheme is not None,
        paging,
        lambda s: SchemeView.of(s.region, s.version, (s.state.kind, s.state.level), _set(s.state)),
    )


@router.get("/binding")
async def get_binding(
    actor: Reader,
    designated: Designated,
    clock: Now,
    region: Annotated[RegionCode, Query()],
    kind: Annotated[str, Query()],
    level: Annotated[str, Query()],
) -> BindingView:
    """What binds in a county, each requirement with its document, and how many places are left."""
    actor.scope.require(region)
    county = county_of(region)
    asked = (
        codes.DESIGNATION_KINDS.require(kind, "/kind").code,
        codes.DESIGNATION_LEVELS.require(level, "/level").code,
    )
    rules = binding(county, asked, designated.schemes())
    stored, today = designated.register_of(county), clock.today()
    held = [
        d
        for d in (stored.state.designations if stored else ())
        if (d.kind, d.level) == asked and d.holds(today)
    ]
    return BindingView.of(county, asked, rules, len(held))


def _set(area: AreaScheme) -> Scheme:
    assert area.scheme is not None, "only those that are set are listed"
    return area.scheme
