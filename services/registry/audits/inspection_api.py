"""Inspections and suspicions over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from servicekit.aggregate import Aggregates, Stored
from servicekit.boundaries import RegionAsked
from servicekit.commands import command
from servicekit.fields import Body, Id, LocalDate, RegionCode, View
from servicekit.idempotency import Attempt, IfMatch
from servicekit.listing import listed
from servicekit.mirror import Mirror
from servicekit.paging import Page, Paging
from servicekit.providing import Now, provided
from servicekit.scope import Scope
from servicekit.security import Actor, require
from services.registry.audits import inspections as domain
from services.registry.audits.api import Kind
from services.registry.audits.domain import UNSETTLED, Finding
from services.registry.audits.inspections import Inspection, Stage
from services.registry.audits.refusals import NotInSample
from services.registry.audits.suspicions import Limits, Suspicion, suspicions
from services.registry.funding.bodies import Year
from services.registry.funding.domain import Fund

router = APIRouter(prefix="/api/registry", tags=["audits 审计"])

Reader = Annotated[Actor, Depends(require("registry.audits.read"))]
Auditor = Annotated[Actor, Depends(require("registry.audits.write"))]
Inspections = Annotated[Aggregates[Inspection], Depends(provided(Aggregates[Inspection]))]
Lines = Annotated[Mirror[Fund], Depends(provided(Mirror[Fund]))]
Known = Annotated[Mirror[Finding], Depends(provided(Mirror[Finding]))]


class PlanInspection(Body):
    """`sample`: fund lines of the area and year; or `draw` so many, those under suspicion first,
    then the largest."""

    region: RegionCode
    year: Year
    starts_on: LocalDate
    ends_on: LocalDate
    sample: Annotated[list[Id], Field(max_length=500)] = Field(default=[])
    draw: Annotated[int, Field(strict=True, ge=0, le=500)] = 0


class CheckFund(Body):
    fund_id: Id
    clean: bool


class Nothing(Body):
    """Nothing beyond the address."""


class CheckedView(View):
    fund_id: str
    on: date
    clean: bool


class InspectionView(View):
    """`findings`: how many were opened in it; `unsettled`: of these not yet put right."""

    id: str
    version: int
    region: str
    year: int
    starts_on: date
    ends_on: date
    stage: Stage
    sample: list[str]
    checked: list[CheckedView]
    unchecked: list[str]
    findings: int
    unsettled: int

    @classmethod
    def of(cls, stored: Stored[Inspection], known: Mirror[Finding]) -> InspectionView:
        inspection = stored.state
        own = [
            f.state
            for f in known.within(Scope.of(inspection.region))
            if f.state.inspection_id == stored.id
        ]
        return cls(
            id=stored.id,
            version=stored.version,
            region=inspection.region,
            year=inspection.year,
            starts_on=inspection.starts_on,
            ends_on=inspection.ends_on,
            stage=inspection.stage,
            sample=list(inspection.sample),
            checked=[
                CheckedView(fund_id=c.fund_id, on=c.on, clean=c.clean) for c in inspection.checked
            ],
            unchecked=inspection.unchecked,
            findings=len(own),
            unsettled=sum(finding.stage in UNSETTLED for finding in own),
        )


class InspectionChange:
    def __init__(
        self,
        inspection_id: Id,
        actor: Auditor,
        inspections: Inspections,
        known: Known,
        attempt: Attempt,
        version: IfMatch,
        clock: Now,
    ) -> None:
        self._id = inspection_id
        self._scope = actor.scope
        self._inspections = inspections
        self._known = known
        self._command = command(attempt, actor, version)
        self.today = clock.today()

    async def __call__(self, decide: Callable[[Inspection], domain.Change]) -> InspectionView:
        stored = await self._inspections.change(self._id, self._scope, self._command, decide)
        return InspectionView.of(stored, self._known)


Changing = Annotated[InspectionChange, Depends()]


@router.post("/inspections", status_code=201)
async def post_inspection(
    body: PlanInspection,
    actor: Auditor,
    inspections: Inspections,
    lines: Lines,
    known: Known,
    attempt: Attempt,
    clock: Now,
) -> InspectionView:
    """Plan an inspection 督查 of an area's money, with its sample."""
    actor.scope.require(body.region)
    today = clock.today()
    inspection = Inspection(
        region=body.region,
        year=body.year,
        starts_on=body.starts_on,
        ends_on=body.ends_on,
        sample=_sample(body, lines, today),
    )
    decision = domain.plan_inspection(inspection, today)
    by = command(attempt, actor)
    stored = await inspections.create(attempt.id(actor.subject), body.region, decision, by)
    return InspectionView.of(stored, known)


