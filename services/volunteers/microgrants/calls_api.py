"""Calls 公益微创投 and 提案大赛 over HTTP: open, vote, count, award, take back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from contracts import regions
from servicekit.aggregate import Aggregates, Stored
from servicekit.commands import command
from servicekit.errors import Conflict, NotFound
from servicekit.fields import Id, RegionCode
from servicekit.idempotency import Attempt, IfMatch
from servicekit.listing import mirrored
from servicekit.mirror import Mirror
from servicekit.paging import Page, Paging
from servicekit.providing import Now, provided
from servicekit.scope import EVERYWHERE
from servicekit.security import Actor, require
from services.volunteers.microgrants import call as domain
from services.volunteers.microgrants import proposal as proposals_domain
from services.volunteers.microgrants.bodies import (
    AwardGrant,
    CallView,
    CastVote,
    OpenCall,
    TakeBackGrant,
    VoteView,
)
from services.volunteers.microgrants.call import Call, Entry
from services.volunteers.microgrants.finishing import Awards
from services.volunteers.microgrants.proposal import Proposal
from services.volunteers.microgrants.refusals import AlreadyVoted, NotAnotherCall, VoterElsewhere
from services.volunteers.microgrants.votes import Vote, cast, tally, vote_id
from services.volunteers.organisations.copy import Organisations
from services.volunteers.stepping import step

router = APIRouter(prefix="/api/volunteers/microgrant-calls", tags=["microgrants 公益微创投"])

Reader = Annotated[Actor, Depends(require("volunteers.microgrants.read"))]
Officer = Annotated[Actor, Depends(require("volunteers.microgrants.award"))]
Voter = Annotated[Actor, Depends(require("volunteers.microgrants.vote"))]
Calls = Annotated[Aggregates[Call], Depends(provided(Aggregates[Call]))]
AllCalls = Annotated[Mirror[Call], Depends(provided(Mirror[Call]))]
Proposals = Annotated[Aggregates[Proposal], Depends(provided(Aggregates[Proposal]))]
AllProposals = Annotated[Mirror[Proposal], Depends(provided(Mirror[Proposal]))]
Votes = Annotated[Aggregates[Vote], Depends(provided(Aggregates[Vote]))]
AwardsPart = Annotated[Awards, Depends(provided(Awards))]
Copy = Annotated[Organisations, Depends(provided(Organisations))]

"""A call of the county is for its townships too, whose people's scope is smaller."""


@router.post("", status_code=201)
async def post_call(
    body: OpenCall, actor: Officer, calls: Calls, attempt: Attempt, clock: Now
) -> CallView:
    actor.scope.require(body.region)
    decision = domain.open_call(body.call(), clock.today())
    return CallView.of(
        await calls.create(
            attempt.id(actor.subject), body.region, decision, command(attempt, actor)
        )
    )


@router.get("")
async def get_calls(
    actor: Reader,
    calls: AllCalls,
    paging: Paging,
    region: Annotated[RegionCode | None, Query()] = None,
) -> Page[CallView]:
    """Calls of the caller's area, and those of the areas above that are for it too."""
    scope = actor.scope.narrowed(region)
    of = region or actor.region

    def wanted(call: Call) -> bool:
        return scope.allows(call.region) or regions.within(of, call.region)

    return mirrored(calls, EVERYWHERE, wanted, paging, CallView.of)


@router.get("/{call_id}")
async def get_call(call_id: Id, actor: Reader, calls: Calls) -> CallView:
    return CallView.of(await concerning(actor, calls, call_id))


@router.post("/{call_id}/vote", status_code=201)
async def post_vote(
    call_id: Id,
    body: CastVote,
    actor: Voter,
    calls: Calls,
    proposals: Proposals,
    votes: Votes,
    attempt: Attempt,
    clock: Now,
) -> VoteView:
    """One vote a person and call, for a proposal that was admitted; the ballot is secret."""
    call = (await concerning(actor, calls, call_id)).state
    if not regions.within(actor.region, call.region):
        raise VoterElsewhere()
    proposal = (await proposals.load(body.proposal_id, EVERYWHERE)).state
    if proposal.call_id != call_id:
        raise NotAnotherCall(pointer="/proposal_id")
    domain.require_voting(call, clock.today())
    proposals_domain.require_stage(proposal, "admitted")
    vote = Vote(region=call.region, call_id=call_id, proposal_id=body.proposal_id)
    try:
        saved = await votes.create(
            vote_id(call_id, actor.subject),
            call.region,
            cast(vote, clock.today()),
            command(attempt, actor),
        )
    except Conflict:
        raise AlreadyVoted() from None
    return VoteView(call_id=call_id, proposal_id=saved.state.proposal_id)


