"""The five parties: bodies on the register, and what is learnt of a need after it was met.

What was known when a need was met is counted there (`needs.py`); a party stated later, or stated
wrongly, moves the same figures on the day the need was met. The linkage rate 联动率 (`linkage.py`)
is the sum of `needs_met_by_parties` from a least number of parties on, of all of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from contracts.volunteers.needs import NeedEvent
from contracts.volunteers.parties import PartyEnded, PartyJoined, PartyLeft, PartyRegistered
from services.metrics.counting.cells import Cell, Counters, Delta
from services.metrics.counting.needs import LINKED, how_many


def _registered(event: PartyRegistered) -> Iterable[Delta]:
    yield Cell("linkage_bodies", event.region, event.occurred_on, f"party={event.party}"), 1


def _ended(event: PartyEnded) -> Iterable[Delta]:
    yield Cell("linkage_bodies", event.region, event.occurred_on, f"party={event.party}"), -1


def _joined(event: PartyJoined) -> Iterable[Delta]:
    if event.met_on is not None and event.party not in event.was:
        yield from _moved(event, event.met_on, event.party, len(event.was), 1)


def _left(event: PartyLeft) -> Iterable[Delta]:
    if event.met_on is not None:
        yield from _moved(event, event.met_on, event.party, len(event.was), -1)


def _moved(event: NeedEvent, day: date, party: str, were: int, by: int) -> Iterable[Delta]:
    """From so many parties to one more or one fewer."""
    now = were + by
    yield Cell("need_parties", event.region, day, f"party={party}"), by
    yield Cell("needs_met_by_parties", event.region, day, how_many(were)), -1
    yield Cell("needs_met_by_parties", event.region, day, how_many(now)), 1
    linked = (now >= LINKED) - (were >= LINKED)
    yield Cell("needs_linked", event.region, day, ""), linked


COUNTERS: Counters = {
    PartyRegistered: _registered,
    PartyEnded: _ended,
    PartyJoined: _joined,
    PartyLeft: _left,
}
