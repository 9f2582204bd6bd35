"""A proposal in a call: submitted, admitted or refused, granted, reported on. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from contracts.volunteers.microgrants import (
    MicrograntEvent,
    ProposalAdmitted,
    ProposalAwarded,
    ProposalAwardWithdrawn,
    ProposalRefused,
    ProposalReported,
    ProposalSubmitted,
    ProposalWithdrawn,
)
from services.volunteers.microgrants.refusals import (
    GrantExceeded,
    NoSuchAward,
    ProposalStage,
    SpentAlready,
)

STAGES_ZH = {
    "submitted": "待审核",
    "admitted": "可投票",
    "refused": "未通过",
    "withdrawn": "已撤回",
    "awarded": "已资助",
    "completed": "已完成",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """`spent_fen` since the last report; `evidence`: SHA-256 of the report itself."""

    on: date
    spent_fen: int
    persons: int
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """The title stays in this service; `submitted_at` is RFC 3339 UTC, which sorts as text.
    `told_award` and `gave_up` are the numbers of the last award heard of, and given up."""

    title: str
    region: str
    call_id: str
    domain: str
    target_groups: tuple[str, ...]
    asked_fen: int
    submitted_at: str
    organisation_id: str = ""
    stage: str = "submitted"
    reason: str = ""
    awarded_fen: int = 0
    told_award: int = 0
    gave_up: int = 0
    reports: tuple[Report, ...] = ()

    @property
    def spent_fen(self) -> int:
        return sum(report.spent_fen for report in self.reports)


Change = tuple[Proposal, list[MicrograntEvent]]


def submit(proposal: Proposal, today: date) -> Change:
    event = ProposalSubmitted(
        **_about(proposal, today),
        target_groups=proposal.target_groups,
        asked_fen=proposal.asked_fen,
        organisation_id=proposal.organisation_id,
    )
    return proposal, [event]


def admit(proposal: Proposal, today: date) -> Change:
    require_stage(proposal, "submitted")
    return replace(proposal, stage="admitted"), [ProposalAdmitted(**_about(proposal, today))]


def refuse(proposal: Proposal, reason: str, today: date) -> Change:
    require_stage(proposal, "submitted")
    event = ProposalRefused(**_about(proposal, today), reason=reason)
    return replace(proposal, stage="refused", reason=reason), [event]


def withdraw(proposal: Proposal, today: date) -> Change:
    require_stage(proposal, "submitted", "admitted")
    return replace(proposal, stage="withdrawn"), [ProposalWithdrawn(**_about(proposal, today))]


def be_awarded(proposal: Proposal, amount_fen: int, number: int, today: date) -> Change:
    """The call has made this award before; one heard of already, or given up, is no news."""
    if number <= proposal.told_award:
        return proposal, []
    require_stage(proposal, "admitted")
    event = ProposalAwarded(**_about(proposal, today), amount_fen=amount_fen)
    after = replace(proposal, stage="awarded", awarded_fen=amount_fen, told_award=number)
    return after, [event]


def give_up(proposal: Proposal, amount_fen: int, number: int, today: date) -> Change:
    """An award is given up while nothing of it is spent (SpentAlready), also one the proposal has
    not heard of yet; then the call takes it back."""
    if proposal.gave_up >= number:
        return proposal, []
    require_stage(proposal, "admitted", "awarded", "withdrawn")
    if proposal.spent_fen:
        raise SpentAlready(spent=proposal.spent_fen)
    event = ProposalAwardWithdrawn(**_about(proposal, today), amount_fen=amount_fen)
    stage = "admitted" if proposal.stage == "awarded" else proposal.stage
    after = replace(proposal, stage=stage, awarded_fen=0, told_award=number, gave_up=number)
    return after, [event]


def report(proposal: Proposal, told: Report, final: bool, today: date) -> Change:
    """What was spent since the last report, never beyond the grant (GrantExceeded)."""
    if not proposal.awarded_fen:
        raise NoSuchAward()
    require_stage(proposal, "awarded")
    left = proposal.awarded_fen - proposal.spent_fen
    if told.spent_fen > left:
        raise GrantExceeded(
            amount=proposal.awarded_fen,
            spent=proposal.spent_fen,
            left=left,
            pointer="/spent_fen",
        )
    event = ProposalReported(
        **_about(proposal, today), spent_fen=told.spent_fen, persons=told.persons, final=final
    )
    stage = "completed" if final else "awarded"
    return replace(proposal, stage=stage, reports=(*proposal.reports, told)), [event]


def require_stage(proposal: Proposal, *needed: str) -> None:
    """Raises ProposalStage."""
    if proposal.stage not in needed:
        raise ProposalStage(
            stage=STAGES_ZH[proposal.stage],
            needed="、".join(STAGES_ZH[stage] for stage in needed),
            stage_en=proposal.stage,
            needed_en=" or ".join(needed),
        )


def _about(proposal: Proposal, today: date) -> dict[str, Any]:
    return {
        "region": proposal.region,
        "occurred_on": today,
        "call_id": proposal.call_id,
        "domain": proposal.domain,
    }
