"""Needs posted and met, and which of the five parties took part."""

from __future__ import annotations

from collections.abc import Iterable

from contracts import codes
from contracts.volunteers.need_life import NeedChecked, NeedMet
from contracts.volunteers.needs import NeedEvent, NeedPosted
from services.metrics.counting.cells import Cell, Counters, Delta

LINKED = 2
"""So many of the five parties make a need met together 五社联动."""


def _opened(event: NeedPosted | NeedChecked) -> Iterable[Delta]:
    """Posted by a coordinator, or ordered and found right: open to volunteers either way."""
    yield _cell("needs_posted", event, _kind(event)), 1


def _met(event: NeedMet) -> Iterable[Delta]:
    yield _cell("needs_met", event, _kind(event)), 1
    if len(event.parties) >= LINKED:
        yield _cell("needs_linked", event, ""), 1
    yield _cell("needs_met_by_parties", event, how_many(len(event.parties))), 1
    for party in event.parties:
        yield _cell("need_parties", event, f"party={party}"), 1


def how_many(parties: int) -> str:
    """The dimension of `needs_met_by_parties`."""
    return f"parties={codes.PARTY_COUNTS.codes[parties]}"


def _cell(indicator: str, event: NeedEvent, dimensions: str) -> Cell:
    return Cell(indicator, event.region, event.occurred_on, dimensions)


def _kind(event: NeedEvent) -> str:
    return f"domain={event.domain};target_group={event.target_group}"


COUNTERS: Counters = {NeedPosted: _opened, NeedChecked: _opened, NeedMet: _met}
