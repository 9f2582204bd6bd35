"""Report rounds over HTTP: open, submit, check, send back, publish; the closed report and what has
come since."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field

from servicekit.aggregate import Aggregates, Stored
from servicekit.commands import command
from servicekit.fields import Body, Id, RegionCode, View
from servicekit.idempotency import Attempt, AttemptOf, IfMatch, derived_id
from servicekit.listing import listed
from servicekit.paging import Page, PageRequest, Paging
from servicekit.providing import Now, provided
from servicekit.security import Actor, require
from services.metrics.ledger import Ledger
from services.metrics.recounting import Recounting
from services.metrics.rounds import domain, report
from services.metrics.rounds.closed import ClosedReports
from services.metrics.rounds.domain import LEVEL_OF, Round

router = APIRouter(prefix="/api/metrics/rounds", tags=["rounds 报送与发布"])

Reader = Annotated[Actor, Depends(require("metrics.rounds.read"))]
Writer = Annotated[Actor, Depends(require("metrics.rounds.write"))]
Publisher = Annotated[Actor, Depends(require("metrics.rounds.publish"))]
Rounds = Annotated[Aggregates[Round], Depends(provided(Aggregates[Round]))]
Figures = Annotated[Ledger, Depends(provided(Ledger))]
Reports = Annotated[ClosedReports, Depends(provided(ClosedReports))]
Jobs = Annotated[Recounting, Depends(provided(Recounting))]


class OpenRound(Body):
    """One round for each area and period."""

    region: RegionCode
    period: Annotated[str, Field(max_length=16)]


class Nothing(Body):
    """Nothing beyond the address."""


class Return(Body):
    reason: Annotated[str, Field(min_length=1, max_length=500)]


class StepView(View):
    kind: str
    level: str
    on: date
    reason: str | None


class RoundView(View):
    """`next_level`: who checks next; null when every level has. `report_hash`: SHA-256 of the
    closed report."""

    id: str
    version: int
    region: str
    period: str
    state: str
    next_level: str | None
    submitted_on: date | None
    days_late: int
    published_on: date | None
    report_hash: str | None
    steps: list[StepView]

    @classmethod
    def of(cls, stored: Stored[Round]) -> RoundView:
        found = stored.state
        return cls(
            id=stored.id,
            version=stored.version,
            region=found.region,
            period=found.period,
            state=found.state,
            next_level=found.next_level(),
            submitted_on=found.submitted_on,
            days_late=found.days_late,
            published_on=found.published_on,
            report_hash=found.report_hash or None,
            steps=[
                StepView(kind=s.kind, level=s.level, on=s.on, reason=s.reason or None)
                for s in found.steps
            ],
        )


class AdjustmentView(View):
    """`adjustment` is `now` − `published`; `now` is the restated figure."""

    indicator: str
    region: str
    dimensions: str
    basis: str
    source: str | None
    unit: str
    published: int
    now: int
    adjustment: int


@router.post("", status_code=201)
async def post_round(
    body: OpenRound, actor: Writer, rounds: Rounds, attempt: Attempt, clock: Now
) -> RoundView:
    actor.scope.require(body.region)
    decision = domain.open_round(body.region, body.period, clock.today())
    id_ = derived_id(body.region, body.period, "round")
    return RoundView.of(await rounds.create(id_, body.region, decision, command(attempt, actor)))


@router.get("")
async def get_rounds(
    actor: Reader,
    rounds: Rounds,
    paging: Paging,
    region: Annotated[RegionCode | None, Query()] = None,
    period: Annotated[str | None, Query(max_length=16)] = None,
    state: Annotated[str | None, Query(pattern="^(open|submitted|checked|published)$")] = None,
) -> Page[RoundView]:
    """Rounds of the caller's area, in order of id; by region, period and state."""
    wanted = {"state.period": period, "state.state": state}
    return await listed(rounds, actor.scope.narrowed(region), wanted, paging, RoundView.of)


@router.get("/{round_id}")
async def get_round(round_id: Id, actor: Reader, rounds: Rounds) -> RoundView:
    return RoundView.of(await rounds.load(round_id, actor.scope))


