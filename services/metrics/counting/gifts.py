"""Charity resources: linked when they are received, delivered when the receiver has signed."""

from __future__ import annotations

from collections.abc import Iterable

from contracts.charity.gifts import (
    AllocationEvent,
    GiftEvent,
    GiftLost,
    GiftReceiptConfirmed,
    GiftReceived,
    GiftSentBack,
)
from services.metrics.counting.cells import Cell, Counters, Delta


def _received(event: GiftReceived) -> Iterable[Delta]:
    """A gift counts once it is received; a pledge is a plan. What another fund of the suite
    passes on has been counted there."""
    if event.regrant:
        return
    region, day, vehicle = event.region, event.occurred_on, f"vehicle={event.vehicle}"
    yield Cell("resources_linked", region, day, vehicle), event.amount_fen
    if event.resource == "money":
        yield Cell("funds_raised", region, day, vehicle), event.amount_fen
    yield from _items("goods_linked", event, 1)


def _delivered(event: GiftReceiptConfirmed) -> Iterable[Delta]:
    yield from _handed_over(event, 1)


def _undone(event: GiftSentBack | GiftLost) -> Iterable[Delta]:
    """What was signed for and came back, or was lost after, was not delivered in the end."""
    if event.was == "delivered":
        yield from _handed_over(event, -1)


def _handed_over(event: AllocationEvent, sign: int) -> Iterable[Delta]:
    """Where the beneficiaries are, whichever region the payee is in."""
    cell = Cell("resources_delivered", event.region, event.occurred_on, f"vehicle={event.vehicle}")
    yield cell, sign * event.amount_fen
    yield from _items("goods_delivered", event, sign)


def _items(indicator: str, event: GiftEvent, sign: int) -> Iterable[Delta]:
    if event.quantity and event.resource == "goods":
        kind = f"item={event.item};unit={event.unit}"
        yield Cell(indicator, event.region, event.occurred_on, kind), sign * event.quantity


COUNTERS: Counters = {
    GiftReceived: _received,
    GiftReceiptConfirmed: _delivered,
    GiftSentBack: _undone,
    GiftLost: _undone,
}
