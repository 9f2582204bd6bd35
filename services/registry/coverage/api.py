"""Coverage by rung, over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from contracts.regions import Area, Region
from servicekit.boundaries import RegionAsked
from servicekit.fields import View
from servicekit.mirror import Mirror
from servicekit.providing import Now, provided
from servicekit.scope import EVERYWHERE
from servicekit.security import Actor, require
from services.registry.coverage.domain import Coverage, coverage_of
from services.registry.stations.ladder import RUNGS, Stage
from services.registry.stations.station import Station

router = APIRouter(prefix="/api/registry/coverage", tags=["coverage 覆盖情况"])

Reader = Annotated[Actor, Depends(require("registry.coverage.read"))]
AllStations = Annotated[Mirror[Station], Depends(provided(Mirror[Station]))]


class RungCoverage(View):
    """Places whose best station has come at least this far, of the places due."""

    stage: Stage
    places: int
    percent: float | None


class CoverageView(View):
    """`due` places should have a station; `covered` have one whose plate is up (`percent`).
    `stations`: how many, of every kind, are in each stage."""

    region: str
    name: str
    level: str
    due: int
    covered: int
    percent: float | None
    rungs: list[RungCoverage]
    stations: dict[Stage, int]
    unplaced: int

    @classmethod
    def of(cls, region: Region, found: Coverage) -> CoverageView:
        return cls(
            region=region.code,
            name=region.name,
            level=region.level,
            due=found.due,
            covered=found.covered,
            percent=found.percent(),
            rungs=[
                RungCoverage(stage=rung, places=found.reached[rung], percent=found.percent(rung))
                for rung in RUNGS
            ],
            stations={stage: found.stations[stage] for stage in (*RUNGS, Stage.SUSPENDED)},
            unplaced=found.unplaced,
        )


class CoverageOf(View):
    on: date
    whole: CoverageView
    parts: list[CoverageView]


@router.get("")
async def get_coverage(
    actor: Reader,
    stations: AllStations,
    clock: Now,
    region: RegionAsked = None,
    on: Annotated[date | None, Query(description="截至哪一天；不填为今天")] = None,
) -> CoverageOf:
    """The caller's area, or a region in it, and each region directly below, as of a day."""
    asked = region or Area(actor.region)
    actor.scope.narrowed(asked)
    # One that has moved away since may have stood in the asked region on that day.
    everywhere = (stored.state for stored in stations.within(EVERYWHERE))
    whole, parts = coverage_of(everywhere, asked, on or clock.today())
    return CoverageOf(
        on=on or clock.today(),
        whole=CoverageView.of(asked.region, whole),
        parts=[CoverageView.of(child, found) for child, found in parts],
    )
