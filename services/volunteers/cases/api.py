"""Casework over HTTP. A file is read by its station, those invited, and the county that supervises;
every read is recorded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from contracts import codes
from contracts.roles import Role
from servicekit.aggregate import Aggregates, Stored
from servicekit.boundaries import RegionAsked
from servicekit.commands import command
from servicekit.errors import NotFound
from servicekit.fields import Id, View, coded
from servicekit.idempotency import Attempt, AttemptOf, IfMatch, derived_id
from servicekit.listing import mirrored
from servicekit.mirror import Mirror
from servicekit.paging import Page, Paging
from servicekit.providing import Now, provided
from servicekit.scope import EVERYWHERE
from servicekit.security import Actor, require
from services.volunteers.cases import bodies, domain
from services.volunteers.cases.bodies import CaseRow, CaseView
from services.volunteers.cases.case import Case, Change, PlannedService, Referral
from services.volunteers.cases.reading import Read, Readings

router = APIRouter(prefix="/api/volunteers/cases", tags=["cases 个案"])

Reader = Annotated[Actor, Depends(require("volunteers.cases.read"))]
Worker = Annotated[Actor, Depends(require("volunteers.cases.write"))]
Supervisor = Annotated[Actor, Depends(require("volunteers.cases.approve"))]
Watcher = Annotated[Actor, Depends(require("volunteers.case-reads.read"))]
Cases = Annotated[Aggregates[Case], Depends(provided(Aggregates[Case]))]
AllCases = Annotated[Mirror[Case], Depends(provided(Mirror[Case]))]
Reads = Annotated[Readings, Depends(provided(Readings))]
Stage = Annotated[str | None, Query(pattern="^(intake|assessed|planned|serving|closing|closed)$")]

"""A file may be read by an invited station of another area; who may is asked of the file itself."""


class ReadView(View):
    by: str
    role: str
    station: str | None
    at: datetime

    @classmethod
    def of(cls, read: Read) -> ReadView:
        return cls(by=read.by, role=read.role, station=read.station or None, at=read.at)


class Step:
    """What every step of a case needs."""

    def __init__(self, cases: Cases, attempt: Attempt, version: IfMatch, clock: Now) -> None:
        self._cases = cases
        self.attempt: AttemptOf = attempt
        self._version = version
        self.today = clock.today()

    def id(self, actor: Actor) -> str:
        return self.attempt.id(actor.subject)

    async def __call__(
        self, case_id: str, actor: Actor, decide: Callable[[Case], Change]
    ) -> CaseView:
        def own(case: Case) -> Change:
            require_readable(case, actor)
            return decide(case)

        by = command(self.attempt, actor, self._version)
        stored = await self._cases.change(case_id, EVERYWHERE, by, own)
        return CaseView.of(stored, self.today)


Stepping = Annotated[Step, Depends()]


def require_readable(case: Case, actor: Actor) -> None:
    """Raises NotFound for everybody but the station, those invited, and who supervises it: a file
    that is not the caller's looks like none."""
    if actor.role is Role.STATION_WORKER:
        mine = actor.station is not None and case.readable_by(actor.station)
        whole = actor.station is None and len(actor.region) >= 9
        if mine or (whole and actor.scope.allows(case.region)):
            return
        raise NotFound()
    if not actor.scope.allows(case.region):
        raise NotFound()


@router.post("", status_code=201)
async def post_case(
    body: bodies.OpenCase, actor: Worker, cases: Cases, attempt: Attempt, clock: Now
) -> CaseView:
    """Open a file under the station's own reference."""
    today = clock.today()
    if actor.station is not None and actor.station != body.station_id:
        raise NotFound()
    case = Case(
        region=actor.region,
        station_id=body.station_id,
        reference=body.reference,
        domain=body.domain,
        target_group=body.target_group,
        source=body.source,
        opened_on=today,
        found_on=body.found_on or today,
        by=actor.subject,
    )
    id_ = attempt.id(actor.subject)
    decision = domain.open_case(case, today)
    stored = await cases.create(id_, case.region, decision, command(attempt, actor))
    return CaseView.of(stored, today)


@router.get("")
async def get_cases(
    actor: Reader,
    cases: AllCases,
    clock: Now,
    paging: Paging,
    region: RegionAsked = None,
    stage: Stage = None,
    target_group: Annotated[str | None, Query(), coded(codes.TARGET_GROUPS)] = None,
    overdue: Annotated[bool, Query()] = False,
) -> Page[CaseRow]:
    """Without their contents, in order of id; by region, stage, target group; `overdue` ones."""
    today = clock.today()

    def wanted(case: Case) -> bool:
        if actor.station is not None and not case.readable_by(actor.station):
            return False
        asked = ((stage, case.stage), (target_group, case.target_group))
        late = not overdue or bool(case.overdue(today))
        return late and all(want in (None, is_) for want, is_ in asked)

    scope = actor.scope.narrowed(region)
    return mirrored(cases, scope, wanted, paging, lambda c: CaseRow.of(c, today))


