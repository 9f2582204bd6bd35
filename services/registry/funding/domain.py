"""A fund line: planned 计划 → issued 下达 → received 到账 → spent 支出, one line a holder.

A line belongs to a region or a station. What a line issues is the plan of the line below it; the
issuing line decides, the line below follows (`follow_issue`). Taking an issue back is decided by
the line below, which alone knows what has arrived (`withdraw`), and the line above follows. So
money on its way is never in two places: at worst it is, for a moment, in neither balance.

Pure: a verb takes a line and gives the new one with the events that tell of it. A movement's id is
its request's: the same movement again changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from contracts import regions
from contracts.registry.funding import (
    FundEvent,
    FundIssued,
    FundPlanned,
    FundReceived,
    FundSpent,
)
from servicekit.errors import KeyReused
from services.registry.funding.movements import (
    ISSUED,
    PLANNED,
    RECEIVED,
    SPENT,
    Ledger,
    Movement,
    available_from,
    plan_left_from,
    total,
)
from services.registry.funding.refusals import (
    BalanceExceeded,
    DateInFuture,
    IssueNotDownwards,
    LedgerFull,
    PlaceOutsideLine,
    PlanExceeded,
    PlanFromAbove,
)
from services.registry.funding.uses import require_named_use, require_use

MOVEMENTS_KEPT = 500
"""A line is one document; a longer ledger is another line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fund:
    """`uses` narrows what the source permits; `parent_id` is the line it is issued from, with
    `parent_region`, and `document` the 文号 it rests on. `imported`: entered as history."""

    region: str
    source: str
    nature: str
    purpose: str
    year: int
    document: str = ""
    station_id: str = ""
    uses: tuple[str, ...] = ()
    parent_id: str = ""
    parent_region: str = ""
    imported: bool = False
    movements: Ledger = ()

    @property
    def planned(self) -> int:
        return total(self.movements, PLANNED)

    @property
    def issued(self) -> int:
        return total(self.movements, ISSUED)

    @property
    def received(self) -> int:
        return total(self.movements, RECEIVED)

    @property
    def spent(self) -> int:
        return total(self.movements, SPENT)

    @property
    def available(self) -> int:
        """Received, neither issued nor spent."""
        return self.received - self.issued - self.spent

    def movement(self, id_: str) -> Movement | None:
        return next((m for m in self.movements if m.id == id_), None)


Change = tuple[Fund, list[FundEvent]]


def open_line(fund: Fund, movement: Movement, today: date) -> Change:
    """A new line and its plan. The uses it names are permitted to its source (UseForbidden)."""
    for use in fund.uses:
        require_named_use(fund.source, use)
    return _planned(fund, movement, today)


def plan(fund: Fund, movement: Movement, today: date) -> Change:
    """The holder's own plan, or more of it (PlanFromAbove for a line issued from above)."""
    if fund.parent_id:
        raise PlanFromAbove(parent_id=fund.parent_id)
    return _planned(fund, movement, today)


def follow_issue(fund: Fund, issue: Movement, today: date) -> Change:
    """The line above has issued to this one: its plan grows by as much, once."""
    below = replace(issue, stage=PLANNED, region=fund.parent_region, fund_id=fund.parent_id)
    return _planned(fund, below, today)


def _planned(fund: Fund, movement: Movement, today: date) -> Change:
    if repeated(fund, movement):
        return fund, []
    event = FundPlanned(
        **about(fund, movement),
        region=fund.region,
        document=movement.document or fund.document,
        parent_id=fund.parent_id,
        parent_region=fund.parent_region,
        station_id=fund.station_id,
    )
    return entered(fund, movement, today), [event]


def receive(fund: Fund, movement: Movement, today: date) -> Change:
    """Money has arrived, no more than is planned (PlanExceeded)."""
    if repeated(fund, movement):
        return fund, []
    after = entered(fund, movement, today)
    left = plan_left_from(fund.movements, movement.on)
    if movement.fen > left:
        raise PlanExceeded(on=movement.on, left=max(left, 0), pointer="/amount_fen")
    event = FundReceived(
        **about(fund, movement),
        region=fund.region,
        parent_region=fund.parent_region,
        station_id=fund.station_id,
    )
    return after, [event]


