"""Votes: one document a voter and call, whose id follows from both. Pure but for reading them.

Inserting it decides: of two votes of one voter only one can be there. It says for what; its event
does not.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from contracts.volunteers.microgrants import VoteCast
from servicekit.aggregate import Aggregates
from servicekit.scope import EVERYWHERE

_NAMESPACE = UUID("5e0c0f5b-9f0e-5a43-8c61-3a6d7d1b4a90")
READ_AT_ONCE = 200_000
"""A page of a sorted list costs the embedded store a look at all of it: few large ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    region: str
    call_id: str
    proposal_id: str


def vote_id(call_id: str, voter: str) -> str:
    """`voter` is the caller's pseudonym."""
    return str(uuid5(_NAMESPACE, f"{call_id}/{voter}"))


def cast(vote: Vote, today: date) -> tuple[Vote, list[VoteCast]]:
    return vote, [VoteCast(region=vote.region, occurred_on=today, call_id=vote.call_id)]


async def tally(votes: Aggregates[Vote], call_id: str) -> Counter[str]:
    """Votes by proposal, all of the call's read from the store."""
    found: Counter[str] = Counter()
    after = ""
    while True:
        page = await votes.find(
            EVERYWHERE, {"state.call_id": call_id}, after=after, limit=READ_AT_ONCE
        )
        found.update(stored.state.proposal_id for stored in page)
        if len(page) < READ_AT_ONCE:
            return found
        after = page[-1].id