@router.get("/{case_id}")
async def get_case(case_id: Id, actor: Reader, cases: Cases, reads: Reads, clock: Now) -> CaseView:
    """The file; that it was read is recorded first."""
    stored: Stored[Case] = await cases.load(case_id, EVERYWHERE)
    require_readable(stored.state, actor)
    await reads.note(case_id, actor)
    return CaseView.of(stored, clock.today())


@router.get("/{case_id}/reads")
async def get_reads(case_id: Id, actor: Watcher, cases: Cases, reads: Reads) -> list[ReadView]:
    """Who has read the file, the latest first (at most 200)."""
    await cases.load(case_id, actor.scope)
    return [ReadView.of(read) for read in await reads.of(case_id, 200)]


@router.post("/{case_id}/assess")
async def post_assess(case_id: Id, body: bodies.Assess, actor: Worker, step: Stepping) -> CaseView:
    return await step(
        case_id,
        actor,
        lambda c: domain.assess(c, body.form, body.levels, actor.subject, step.today),
    )


@router.post("/{case_id}/plan")
async def post_plan(case_id: Id, body: bodies.MakePlan, actor: Worker, step: Stepping) -> CaseView:
    services = [
        PlannedService(
            id=derived_id(step.id(actor), str(n), "service"), kind=s.kind, due_on=s.due_on
        )
        for n, s in enumerate(body.services)
    ]
    return await step(
        case_id,
        actor,
        lambda c: domain.plan(c, services, body.review_on, actor.subject, step.today),
    )


@router.post("/{case_id}/approve")
async def post_approve(
    case_id: Id, body: bodies.Approve, actor: Supervisor, step: Stepping
) -> CaseView:
    return await step(
        case_id, actor, lambda c: domain.approve(c, body.step, actor.subject, step.today)
    )


@router.post("/{case_id}/serve")
async def post_serve(case_id: Id, body: bodies.Serve, actor: Worker, step: Stepping) -> CaseView:
    on = body.on or step.today
    return await step(case_id, actor, lambda c: domain.serve(c, body.service_id, on, step.today))


@router.post("/{case_id}/review")
async def post_review(case_id: Id, body: bodies.Review, actor: Worker, step: Stepping) -> CaseView:
    return await step(
        case_id, actor, lambda c: domain.review(c, body.outcome, body.next_on, step.today)
    )


@router.post("/{case_id}/close")
async def post_close(case_id: Id, body: bodies.Propose, actor: Worker, step: Stepping) -> CaseView:
    """Propose; a supervisor decides."""
    return await step(
        case_id,
        actor,
        lambda c: domain.propose_closing(c, body.reason, actor.subject, step.today),
    )


@router.post("/{case_id}/decide")
async def post_decide(
    case_id: Id, body: bodies.Decide, actor: Supervisor, step: Stepping
) -> CaseView:
    return await step(
        case_id,
        actor,
        lambda c: domain.decide_closing(c, body.agreed, actor.subject, step.today),
    )


@router.post("/{case_id}/reopen")
async def post_reopen(case_id: Id, body: bodies.Reopen, actor: Worker, step: Stepping) -> CaseView:
    return await step(case_id, actor, lambda c: domain.reopen(c, body.reason, step.today))


@router.post("/{case_id}/refer", status_code=201)
async def post_refer(case_id: Id, body: bodies.Refer, actor: Worker, step: Stepping) -> CaseView:
    """Several may be asked at once; whoever is asked reads the file until it is answered."""
    referral = Referral(
        id=step.id(actor),
        kind=body.kind,
        reason=body.reason,
        services=body.services,
        consent=body.consent,
        until=body.until,
        to_station_id=body.to_station_id or "",
        to_organisation_id=body.to_organisation_id or "",
    )
    return await step(case_id, actor, lambda c: domain.refer(c, referral, step.today))


@router.post("/{case_id}/referrals/{referral_id}/answer")
async def post_answer(
    case_id: Id, referral_id: Id, body: bodies.Answer, actor: Worker, step: Stepping
) -> CaseView:
    """By the station that was asked; for an organisation, by who supervises it."""

    def decide(case: Case) -> Change:
        asked = case.referral(referral_id).to_station_id
        if actor.role is Role.STATION_WORKER and actor.station != asked:
            raise NotFound()
        return domain.answer(case, referral_id, body.said, actor.region, step.today)

    return await step(case_id, actor, decide)