class Stepping:
    """What every step of a round needs."""

    def __init__(self, rounds: Rounds, attempt: Attempt, version: IfMatch, clock: Now) -> None:
        self._rounds = rounds
        self._attempt: AttemptOf = attempt
        self._version = version
        self.today = clock.today()

    async def load(self, round_id: str, actor: Actor) -> Round:
        return (await self._rounds.load(round_id, actor.scope)).state

    async def __call__(
        self, round_id: str, actor: Actor, decide: Callable[[Round], domain.Change]
    ) -> RoundView:
        by = command(self._attempt, actor, self._version)
        return RoundView.of(await self._rounds.change(round_id, actor.scope, by, decide))


Step = Annotated[Stepping, Depends()]


@router.post("/{round_id}/submit")
async def post_submit(round_id: Id, _body: Nothing, actor: Writer, step: Step) -> RoundView:
    """The figures are the area's own account, from now on in the hands of those above."""
    level = LEVEL_OF[actor.role]
    return await step(round_id, actor, lambda r: domain.submit(r, actor.subject, level, step.today))


@router.post("/{round_id}/check")
async def post_check(round_id: Id, _body: Nothing, actor: Writer, step: Step) -> RoundView:
    level = LEVEL_OF[actor.role]
    return await step(round_id, actor, lambda r: domain.check(r, actor.subject, level, step.today))


@router.post("/{round_id}/return")
async def post_return(round_id: Id, body: Return, actor: Writer, step: Step) -> RoundView:
    level = LEVEL_OF[actor.role]
    return await step(
        round_id,
        actor,
        lambda r: domain.send_back(r, actor.subject, level, body.reason, step.today),
    )


@router.post("/{round_id}/publish")
async def post_publish(
    round_id: Id,
    _body: Nothing,
    actor: Publisher,
    step: Step,
    ledger: Figures,
    reports: Reports,
) -> RoundView:
    """Freeze the period: report and positions of one moment, hashed, kept, and told to others."""
    known = await step.load(round_id, actor)
    # Cube and positions of one moment: nothing is awaited between the two.
    positions = dict(ledger.standing.positions)
    made = report.report_of(ledger.cube, known.region, known.period, positions, step.today)
    await reports.keep(round_id, made)
    return await step(
        round_id,
        actor,
        lambda r: domain.publish(r, actor.subject, made.hash, made.lines, positions, step.today),
    )


@router.get("/{round_id}/report")
async def get_report(round_id: Id, actor: Reader, rounds: Rounds, reports: Reports) -> Response:
    """The published report, byte for byte as it was hashed (404 before)."""
    found = (await rounds.load(round_id, actor.scope)).state
    text = await reports.text(round_id, found.report_hash)
    return Response(text, media_type="application/json", headers={"ETag": f'"{found.report_hash}"'})


@router.get("/{round_id}/adjustments")
async def get_adjustments(
    round_id: Id,
    actor: Reader,
    rounds: Rounds,
    reports: Reports,
    ledger: Figures,
    clock: Now,
    paging: Paging,
) -> Page[AdjustmentView]:
    """What facts that came later have changed: the published figure, and as it would be now."""
    found = (await rounds.load(round_id, actor.scope)).state
    text = await reports.text(round_id, found.report_hash)
    now = report.report_of(
        ledger.cube, found.region, found.period, ledger.standing.positions, clock.today()
    )
    return _page(report.adjustments(text, now), paging)


@router.post("/{round_id}/replay")
async def post_replay(
    round_id: Id,
    _body: Nothing,
    actor: Publisher,
    rounds: Rounds,
    reports: Reports,
    jobs: Jobs,
    clock: Now,
    paging: Paging,
) -> Page[AdjustmentView]:
    """The same events counted by today's rules: the difference by line, none when the rules have
    not changed the period's figures (409 when an event can be read nowhere any more)."""
    found = (await rounds.load(round_id, actor.scope)).state
    text = await reports.text(round_id, found.report_hash)
    cube = await jobs.replay(found.positions)
    now = report.report_of(cube, found.region, found.period, found.positions, clock.today())
    return _page(report.adjustments(text, now), paging)


def _page(found: list[report.Adjustment], paging: PageRequest) -> Page[AdjustmentView]:
    start = int(paging.after[0] or 0) if paging.after else 0
    end = start + paging.limit
    shown = [_adjustment(one) for one in found[start:end]]
    return paging.page(shown, *((end,) if end < len(found) else ()))


def _adjustment(one: report.Adjustment) -> AdjustmentView:
    return AdjustmentView(
        indicator=one.indicator,
        region=one.region,
        dimensions=one.dimensions,
        basis=one.basis,
        source=one.source or None,
        unit=one.unit,
        published=one.published,
        now=one.now,
        adjustment=one.now - one.published,
    )
