"""Money by stage: each yuan once, at the lowest place it has come to.

A yuan issued from the province through a prefecture and a county to a station is planned, issued
and received at three levels. Added up as told, one yuan would be three. So a step down moves the
count: out of the place above, into the place below, on the day of the step. Sums over any area
are then what entered that area, however many levels it went through inside.

* planned 计划: where the plan was made; an issue moves it to the receiver.
* issued 下达: at the receiver, once issued at all; issuing on moves it.
* received 到账: where the money last arrived.
* paid 已投入: the reports' "invested": money that has arrived, never a plan; where it last arrived,
  and once spent, at the place it was spent for. Over an area it is never less than `spent`.
* spent 支出: at the place it was spent for.

The stages are figures of their own and never added together.
"""

from __future__ import annotations

from collections.abc import Iterable

from contracts.registry.funding import (
    FundEvent,
    FundIssued,
    FundPlanned,
    FundReceived,
    FundReversed,
    FundSpent,
)
from services.metrics.counting.cells import Cell, Counters, Delta


def _planned(event: FundPlanned) -> Iterable[Delta]:
    if not event.parent_id:  # what is issued from above was moved here by the issue
        yield from _at(event, event.region, ("planned",), event.amount_fen)


def _issued(event: FundIssued) -> Iterable[Delta]:
    return _moved_down(event, event.to_region, event.reissued, event.amount_fen)


def _moved_down(event: FundEvent, to: str, reissued: bool, fen: int) -> Iterable[Delta]:
    yield from _at(event, event.region, ("planned",), -fen)
    yield from _at(event, to, ("planned", "issued"), fen)
    if reissued:
        yield from _at(event, event.region, ("issued",), -fen)


def _received(event: FundReceived) -> Iterable[Delta]:
    return _arrived(event, event.parent_region, event.amount_fen)


def _arrived(event: FundEvent, above: str, fen: int) -> Iterable[Delta]:
    yield from _at(event, event.region, ("received", "paid"), fen)
    if above:
        yield from _at(event, above, ("received", "paid"), -fen)


def _spent(event: FundSpent) -> Iterable[Delta]:
    return _used(event, event.line_region, event.amount_fen)


def _used(event: FundEvent, line_region: str, fen: int) -> Iterable[Delta]:
    yield from _at(event, event.region, ("spent",), fen)
    if line_region != event.region:
        yield from _at(event, event.region, ("paid",), fen)
        yield from _at(event, line_region, ("paid",), -fen)


def _reversed(event: FundReversed) -> Iterable[Delta]:
    """Taken out where it was put. A plan given back below is taken out by the issue's reversal."""
    fen = -event.amount_fen
    if event.stage == "issued":
        return _moved_down(event, event.to_region, event.reissued, fen)
    if event.stage == "received":
        return _arrived(event, event.parent_region, fen)
    if event.stage == "spent":
        return _used(event, event.line_region, fen)
    if event.stage == "planned" and event.parent_region:
        return ()
    return _at(event, event.region, (event.stage,), fen)


def _at(event: FundEvent, region: str, stages: tuple[str, ...], fen: int) -> Iterable[Delta]:
    day = event.occurred_on
    for stage in stages:
        yield Cell("funds", region, day, f"source={event.source};stage={stage}"), fen
        purpose = f"purpose={event.purpose};stage={stage}"
        yield Cell("funds_by_purpose", region, day, purpose), fen


COUNTERS: Counters = {
    FundPlanned: _planned,
    FundIssued: _issued,
    FundReceived: _received,
    FundSpent: _spent,
    FundReversed: _reversed,
}
