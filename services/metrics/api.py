"""Figures over HTTP: a total, a split, what is behind it, and what contradicts what."""

from __future__ import annotations

import asyncio
from datetime import UTC
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Query, Response

from contracts import indicators, periods, regions
from contracts.regions import Boundaries
from servicekit.fields import View
from servicekit.paging import Page, Paging
from servicekit.providing import Now, provided
from servicekit.security import Actor, require
from services.metrics import conflicts, figures, linkage, statements
from services.metrics.figures import Question
from services.metrics.formats import maps, tables
from services.metrics.ledger import Ledger
from services.metrics.public import PublicSplit, shown
from services.metrics.trace import TracedDelta, trace

router = APIRouter(prefix="/api/metrics", tags=["figures 指标"])
router.include_router(linkage.router)

Reader = Annotated[Actor, Depends(require("metrics.figures.read"))]
Figures = Annotated[Ledger, Depends(provided(Ledger))]


class FigureView(View):
    region: str
    indicator: str
    dimensions: dict[str, str]
    period: str
    value: int
    unit: str
    qualifier: str
    basis: str
    as_of: str
    source: str | None = None


class ExistingView(View):
    region: str
    period: str
    dimensions: dict[str, str]
    unit: str
    source: str


class FiguresView(View):
    """`exists`: where nothing stated answers the question, what reports do state of the
    indicator there. `suppressed`: areas the public may not see."""

    rows: list[FigureView]
    exists: list[ExistingView] | None = None
    suppressed: list[str] | None = None


class TraceView(View):
    event_id: str
    type: str
    topic: str
    partition: int
    sequence: int
    subject: str
    region: str
    day: str
    indicator: str
    dimensions: dict[str, str]
    delta: int
    unit: str


class ValueView(View):
    basis: str
    value: int
    unit: str
    qualifier: str
    source: str | None
    dimensions: dict[str, str]
    indicator: str | None = None


class ConflictView(View):
    kind: str
    region: str
    indicator: str
    dimensions: dict[str, str]
    period: str
    values: list[ValueView]
    difference: int | None
    rule: str | None = None


class IndicatorView(View):
    """`as_of`: a flow as of a day counts from the beginning, or from New Year."""

    code: str
    name_zh: str
    name_en: str
    unit: str
    display_unit: str
    nature: str
    as_of: str
    dimensions: list[str]


class Asked:
    """The question of a request, within the caller's area; its own area when none is named."""

    def __init__(
        self,
        clock: Now,
        indicator: Annotated[str, Query(max_length=64)],
        region: Annotated[str | None, Query(max_length=12)] = None,
        period: Annotated[str, Query(max_length=periods.LONGEST)] = "cumulative",
        by: Annotated[str, Query(max_length=200)] = "",
        boundaries: Annotated[
            Boundaries, Query(description="区划口径：then 当时，now 现在")
        ] = "now",
        where: Annotated[
            str, Query(max_length=200, description="只要这些：domain=elderly+children;…")
        ] = "",
        unit: Annotated[str, Query(max_length=16, description="应是哪种计量单位")] = "",
        nature: Annotated[str, Query(pattern="^(stock|flow)?$", description="存量或流量")] = "",
    ) -> None:
        self._region = region
        self._rest = (period, by, clock.today(), boundaries, where)
        self._indicator = indicator
        self._taken_for = (unit, nature)

    def by(self, actor: Actor) -> Question:
        region = self._region or actor.region
        question = Question.of(self._indicator, region, *self._rest)
        question.indicator.require(*self._taken_for)
        actor.scope.require(region)
        return question


