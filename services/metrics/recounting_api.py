"""Counting everything again over HTTP: start it, and see what came of the last."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from servicekit.errors import NotFound
from servicekit.fields import Body, View
from servicekit.providing import provided
from servicekit.security import Actor, require
from services.metrics.comparing import Difference
from services.metrics.recounting import Job, Recounting

router = APIRouter(prefix="/api/metrics", tags=["recounts 重算核对"])

Jobs = Annotated[Recounting, Depends(provided(Recounting))]


class StartRecount(Body):
    """`swap`: put the recount in the place of what is served, else only compare.
    `journals_only`: read the services' journals even where the bus has everything."""

    swap: bool = False
    journals_only: bool = False


class MissingView(View):
    stream: str
    recounted: int
    served: int


class DifferenceView(View):
    indicator: str
    region: str
    day: str
    dimensions: str
    served: int
    recounted: int


class RecountView(View):
    """`drift` counts the cells and statements that differ; None while nothing was compared."""

    state: str
    started_at: str
    ended_at: str | None
    swap: bool
    events: int
    drift: int | None
    cells: int | None
    statements: int | None
    differences: list[DifferenceView]
    missing: list[MissingView]
    generation: int
    reason: str


@router.post("/recounts", status_code=202)
async def post_recount(
    request: Request,
    actor: Annotated[Actor, Depends(require("metrics.recounts.start"))],
    body: StartRecount,
    jobs: Jobs,
) -> RecountView:
    """Starts one, or shows the one that is running: asking twice starts no second."""
    token = request.headers.get("authorization", "").partition(" ")[2]
    return _view(jobs.begin(swap=body.swap, journals_only=body.journals_only, token=token))


@router.get("/recounts/latest")
async def get_latest_recount(
    actor: Annotated[Actor, Depends(require("metrics.recounts.read"))], jobs: Jobs
) -> RecountView:
    """Of this process; none since it started: 404."""
    if jobs.latest is None:
        raise NotFound()
    return _view(jobs.latest)


def _view(job: Job) -> RecountView:
    found = job.comparison
    return RecountView(
        state=job.state,
        started_at=job.started.isoformat(),
        ended_at=job.ended.isoformat() if job.ended else None,
        swap=job.swap,
        events=job.events,
        drift=found.drift if found else None,
        cells=found.cells if found else None,
        statements=found.stated if found else None,
        differences=[_difference(one) for one in (found.listed if found else [])],
        missing=[
            MissingView(stream=stream, recounted=mine, served=served)
            for stream, (mine, served) in sorted(job.missing.items())
        ],
        generation=job.generation,
        reason=job.reason,
    )


def _difference(one: Difference) -> DifferenceView:
    return DifferenceView(
        indicator=one.indicator,
        region=one.region,
        day=one.day.isoformat(),
        dimensions=one.dimensions,
        served=one.served,
        recounted=one.recounted,
    )
