"""Micro-grants: proposals, votes, awards; money promised apart from money spent.

An award is told twice, by the call and by the proposal; it counts where the call tells of it,
which has the budget. One taken back is taken out on the day it was awarded.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from contracts.volunteers.microgrants import (
    GrantAwarded,
    GrantWithdrawn,
    ProposalReported,
    ProposalSubmitted,
    VoteCast,
)
from services.metrics.counting.cells import Cell, Counters, Delta


def _submitted(event: ProposalSubmitted) -> Iterable[Delta]:
    domain = f"domain={event.domain}"
    yield Cell("microgrant_proposals", event.region, event.occurred_on, domain), 1


def _voted(event: VoteCast) -> Iterable[Delta]:
    yield Cell("microgrant_votes", event.region, event.occurred_on, ""), 1


def _awarded(event: GrantAwarded) -> Iterable[Delta]:
    return _award(event, event.occurred_on, 1)


def _taken_back(event: GrantWithdrawn) -> Iterable[Delta]:
    return _award(event, event.awarded_on, -1)


def _award(event: GrantAwarded | GrantWithdrawn, day: date, sign: int) -> Iterable[Delta]:
    domain = f"domain={event.domain}"
    yield Cell("microgrants", event.region, day, domain), sign
    yield Cell("microgrant_funds_awarded", event.region, day, domain), sign * event.amount_fen


def _reported(event: ProposalReported) -> Iterable[Delta]:
    domain = f"domain={event.domain}"
    yield Cell("microgrant_funds_spent", event.region, event.occurred_on, domain), event.spent_fen


COUNTERS: Counters = {
    ProposalSubmitted: _submitted,
    VoteCast: _voted,
    GrantAwarded: _awarded,
    GrantWithdrawn: _taken_back,
    ProposalReported: _reported,
}