@router.post("/{call_id}/count")
async def post_count(
    call_id: Id,
    actor: Officer,
    calls: Calls,
    proposals: AllProposals,
    votes: Votes,
    attempt: Attempt,
    version: IfMatch,
    clock: Now,
) -> CallView:
    """After the last day of voting, once and for good."""
    await calls.load(call_id, actor.scope)
    entries = [
        _entry(stored)
        for stored in proposals.within(EVERYWHERE)
        if stored.state.call_id == call_id and stored.state.stage == "admitted"
    ]
    counted = await tally(votes, call_id)
    return CallView.of(
        await calls.change(
            call_id,
            actor.scope,
            command(attempt, actor, version),
            lambda call: domain.count(call, entries, counted, clock.today()),
        )
    )


@router.post("/{call_id}/award")
async def post_award(
    call_id: Id,
    body: AwardGrant,
    actor: Officer,
    calls: Calls,
    proposals: Proposals,
    organisations: Copy,
    awards: AwardsPart,
    attempt: Attempt,
    version: IfMatch,
    clock: Now,
) -> CallView:
    """Within the call's budget, decided by its one document; then the proposal is told. What was
    interrupted is finished by a repeat, or by the next sweep."""
    await calls.load(call_id, actor.scope)
    proposal = (await proposals.load(body.proposal_id, EVERYWHERE)).state
    if proposal.organisation_id:
        await organisations.require_allowed(proposal.organisation_id, clock.today())
    if not proposal.awarded_fen:
        proposals_domain.require_stage(proposal, "admitted")
    amount, today = body.amount_fen or proposal.asked_fen, clock.today()
    saved = await calls.change(
        call_id,
        actor.scope,
        command(attempt, actor, version),
        lambda call: domain.award(call, body.proposal_id, amount, body.reason or "", today),
    )
    await awards.tell(body.proposal_id, domain.award_of(saved.state, body.proposal_id))
    return CallView.of(saved)


@router.post("/{call_id}/take-back")
async def post_take_back(
    call_id: Id,
    body: TakeBackGrant,
    actor: Officer,
    calls: Calls,
    proposals: Proposals,
    attempt: Attempt,
    version: IfMatch,
    clock: Now,
) -> CallView:
    """A grant of which nothing is spent: the proposal gives it up, then the budget has it back."""
    call, today = (await calls.load(call_id, actor.scope)).state, clock.today()
    award = call.awards.get(body.proposal_id)
    if award is not None:
        fen, number = award.amount_fen, award.number
        await proposals.change(
            body.proposal_id,
            EVERYWHERE,
            step(),
            lambda known: proposals_domain.give_up(known, fen, number, today),
        )
    return CallView.of(
        await calls.change(
            call_id,
            actor.scope,
            command(attempt, actor, version),
            lambda known: domain.take_back(
                known,
                body.proposal_id,
                (award or domain.award_of(known, body.proposal_id)).number,
                today,
            ),
        )
    )


async def concerning(actor: Actor, calls: Aggregates[Call], call_id: str) -> Stored[Call]:
    """A call of the caller's area or of one above it (NotFound)."""
    stored = await calls.load(call_id, EVERYWHERE)
    if not actor.scope.allows(stored.region) and not regions.within(actor.region, stored.region):
        raise NotFound()
    return stored


def _entry(stored: Stored[Proposal]) -> Entry:
    proposal = stored.state
    return Entry(
        proposal_id=stored.id,
        asked_fen=proposal.asked_fen,
        domain=proposal.domain,
        submitted_at=proposal.submitted_at,
    )
