"""One line of a statement: a movement, as its event told it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from contracts.charity.gifts import MOVES, AllocationEvent, GiftEvent
from servicekit.journal import Entry

Balances = dict[str, dict[str, list[int]]]
"""measure → account → [fen, items]; a measure is `money`, or an item and its unit: `masks/只`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """`source`, `target`: accounts, the first empty when something is promised. `event_id` opens
    the event; `stream` and `sequence` say where in the journal it is."""

    event_id: str
    stream: str
    sequence: int
    on: date
    gift_id: str
    donor_id: str
    source: str
    target: str
    amount_fen: int
    item: str
    quantity: int
    unit: str
    region: str
    allocation_id: str = ""
    station_id: str = ""
    organisation_id: str = ""
    need_id: str = ""
    project_id: str = ""
    reason: str = ""

    @property
    def measure(self) -> str:
        return f"{self.item or 'time'}/{self.unit}" if self.unit else "money"


def line_of(entry: Entry, event: GiftEvent) -> Line | None:
    """None for an event that moves nothing."""
    moves = MOVES.get(type(event))
    if moves is None:
        return None
    part = event if isinstance(event, AllocationEvent) else None
    return Line(
        event_id=entry.envelope.id,
        stream=entry.stream,
        sequence=entry.sequence,
        on=event.occurred_on,
        gift_id=entry.envelope.subject,
        donor_id=event.donor_id,
        source=getattr(event, "was", "") or moves[0],
        target=moves[1],
        amount_fen=event.amount_fen,
        item=event.item,
        quantity=event.quantity,
        unit=event.unit,
        region=event.region,
        allocation_id=part.allocation_id if part else "",
        station_id=part.station_id if part else "",
        organisation_id=part.organisation_id if part else "",
        need_id=part.need_id if part else "",
        project_id=part.project_id if part else "",
        reason=getattr(event, "reason", ""),
    )


def posted(balances: Mapping[str, Mapping[str, list[int]]], line: Line) -> Balances:
    """The balances after one more line."""
    after = {measure: dict(accounts) for measure, accounts in balances.items()}
    accounts = after.setdefault(line.measure, {})
    for account, sign in ((line.source, -1), (line.target, 1)):
        if account:
            fen, items = accounts.get(account, [0, 0])
            accounts[account] = [fen + sign * line.amount_fen, items + sign * line.quantity]
    return after
