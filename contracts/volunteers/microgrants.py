"""Events of micro-grants 公益微创投 and proposal contests 提案大赛: calls, votes, awards.

Whom somebody voted for is in no event: the ballot is secret, the count is told.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import msgspec

from contracts.event import Event, Whole


class MicrograntEvent(Event, frozen=True, kw_only=True):
    topic: ClassVar[str] = "volunteers.projects"


class Ranked(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A proposal and its votes, in the order of the ranking."""

    proposal_id: str
    votes: Whole
    asked_fen: Whole
    domain: str


class CallOpened(MicrograntEvent, frozen=True, kw_only=True):
    """`budget_fen` is what may be awarded in all, `most_fen` to one proposal: plans. Votes are
    cast from `votes_from` to `votes_until`, both included; `tie_rule` decides between equals."""

    type: ClassVar[str] = "volunteers.microgrant-call.opened.v1"

    kind: str
    budget_fen: Whole
    most_fen: Whole
    opens_on: date
    proposals_until: date
    votes_from: date
    votes_until: date
    tie_rule: str


class VotesCounted(MicrograntEvent, frozen=True, kw_only=True):
    """Counted once, after the last day, and final."""

    type: ClassVar[str] = "volunteers.microgrant-call.counted.v1"

    votes: Whole
    ranking: tuple[Ranked, ...]


class GrantAwarded(MicrograntEvent, frozen=True, kw_only=True):
    """`awarded_fen` is the sum of the call's awards after this one: never beyond its budget. An
    award is a promise, not a payment. `reason` when a better ranked proposal went without."""

    type: ClassVar[str] = "volunteers.microgrant-call.awarded.v1"

    proposal_id: str
    domain: str
    amount_fen: Whole
    awarded_fen: Whole
    reason: str = ""


class GrantWithdrawn(MicrograntEvent, frozen=True, kw_only=True):
    """Taken back before anything was spent of it; `awarded_on` is the day it was awarded."""

    type: ClassVar[str] = "volunteers.microgrant-call.award-withdrawn.v1"

    proposal_id: str
    domain: str
    amount_fen: Whole
    awarded_on: date


class ProposalEvent(MicrograntEvent, frozen=True, kw_only=True):
    call_id: str
    domain: str


class ProposalSubmitted(ProposalEvent, frozen=True, kw_only=True):
    """`organisation_id` '' when residents propose it."""

    type: ClassVar[str] = "volunteers.proposal.submitted.v1"

    target_groups: tuple[str, ...]
    asked_fen: Whole
    organisation_id: str = ""


class ProposalAdmitted(ProposalEvent, frozen=True, kw_only=True):
    """May be voted for."""

    type: ClassVar[str] = "volunteers.proposal.admitted.v1"


class ProposalRefused(ProposalEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "volunteers.proposal.refused.v1"

    reason: str


class ProposalWithdrawn(ProposalEvent, frozen=True, kw_only=True):
    """By whoever made it, before anything was awarded."""

    type: ClassVar[str] = "volunteers.proposal.withdrawn.v1"


class ProposalAwarded(ProposalEvent, frozen=True, kw_only=True):
    """The call's award, as the proposal knows it; counted where the call tells of it."""

    type: ClassVar[str] = "volunteers.proposal.awarded.v1"

    amount_fen: Whole


class ProposalAwardWithdrawn(ProposalEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "volunteers.proposal.award-withdrawn.v1"

    amount_fen: Whole


class ProposalReported(ProposalEvent, frozen=True, kw_only=True):
    """What was spent of the grant since the last report, and whom it reached; `final`: the last."""

    type: ClassVar[str] = "volunteers.proposal.reported.v1"

    spent_fen: Whole
    persons: Whole
    final: bool


class VoteCast(MicrograntEvent, frozen=True, kw_only=True):
    """Somebody of the area has voted in this call; for what is not said."""

    type: ClassVar[str] = "volunteers.vote.cast.v1"

    call_id: str


EVENTS: tuple[type[Event], ...] = (
    CallOpened,
    VotesCounted,
    GrantAwarded,
    GrantWithdrawn,
    ProposalSubmitted,
    ProposalAdmitted,
    ProposalRefused,
    ProposalWithdrawn,
    ProposalAwarded,
    ProposalAwardWithdrawn,
    ProposalReported,
    VoteCast,
)
