"""Events of money: planned 计划 → issued 下达 → received 到账 → spent 支出, and audit findings.

Every amount is whole fen of one stage; stages are never added to one another. A yuan issued
through three levels is three issues and three receipts: each event says which level it left, so
that whoever counts takes it out above and puts it in below, once.
"""

from __future__ import annotations

from typing import ClassVar

from contracts.event import Event, Whole


class FundEvent(Event, frozen=True, kw_only=True):
    """One movement of a fund line. `source`, `nature` and `purpose` are codes of fund_sources,
    fund_natures and fund_purposes; `year` the budget year; `amount_fen` is above zero."""

    topic: ClassVar[str] = "registry.funding"

    movement_id: str
    amount_fen: Whole
    source: str
    nature: str
    purpose: str
    year: int


class FundPlanned(FundEvent, frozen=True, kw_only=True):
    """A plan, not money. With `parent_id`: what the line above has issued to this one, which
    is this one's plan; `parent_region` is where that line is. `document`: its 文号."""

    type: ClassVar[str] = "registry.fund.planned.v1"

    document: str = ""
    parent_id: str = ""
    parent_region: str = ""
    station_id: str = ""


class FundIssued(FundEvent, frozen=True, kw_only=True):
    """`region` issues to `to_region` (or a station there), whose line is `to_fund_id`.

    `reissued`: the issuing line was itself issued to, so this yuan was counted as issued before.
    """

    type: ClassVar[str] = "registry.fund.issued.v1"

    to_region: str
    to_fund_id: str
    station_id: str = ""
    document: str = ""
    reissued: bool = False


class FundReceived(FundEvent, frozen=True, kw_only=True):
    """Money has arrived. `parent_region`: the place it came down from, '' for new money."""

    type: ClassVar[str] = "registry.fund.received.v1"

    parent_region: str = ""
    station_id: str = ""


class FundSpent(FundEvent, frozen=True, kw_only=True):
    """`region` is where it is spent for; `use` a code of fund_uses, `target_group` of
    target_groups; `line_region` is where the paying line is."""

    type: ClassVar[str] = "registry.fund.spent.v1"

    use: str
    line_region: str
    target_group: str = ""
    station_id: str = ""
    contract_id: str = ""


class FundReversed(FundEvent, frozen=True, kw_only=True):
    """A counter-movement: `amount_fen` of the movement `reverses` is undone.

    `stage` is that movement's (planned, issued, received, spent), the other fields are as it
    said them: whoever counted it takes the amount out again where it was put.
    """

    type: ClassVar[str] = "registry.fund.reversed.v1"

    reverses: str
    stage: str
    parent_region: str = ""
    to_region: str = ""
    reissued: bool = False
    station_id: str = ""
    use: str = ""
    line_region: str = ""


class AssistanceEvent(Event, frozen=True, kw_only=True):
    """Of one area's year: what social assistance spends there, and how much of it buys services."""

    topic: ClassVar[str] = "registry.funding"

    year: int


class AssistanceSpendingRecorded(AssistanceEvent, frozen=True, kw_only=True):
    """The year's whole assistance spending, in fen, in place of what was recorded before."""

    type: ClassVar[str] = "registry.assistance.spending-recorded.v1"

    was_fen: Whole
    now_fen: Whole


class AssistancePurchaseCommitted(AssistanceEvent, frozen=True, kw_only=True):
    """Part of the 5 % that may buy services is taken by a spending of `fund_id`."""

    type: ClassVar[str] = "registry.assistance.purchase-committed.v1"

    fund_id: str
    movement_id: str
    amount_fen: Whole


class AssistancePurchaseReleased(AssistanceEvent, frozen=True, kw_only=True):
    """The spending did not happen, or was reversed."""

    type: ClassVar[str] = "registry.assistance.purchase-released.v1"

    fund_id: str
    movement_id: str
    amount_fen: Whole


EVENTS: tuple[type[Event], ...] = (
    FundPlanned,
    FundIssued,
    FundReceived,
    FundSpent,
    FundReversed,
    AssistanceSpendingRecorded,
    AssistancePurchaseCommitted,
    AssistancePurchaseReleased,
)
