"""A call for small grants: its days, the count of votes, and awards within its budget. Pure.

All awards of a call stand in one document with its budget, so that one conditional write decides
each of them and their sum never exceeds it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from contracts.volunteers.microgrants import (
    CallOpened,
    GrantAwarded,
    GrantWithdrawn,
    MicrograntEvent,
    Ranked,
    VotesCounted,
)
from services.volunteers.microgrants.refusals import (
    AlreadyAwarded,
    BetterRankedFirst,
    CallDates,
    GrantBudgetExceeded,
    MoreThanAsked,
    MostAboveBudget,
    NoSuchAward,
    NotCountedYet,
    NotRanked,
    NotTheTime,
    TooManyProposals,
)

MOST_RANKED = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """`number`: of the call's awards, never used twice."""

    amount_fen: int
    on: date
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """`ranking` is empty until the votes are counted on `counted_on`; then it is final."""

    title: str
    region: str
    kind: str
    budget_fen: int
    most_fen: int
    opens_on: date
    proposals_until: date
    votes_from: date
    votes_until: date
    tie_rule: str
    counted_on: date | None = None
    votes: int = 0
    ranking: tuple[Ranked, ...] = ()
    awards: dict[str, Award] = field(default_factory=dict)
    awards_made: int = 0

    @property
    def awarded_fen(self) -> int:
        return sum(award.amount_fen for award in self.awards.values())

    @property
    def left_fen(self) -> int:
        return self.budget_fen - self.awarded_fen


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A proposal as the count looks at it; `submitted_at` as text that sorts by time."""

    proposal_id: str
    asked_fen: int
    domain: str
    submitted_at: str


Change = tuple[Call, list[MicrograntEvent]]


def open_call(call: Call, today: date) -> Change:
    """Raises CallDates, MostAboveBudget."""
    days = (call.opens_on, call.proposals_until, call.votes_from, call.votes_until)
    in_order = days[0] <= days[1] < days[2] <= days[3]
    if not in_order or call.proposals_until < today:
        raise CallDates(pointer="/votes_until")
    if call.most_fen > call.budget_fen:
        raise MostAboveBudget(budget=call.budget_fen, pointer="/most_fen")
    event = CallOpened(
        **_about(call, today),
        kind=call.kind,
        budget_fen=call.budget_fen,
        most_fen=call.most_fen,
        opens_on=call.opens_on,
        proposals_until=call.proposals_until,
        votes_from=call.votes_from,
        votes_until=call.votes_until,
        tie_rule=call.tie_rule,
    )
    return call, [event]


def require_proposals(call: Call, today: date) -> None:
    """Raises NotTheTime."""
    _require_days("征集提案", call.opens_on, call.proposals_until, today)


def require_voting(call: Call, today: date) -> None:
    """The last day counts whole (NotTheTime)."""
    _require_days("投票", call.votes_from, call.votes_until, today)


def require_before_voting(call: Call, today: date) -> None:
    """What may be voted for stands before the first vote (NotTheTime)."""
    if today >= call.votes_from:
        raise NotTheTime(what="审核提案", first=call.opens_on, last=call.votes_from)


def rank(entries: Iterable[Entry], votes: Mapping[str, int], tie_rule: str) -> tuple[Ranked, ...]:
    """By votes; of equals first what asks for less, or what came earlier, as the call said, then
    the other of the two, then the id: never by chance."""

    def order(entry: Entry) -> tuple[Any, ...]:
        smaller, earlier = entry.asked_fen, entry.submitted_at
        tie = (earlier, smaller) if tie_rule == "earlier" else (smaller, earlier)
        return (-votes.get(entry.proposal_id, 0), *tie, entry.proposal_id)

    return tuple(
        Ranked(
            proposal_id=entry.proposal_id,
            votes=votes.get(entry.proposal_id, 0),
            asked_fen=entry.asked_fen,
            domain=entry.domain,
        )
        for entry in sorted(entries, key=order)
    )


def count(call: Call, entries: Sequence[Entry], votes: Mapping[str, int], today: date) -> Change:
    """Once, after the last day of voting; a second count is no news (NotCountedYet)."""
    if call.counted_on is not None:
        return call, []
    if today <= call.votes_until:
        raise NotCountedYet(last=call.votes_until)
    if len(entries) > MOST_RANKED:
        raise TooManyProposals(limit=MOST_RANKED)
    ranking = rank(entries, votes, call.tie_rule)
    total = sum(ranked.votes for ranked in ranking)
    event = VotesCounted(**_about(call, today), votes=total, ranking=ranking)
    return replace(call, counted_on=today, votes=total, ranking=ranking), [event]


def award(call: Call, proposal_id: str, amount_fen: int, reason: str, today: date) -> Change:
    """Within the budget, no more than was asked, the better ranked first unless there is a reason.

    The same award again is no news. Raises NotCountedYet, NotRanked, AlreadyAwarded,
    MoreThanAsked, BetterRankedFirst, GrantBudgetExceeded.
    """
    ranked = _ranked(call, proposal_id)
    had = call.awards.get(proposal_id)
    if had is not None:
        if had.amount_fen != amount_fen:
            raise AlreadyAwarded(amount=had.amount_fen)
        return call, []
    if amount_fen > ranked.asked_fen:
        raise MoreThanAsked(asked=ranked.asked_fen, pointer="/amount_fen")
    if amount_fen > call.left_fen:
        raise GrantBudgetExceeded(
            budget=call.budget_fen, awarded=call.awarded_fen, left=call.left_fen
        )
    if not reason:
        _require_in_order(call, proposal_id)
    made = Award(amount_fen=amount_fen, on=today, number=call.awards_made + 1)
    after = replace(call, awards={**call.awards, proposal_id: made}, awards_made=made.number)
    event = GrantAwarded(
        **_about(call, today),
        proposal_id=proposal_id,
        domain=ranked.domain,
        amount_fen=amount_fen,
        awarded_fen=after.awarded_fen,
        reason=reason,
    )
    return after, [event]


def take_back(call: Call, proposal_id: str, number: int, today: date) -> Change:
    """The proposal has given it up before, and spent nothing of it; another award, made since, is
    not meant."""
    had = call.awards.get(proposal_id)
    if had is None or had.number != number:
        return call, []
    event = GrantWithdrawn(
        **_about(call, today),
        proposal_id=proposal_id,
        domain=_ranked(call, proposal_id).domain,
        amount_fen=had.amount_fen,
        awarded_on=had.on,
    )
    left = {id_: award for id_, award in call.awards.items() if id_ != proposal_id}
    return replace(call, awards=left), [event]


def award_of(call: Call, proposal_id: str) -> Award:
    """Raises NoSuchAward."""
    if proposal_id not in call.awards:
        raise NoSuchAward()
    return call.awards[proposal_id]


def _ranked(call: Call, proposal_id: str) -> Ranked:
    if call.counted_on is None:
        raise NotCountedYet(last=call.votes_until)
    found = next((r for r in call.ranking if r.proposal_id == proposal_id), None)
    if found is None:
        raise NotRanked()
    return found


def _require_in_order(call: Call, proposal_id: str) -> None:
    for number, ranked in enumerate(call.ranking, 1):
        if ranked.proposal_id == proposal_id:
            return
        if ranked.proposal_id not in call.awards and ranked.asked_fen <= call.left_fen:
            raise BetterRankedFirst(rank=number)


def _require_days(what: str, first: date, last: date, today: date) -> None:
    if not first <= today <= last:
        raise NotTheTime(what=what, first=first, last=last)


def _about(call: Call, today: date) -> dict[str, Any]:
    return {"region": call.region, "occurred_on": today}
