"""Charity resources, counted when they are received."""

from __future__ import annotations

from collections.abc import Iterable

from contracts.charity.gifts import GiftReceived
from services.metrics.counting.cells import Cell, Counters, Delta


def _received(event: GiftReceived) -> Iterable[Delta]:
    """A gift counts once it is received; a pledge is a plan."""
    region, day, vehicle = event.region, event.occurred_on, f"vehicle={event.vehicle}"
    yield Cell("resources_linked", region, day, vehicle), event.amount_fen
    if event.resource == "money":
        yield Cell("funds_raised", region, day, vehicle), event.amount_fen
    if event.quantity:
        yield (
            Cell("goods_linked", region, day, f"item={event.item};unit={event.unit}"),
            (event.quantity),
        )


COUNTERS: Counters = {GiftReceived: _received}