def issue(fund: Fund, movement: Movement, today: date) -> Change:
    """Hand a part of what has arrived down to `movement.region`, or a station there.

    Raises IssueNotDownwards, BalanceExceeded.
    """
    if repeated(fund, movement):
        return fund, []
    after = entered(fund, movement, today)
    _require_downwards(fund, movement)
    _require_available(fund, movement)
    event = FundIssued(
        **about(fund, movement),
        region=fund.region,
        to_region=movement.region,
        to_fund_id=movement.fund_id,
        station_id=movement.station_id,
        document=movement.document,
        reissued=bool(fund.parent_id),
    )
    return after, [event]


def spend(fund: Fund, movement: Movement, today: date) -> Change:
    """Pay for a permitted use within the line's region, out of what has arrived.

    Raises UseForbidden, GroupForbidden, PlaceOutsideLine, BalanceExceeded.
    """
    if not repeated(fund, movement):
        require_use(fund.source, fund.uses, movement.use, movement.target_group)
    return spend_as_it_was(fund, movement, today)


def spend_as_it_was(fund: Fund, movement: Movement, today: date) -> Change:
    """A spending whatever its use: history, whose forbidden uses show as suspicions of diversion.

    Raises PlaceOutsideLine, BalanceExceeded.
    """
    if repeated(fund, movement):
        return fund, []
    after = entered(fund, movement, today)
    if not regions.within(movement.region, fund.region):
        raise PlaceOutsideLine(region=fund.region, pointer="/region")
    _require_available(fund, movement)
    return after, [spending(fund, movement)]


def spending(fund: Fund, movement: Movement) -> FundSpent:
    return FundSpent(
        **about(fund, movement),
        region=movement.region,
        use=movement.use,
        line_region=fund.region,
        target_group=movement.target_group,
        station_id=movement.station_id,
        contract_id=movement.contract_id,
    )


def below(fund: Fund, fund_id: str, to: Movement) -> Fund:
    """The line an issue opens at its receiver, still without its plan."""
    return replace(
        fund,
        region=to.region,
        station_id=to.station_id,
        document=to.document or fund.document,
        parent_id=fund_id,
        parent_region=fund.region,
        imported=False,
        movements=(),
    )


def about(fund: Fund, movement: Movement) -> dict[str, Any]:
    """What every event of a line says."""
    return {
        "occurred_on": movement.on,
        "movement_id": movement.id,
        "amount_fen": abs(movement.fen),
        "source": fund.source,
        "nature": fund.nature,
        "purpose": fund.purpose,
        "year": fund.year,
    }


def repeated(fund: Fund, movement: Movement) -> bool:
    """Whether this very movement stands in the ledger already (KeyReused: another one does)."""
    known = fund.movement(movement.id)
    if known is not None and known != replace(movement, on=known.on):
        raise KeyReused()  # the day may differ: "today", said again tomorrow
    return known is not None


def entered(fund: Fund, movement: Movement, today: date) -> Fund:
    """Append to the ledger; the room is for the caller to judge (DateInFuture, LedgerFull)."""
    if movement.on > today:
        raise DateInFuture(given=movement.on, today=today, pointer="/on")
    follows = movement.stage == PLANNED and movement.fund_id  # decided above: it must go in
    if len(fund.movements) >= MOVEMENTS_KEPT and not (movement.reverses or follows):
        raise LedgerFull(limit=MOVEMENTS_KEPT)
    return replace(fund, movements=(*fund.movements, movement))


def _require_available(fund: Fund, movement: Movement) -> None:
    left = available_from(fund.movements, movement.on)
    if movement.fen > left:
        raise BalanceExceeded(on=movement.on, left=max(left, 0), pointer="/amount_fen")


def _require_downwards(fund: Fund, to: Movement) -> None:
    inside = regions.within(to.region, fund.region)
    lower = to.region != fund.region or bool(to.station_id)
    if fund.station_id or not (inside and lower):
        raise IssueNotDownwards(region=fund.region, pointer="/to_region")