def _sample(body: PlanInspection, lines: Mirror[Fund], today: date) -> tuple[str, ...]:
    """The lines named, all of the area and year (NotInSample), and those drawn."""
    own = {
        stored.id: stored.state
        for stored in lines.within(Scope.of(body.region))
        if stored.state.year == body.year
    }
    if not own.keys() >= set(body.sample):
        raise NotInSample(pointer="/sample")
    suspected = {found.fund_id for found in suspicions(own.items(), today, Limits())}
    drawn = domain.draw_sample(own.items(), suspected, body.draw)
    return tuple(dict.fromkeys([*body.sample, *drawn]))


@router.get("/inspections")
async def get_inspections(
    actor: Reader,
    inspections: Inspections,
    known: Known,
    paging: Paging,
    region: RegionAsked = None,
    year: Annotated[int | None, Query(ge=2000, le=2100)] = None,
    stage: Annotated[Stage | None, Query()] = None,
) -> Page[InspectionView]:
    wanted = {"state.year": year, "state.stage": stage and stage.value}
    scope = actor.scope.narrowed(region)
    return await listed(
        inspections, scope, wanted, paging, lambda stored: InspectionView.of(stored, known)
    )


@router.get("/inspections/{inspection_id}")
async def get_inspection(
    inspection_id: Id, actor: Reader, inspections: Inspections, known: Known
) -> InspectionView:
    return InspectionView.of(await inspections.load(inspection_id, actor.scope), known)


@router.post("/inspections/{inspection_id}/start")
async def post_start(body: Nothing, change: Changing) -> InspectionView:
    today = change.today
    return await change(lambda inspection: domain.start_inspection(inspection, today))


@router.post("/inspections/{inspection_id}/check")
async def post_check(body: CheckFund, change: Changing) -> InspectionView:
    """One line of the sample is checked; what was found is opened as findings."""
    today = change.today
    return await change(
        lambda inspection: domain.check_fund(inspection, body.fund_id, body.clean, today)
    )


@router.post("/inspections/{inspection_id}/close")
async def post_close(body: Nothing, change: Changing) -> InspectionView:
    today = change.today
    return await change(lambda inspection: domain.close_inspection(inspection, today))


class SuspicionView(View):
    """`finding_id`: the finding already opened on this line for this kind, if any."""

    kind: str
    reason: str
    fund_id: str
    region: str
    amount_fen: int
    since: date
    days: int
    movement_ids: list[str]
    finding_id: str | None

    @classmethod
    def of(cls, found: Suspicion, today: date, finding_id: str | None) -> SuspicionView:
        return cls(
            kind=found.kind,
            reason=found.reason,
            fund_id=found.fund_id,
            region=found.region,
            amount_fen=found.amount_fen,
            since=found.since,
            days=(today - found.since).days,
            movement_ids=list(found.movement_ids),
            finding_id=finding_id,
        )


@router.get("/suspicions")
async def get_suspicions(
    actor: Reader,
    lines: Lines,
    known: Known,
    paging: Paging,
    clock: Now,
    region: RegionAsked = None,
    kind: Annotated[Kind | None, Query()] = None,
    days: Annotated[int, Query(ge=1, le=1000, description="到账或下达后多少天")] = 90,
    small_fen: Annotated[int, Query(ge=1, le=10**12, description="小额支出的界限（分）")] = 500_000,
    many: Annotated[int, Query(ge=2, le=500, description="多少笔小额算分散")] = 5,
) -> Page[SuspicionView]:
    """What the ledgers show of withheld, scattered and diverted money, the largest first."""
    scope, today = actor.scope.narrowed(region), clock.today()
    own = [(stored.id, stored.state) for stored in lines.within(scope)]
    opened = {
        (f.state.fund_id, f.state.kind): f.id
        for f in known.within(scope)
        if f.state.stage in UNSETTLED
    }
    found = [
        SuspicionView.of(one, today, opened.get((one.fund_id, one.kind)))
        for one in suspicions(own, today, Limits(days, small_fen, many))
        if kind in (None, one.kind)
    ]
    return _page(found, paging)


def _page(found: list[SuspicionView], paging: Paging) -> Page[SuspicionView]:
    keyed = sorted(
        (((-s.amount_fen, s.fund_id, s.reason), s) for s in found), key=lambda pair: pair[0]
    )
    after = paging.after or ()
    rest = [(key, view) for key, view in keyed if not after or key > after]
    shown = rest[: paging.limit]
    key = shown[-1][0] if len(rest) > paging.limit else ()
    return paging.page([view for _, view in shown], *key)