@router.get("/figures", response_model=FiguresView)
async def get_figures(
    actor: Reader,
    asked: Annotated[Asked, Depends()],
    ledger: Figures,
    clock: Now,
    basis: Annotated[str, Query(pattern="^(recorded|stated)$")] = "recorded",
    format: Annotated[str, Query(pattern="^(json|csv|xlsx|geojson)$")] = "json",
    public: Annotated[bool, Query(description="隐去少数人的数字，供公开")] = False,
) -> Response:
    """One total, or one row per child region, month and dimension value asked for in `by`; as
    JSON, as a table for people, or as GeoJSON. `public` leaves out small counts of people and what
    would tell them, and names those areas.

    By the borders of today, or of then: what a place brought to
    its old area is still that area's figure, for whoever may see the area. `unit` and `nature`,
    where given, must be the indicator's."""
    question = asked.by(actor)
    exists: list[statements.Existing] = []
    hidden: list[str] = []
    if public and basis == "stated":
        raise PublicSplit(pointer="/basis")
    if basis == "stated":
        rows = statements.stated(ledger.cube, question)
        exists = [] if rows else statements.existing(ledger.cube, question)
    else:
        now = clock.now().astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        if public:
            rows, hidden = shown(ledger.cube, question, now)
        else:
            rows = figures.recorded(ledger.cube, question, now)
    if format == "geojson":
        return Response(await asyncio.to_thread(maps.written, rows, hidden), media_type=maps.MEDIA)
    if format != "json":
        kind, ending = tables.WRITERS[format]
        named = f'attachment; filename="{question.indicator.code}.{ending}"'
        content = await asyncio.to_thread(tables.written, rows, format)
        return Response(content, media_type=kind, headers={"Content-Disposition": named})
    # Twelve thousand rows are usual: encoded as they are, in the order of FigureView.
    said: dict[str, object] = {"rows": rows}
    said |= {"exists": exists} if exists else {}
    said |= {"suppressed": hidden} if public else {}
    return Response(msgspec.json.encode(said), media_type="application/json")


@router.get("/figures/trace")
async def get_trace(
    actor: Annotated[Actor, Depends(require("metrics.trace.read"))],
    asked: Annotated[Asked, Depends()],
    ledger: Figures,
    paging: Paging,
) -> Page[TraceView]:
    """The events behind the same question; over all pages their deltas sum to the figure."""
    found, key = await trace(ledger, asked.by(actor), paging.after, paging.limit)
    return paging.page([_trace_view(traced) for traced in found], *key)


@router.get("/conflicts")
async def get_conflicts(
    actor: Annotated[Actor, Depends(require("metrics.conflicts.read"))],
    ledger: Figures,
    paging: Paging,
    clock: Now,
    region: Annotated[str | None, Query(max_length=12)] = None,
) -> Page[ConflictView]:
    """Where stated figures contradict each other, their parts, or what was recorded."""
    place = regions.require(region or actor.region, "/region").code
    actor.scope.require(place)
    found = conflicts.find(ledger.cube, place, clock.today())
    begin = int(paging.after[0] or 0) if paging.after else 0
    end = begin + paging.limit
    shown = [
        ConflictView.model_validate(conflict, from_attributes=True) for conflict in found[begin:end]
    ]
    return paging.page(shown, *((end,) if end < len(found) else ()))


@router.get("/indicators")
async def get_indicators(actor: Reader) -> Page[IndicatorView]:
    """The catalogue: what is counted, in what unit, and how it may be split."""
    views = [
        IndicatorView.model_validate(indicator, from_attributes=True)
        for indicator in indicators.all()
    ]
    return Page(items=views)


def _trace_view(traced: TracedDelta) -> TraceView:
    row, cell = traced.row, traced.row.cell
    dimensions = dict(pair.split("=", 1) for pair in cell.dimensions.split(";") if pair)
    unit = dimensions.pop("unit", "") or indicators.require(cell.indicator).unit
    return TraceView(
        event_id=row.event_id,
        type=row.type,
        topic=traced.topic,
        partition=traced.partition,
        sequence=row.sequence,
        subject=row.subject,
        region=cell.region,
        day=cell.day.isoformat(),
        indicator=cell.indicator,
        dimensions=dimensions,
        delta=row.delta,
        unit=unit,
    )
