"""Proposals over HTTP: submit, admit, refuse, withdraw, report on the grant."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from contracts import regions
from servicekit.boundaries import RegionAsked
from servicekit.commands import command
from servicekit.fields import Id
from servicekit.idempotency import Attempt, IfMatch
from servicekit.listing import mirrored
from servicekit.paging import Page, Paging
from servicekit.providing import Now
from servicekit.scope import EVERYWHERE
from servicekit.security import Actor, require
from services.volunteers.microgrants import call as calls_domain
from services.volunteers.microgrants import proposal as domain
from services.volunteers.microgrants.bodies import (
    ProposalView,
    RefuseProposal,
    ReportGrant,
    Submit,
)
from services.volunteers.microgrants.calls_api import (
    AllProposals,
    Calls,
    Copy,
    Proposals,
    concerning,
)
from services.volunteers.microgrants.proposal import STAGES_ZH, Proposal
from services.volunteers.microgrants.refusals import AskedTooMuch, ProposalElsewhere

router = APIRouter(prefix="/api/volunteers/proposals", tags=["microgrants 公益微创投"])

Reader = Annotated[Actor, Depends(require("volunteers.microgrants.read"))]
Writer = Annotated[Actor, Depends(require("volunteers.microgrants.propose"))]
Officer = Annotated[Actor, Depends(require("volunteers.microgrants.award"))]
Stage = Annotated[str, Query(pattern=f"^({'|'.join(STAGES_ZH)})$")]


class ProposalChange:
    def __init__(
        self,
        proposal_id: Id,
        proposals: Proposals,
        attempt: Attempt,
        version: IfMatch,
        clock: Now,
    ) -> None:
        self.id = proposal_id
        self.proposals = proposals
        self._attempt = attempt
        self._version = version
        self.today = clock.today()

    async def __call__(
        self, actor: Actor, decide: Callable[[Proposal], domain.Change]
    ) -> ProposalView:
        by = command(self._attempt, actor, self._version)
        return ProposalView.of(await self.proposals.change(self.id, actor.scope, by, decide))


Changing = Annotated[ProposalChange, Depends()]


@router.post("", status_code=201)
async def post_proposal(
    body: Submit,
    actor: Writer,
    calls: Calls,
    proposals: Proposals,
    organisations: Copy,
    attempt: Attempt,
    clock: Now,
) -> ProposalView:
    """Within the call's days, area and limit; a blacklisted organisation proposes nothing."""
    actor.scope.require(body.region)
    call = (await concerning(actor, calls, body.call_id)).state
    if not regions.within(body.region, call.region):
        raise ProposalElsewhere(pointer="/region")
    calls_domain.require_proposals(call, clock.today())
    if body.asked_fen > call.most_fen:
        raise AskedTooMuch(most=call.most_fen, pointer="/asked_fen")
    if body.organisation_id:
        await organisations.require_allowed(body.organisation_id, clock.today())
    at = clock.now().astimezone(UTC).isoformat(timespec="microseconds")
    decision = domain.submit(body.proposal(at), clock.today())
    return ProposalView.of(
        await proposals.create(
            attempt.id(actor.subject), body.region, decision, command(attempt, actor)
        )
    )


@router.get("")
async def get_proposals(
    actor: Reader,
    proposals: AllProposals,
    calls: Calls,
    paging: Paging,
    call_id: Annotated[Id | None, Query()] = None,
    region: RegionAsked = None,
    stage: Annotated[Stage | None, Query()] = None,
) -> Page[ProposalView]:
    """Of the caller's area; of a call that is for it, all of them: they are what is voted on."""
    scope = actor.scope.narrowed(region)
    if call_id is not None:
        await concerning(actor, calls, call_id)
        scope = EVERYWHERE if region is None else scope

    def wanted(proposal: Proposal) -> bool:
        right_call = call_id is None or proposal.call_id == call_id
        return right_call and (stage is None or proposal.stage == stage)

    return mirrored(proposals, scope, wanted, paging, ProposalView.of)


@router.get("/{proposal_id}")
async def get_proposal(proposal_id: Id, actor: Reader, proposals: Proposals) -> ProposalView:
    return ProposalView.of(await proposals.load(proposal_id, actor.scope))


@router.post("/{proposal_id}/admit")
async def post_admit(actor: Officer, change: Changing, calls: Calls) -> ProposalView:
    """It may be voted for; decided before the first day of voting."""
    proposal = (await change.proposals.load(change.id, actor.scope)).state
    call = (await calls.load(proposal.call_id, EVERYWHERE)).state
    calls_domain.require_before_voting(call, change.today)
    return await change(actor, lambda known: domain.admit(known, change.today))


@router.post("/{proposal_id}/refuse")
async def post_refuse(body: RefuseProposal, actor: Officer, change: Changing) -> ProposalView:
    return await change(actor, lambda known: domain.refuse(known, body.reason, change.today))


@router.post("/{proposal_id}/withdraw")
async def post_withdraw(actor: Writer, change: Changing) -> ProposalView:
    return await change(actor, lambda known: domain.withdraw(known, change.today))


@router.post("/{proposal_id}/report")
async def post_report(body: ReportGrant, actor: Writer, change: Changing) -> ProposalView:
    """What was spent of the grant and whom it reached; never more than was granted."""
    told = body.report(change.today)
    return await change(actor, lambda known: domain.report(known, told, body.final, change.today))
