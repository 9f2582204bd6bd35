"""Findings over HTTP: open, put right, re-check, dismiss, read; and which are overdue."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from contracts import codes
from servicekit.aggregate import Aggregates, Stored
from servicekit.boundaries import RegionAsked
from servicekit.commands import command
from servicekit.fields import Body, Fen, Id, LocalDate, Note, View, coded
from servicekit.idempotency import Attempt, AttemptOf, IfMatch
from servicekit.mirror import Mirror
from servicekit.paging import Page, PageRequest, Paging
from servicekit.providing import Now, provided
from servicekit.security import Actor, require
from services.registry.audits import domain
from services.registry.audits.domain import Finding, Recheck, Rectification, Stage
from services.registry.audits.inspections import Inspection
from services.registry.funding.bodies import Voucher
from services.registry.funding.domain import Fund

router = APIRouter(prefix="/api/registry/findings", tags=["audits 审计"])

Reader = Annotated[Actor, Depends(require("registry.audits.read"))]
Auditor = Annotated[Actor, Depends(require("registry.audits.write"))]
Audited = Annotated[Actor, Depends(require("registry.audits.rectify"))]
Findings = Annotated[Aggregates[Finding], Depends(provided(Aggregates[Finding]))]
Known = Annotated[Mirror[Finding], Depends(provided(Mirror[Finding]))]
Kind = Annotated[str, coded(codes.FINDING_KINDS)]


class OpenFinding(Body):
    """What was found on a fund line; `movement_ids` the movements it rests on."""

    kind: Kind
    fund_id: Id
    amount_fen: Fen
    deadline: LocalDate
    movement_ids: Annotated[list[Id], Field(max_length=100)] = Field(default=[])
    inspection_id: Id | None = None
    description: Note = ""


class Rectify(Body):
    """`evidence`: the reference of the file that shows it."""

    evidence: Voucher


class RecheckFinding(Body):
    """`deadline`: the new one, when it is sent back."""

    accepted: bool
    deadline: LocalDate | None = None


class DismissFinding(Body):
    reason: Annotated[str, coded(codes.FINDING_DISMISSALS)]


class RectificationView(View):
    on: date
    evidence: str


class RecheckView(View):
    on: date
    accepted: bool


class FindingView(View):
    id: str
    version: int
    region: str
    kind: str
    fund_id: str
    amount_fen: int
    movement_ids: list[str]
    inspection_id: str | None
    description: str
    found_on: date
    deadline: date
    stage: Stage
    overdue: bool
    days_overdue: int
    rectifications: list[RectificationView]
    rechecks: list[RecheckView]
    dismissed_for: str | None

    @classmethod
    def of(cls, stored: Stored[Finding], today: date) -> FindingView:
        finding = stored.state
        overdue = finding.overdue(today)
        return cls(
            id=stored.id,
            version=stored.version,
            region=finding.region,
            kind=finding.kind,
            fund_id=finding.fund_id,
            amount_fen=finding.amount_fen,
            movement_ids=list(finding.movement_ids),
            inspection_id=finding.inspection_id or None,
            description=finding.description,
            found_on=finding.found_on,
            deadline=finding.deadline,
            stage=finding.stage,
            overdue=overdue,
            days_overdue=(today - finding.deadline).days if overdue else 0,
            rectifications=[
                RectificationView(on=r.on, evidence=r.evidence) for r in finding.rectifications
            ],
            rechecks=[RecheckView(on=r.on, accepted=r.accepted) for r in finding.rechecks],
            dismissed_for=finding.dismissed_for or None,
        )


class FindingChange:
    """What every change of a finding needs; calling it decides, saves and shows the finding."""

    def __init__(
        self,
        finding_id: Id,
        findings: Findings,
        attempt: Attempt,
        version: IfMatch,
        clock: Now,
    ) -> None:
        self._id = finding_id
        self._findings = findings
        self._attempt: AttemptOf = attempt
        self._version = version
        self.today = clock.today()

    def id(self, actor: Actor) -> str:
        return self._attempt.id(actor.subject)

    async def __call__(
        self, actor: Actor, decide: Callable[[Finding], domain.Change]
    ) -> FindingView:
        by = command(self._attempt, actor, self._version)
        stored = await self._findings.change(self._id, actor.scope, by, decide)
        return FindingView.of(stored, self.today)


Changing = Annotated[FindingChange, Depends()]


@router.post("", status_code=201)
async def post_finding(
    body: OpenFinding,
    actor: Auditor,
    findings: Findings,
    funds: Annotated[Aggregates[Fund], Depends(provided(Aggregates[Fund]))],
    inspections: Annotated[Aggregates[Inspection], Depends(provided(Aggregates[Inspection]))],
    attempt: Attempt,
    clock: Now,
) -> FindingView:
    """Open a finding on a fund line: scattered 分散使用, diverted 挪作他用, withheld 截留."""
    fund = await funds.load(body.fund_id, actor.scope)
    if body.inspection_id:
        await inspections.load(body.inspection_id, actor.scope)
    today = clock.today()
    finding = Finding(
        region=fund.region,
        kind=body.kind,
        fund_id=body.fund_id,
        amount_fen=body.amount_fen,
        found_on=today,
        deadline=body.deadline,
        movement_ids=tuple(dict.fromkeys(body.movement_ids)),
        inspection_id=body.inspection_id or "",
        description=body.description,
    )
    decision = domain.open_finding(finding, fund.state, today)
    id_ = attempt.id(actor.subject)
    stored = await findings.create(id_, fund.region, decision, command(attempt, actor))
    return FindingView.of(stored, today)


@router.get("")
async def get_findings(
    actor: Reader,
    known: Known,
    paging: Paging,
    clock: Now,
    region: RegionAsked = None,
    kind: Annotated[Kind | None, Query()] = None,
    stage: Annotated[Stage | None, Query()] = None,
    fund_id: Annotated[Id | None, Query()] = None,
    inspection_id: Annotated[Id | None, Query()] = None,
    overdue: Annotated[bool, Query(description="只列逾期未整改的")] = False,
) -> Page[FindingView]:
    """Findings of the caller's area, the earliest deadline first."""
    today = clock.today()
    found = [
        stored
        for stored in known.within(actor.scope.narrowed(region))
        if kind in (None, stored.state.kind)
        and stage in (None, stored.state.stage)
        and fund_id in (None, stored.state.fund_id)
        and inspection_id in (None, stored.state.inspection_id)
        and (stored.state.overdue(today) or not overdue)
    ]
    return _page(found, paging, today)


