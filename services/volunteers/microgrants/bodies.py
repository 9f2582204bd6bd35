"""What requests about calls, proposals and votes may say, and how they are shown."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from contracts import codes
from servicekit.aggregate import Stored
from servicekit.fields import Body, Count, Fen, Id, Line, LocalDate, RegionCode, View, coded
from services.volunteers.microgrants.call import Call
from services.volunteers.microgrants.proposal import Proposal, Report

TargetGroup = Annotated[str, coded(codes.TARGET_GROUPS)]
FenOrNone = Annotated[int, Field(strict=True, ge=0, le=10**12)]


class OpenCall(Body):
    """`kind`: venture 公益微创投 | proposals 提案大赛. Days are included on both ends."""

    title: Line
    region: RegionCode
    kind: Annotated[str, coded(codes.MICROGRANT_KINDS)]
    budget_fen: Fen
    most_fen: Fen
    opens_on: LocalDate
    proposals_until: LocalDate
    votes_from: LocalDate
    votes_until: LocalDate
    tie_rule: Annotated[str, coded(codes.TIE_RULES)] = "smaller_amount"

    def call(self) -> Call:
        return Call(**self.model_dump())


class Submit(Body):
    """`organisation_id` when an organisation proposes it, none when residents do."""

    call_id: Id
    title: Line
    region: RegionCode
    domain: Annotated[str, coded(codes.DOMAINS)]
    target_groups: Annotated[tuple[TargetGroup, ...], Field(min_length=1, max_length=12)]
    asked_fen: Fen
    organisation_id: Id | None = None

    def proposal(self, submitted_at: str) -> Proposal:
        plain = self.model_dump(exclude={"organisation_id", "target_groups"})
        return Proposal(
            organisation_id=self.organisation_id or "",
            target_groups=tuple(dict.fromkeys(self.target_groups)),
            submitted_at=submitted_at,
            **plain,
        )


class RefuseProposal(Body):
    reason: Annotated[str, coded(codes.PROJECT_REFUSALS)]


class CastVote(Body):
    proposal_id: Id


class AwardGrant(Body):
    """Without an amount all that was asked for; `reason` when a better ranked one goes without."""

    proposal_id: Id
    amount_fen: Fen | None = None
    reason: Annotated[str, coded(codes.AWARD_REASONS)] | None = None


class TakeBackGrant(Body):
    proposal_id: Id


class ReportGrant(Body):
    """Spent since the last report, which is kept where it was written (`evidence`: its SHA-256)."""

    spent_fen: FenOrNone
    persons: Count
    evidence: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    final: bool = False

    def report(self, today: date) -> Report:
        return Report(
            on=today, spent_fen=self.spent_fen, persons=self.persons, evidence=self.evidence
        )


class RankedView(View):
    """`awarded_fen` None: no grant."""

    rank: int
    proposal_id: str
    votes: int
    asked_fen: int
    awarded_fen: int | None


class CallView(View):
    """What was awarded of the budget is promised, not paid; votes show once they are counted."""

    id: str
    version: int
    title: str
    region: str
    kind: str
    budget_fen: int
    most_fen: int
    awarded_fen: int
    left_fen: int
    opens_on: date
    proposals_until: date
    votes_from: date
    votes_until: date
    tie_rule: str
    counted_on: date | None
    votes: int | None
    ranking: list[RankedView]

    @classmethod
    def of(cls, stored: Stored[Call]) -> CallView:
        call = stored.state
        made = {
            "id": stored.id,
            "version": stored.version,
            "votes": call.votes if call.counted_on else None,
            "ranking": _ranking(call),
        }
        plain = {n: getattr(call, n) for n in cls.model_fields if n not in made}
        return cls.model_validate(plain | made)


class ReportView(View):
    on: date
    spent_fen: int
    persons: int


class ProposalView(View):
    id: str
    version: int
    title: str
    region: str
    call_id: str
    domain: str
    target_groups: tuple[str, ...]
    asked_fen: int
    organisation_id: str | None
    stage: str
    reason: str | None
    awarded_fen: int
    spent_fen: int
    reports: list[ReportView]

    @classmethod
    def of(cls, stored: Stored[Proposal]) -> ProposalView:
        proposal = stored.state
        made = {
            "id": stored.id,
            "version": stored.version,
            "organisation_id": proposal.organisation_id or None,
            "reason": proposal.reason or None,
            "reports": [
                ReportView(on=r.on, spent_fen=r.spent_fen, persons=r.persons)
                for r in proposal.reports
            ],
        }
        plain = {n: getattr(proposal, n) for n in cls.model_fields if n not in made}
        return cls.model_validate(plain | made)


class VoteView(View):
    """Whoever voted knows for what; nobody else is told."""

    call_id: str
    proposal_id: str


def _ranking(call: Call) -> list[RankedView]:
    views = []
    for rank, ranked in enumerate(call.ranking, 1):
        award = call.awards.get(ranked.proposal_id)
        views.append(
            RankedView(
                rank=rank,
                proposal_id=ranked.proposal_id,
                votes=ranked.votes,
                asked_fen=ranked.asked_fen,
                awarded_fen=award.amount_fen if award else None,
            )
        )
    return views