def _page(found: list[Stored[Finding]], paging: PageRequest, today: date) -> Page[FindingView]:
    keyed = sorted(
        (((s.state.deadline.isoformat(), s.id), s) for s in found), key=lambda pair: pair[0]
    )
    after = tuple(str(part) for part in paging.after) if paging.after else ("", "")
    rest = [(key, stored) for key, stored in keyed if key > after]
    shown = rest[: paging.limit]
    key = shown[-1][0] if len(rest) > paging.limit else ()
    return paging.page([FindingView.of(stored, today) for _, stored in shown], *key)


@router.get("/{finding_id}")
async def get_finding(finding_id: Id, actor: Reader, findings: Findings, clock: Now) -> FindingView:
    return FindingView.of(await findings.load(finding_id, actor.scope), clock.today())


@router.post("/{finding_id}/rectify")
async def post_rectify(body: Rectify, actor: Audited, change: Changing) -> FindingView:
    """The audited report it put right 整改, with their evidence."""
    said = Rectification(
        id=change.id(actor), on=change.today, evidence=body.evidence, by=actor.subject
    )
    return await change(actor, lambda finding: domain.rectify(finding, said))


@router.post("/{finding_id}/recheck")
async def post_recheck(body: RecheckFinding, actor: Auditor, change: Changing) -> FindingView:
    """Accept what was put right, or send it back with a new deadline 复查."""
    check = Recheck(id=change.id(actor), on=change.today, accepted=body.accepted)
    return await change(
        actor, lambda finding: domain.recheck(finding, check, actor.subject, body.deadline)
    )


@router.post("/{finding_id}/dismiss")
async def post_dismiss(body: DismissFinding, actor: Auditor, change: Changing) -> FindingView:
    today = change.today
    return await change(actor, lambda finding: domain.dismiss(finding, body.reason, today))
