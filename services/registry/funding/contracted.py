"""A spending under a contract: from the money the contract names, for what and whom it buys, and
no more than its milestones that are accepted and marked paid. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from contracts.codes import FUND_SOURCES
from services.registry.funding.domain import Fund
from services.registry.funding.movements import SPENT, Movement
from services.registry.funding.refusals import (
    ContractNotSigned,
    ContractOtherMoney,
    ContractOtherUse,
    ContractOverspent,
)
from services.registry.purchasing.domain import Contract

USES_OF: Mapping[str, tuple[str, ...]] = {
    "transactional": ("transactional_purchase",),
    "service": ("service_purchase", "social_work_purchase"),
}
"""Which uses pay for a contract of each content class 事务性 服务性."""


def require_contracted(contract: Contract, fund: Fund, spending: Movement, spent_fen: int) -> None:
    """`spent_fen`: what other spendings of any line have paid under the contract.

    Raises ContractNotSigned, ContractOtherMoney, ContractOtherUse, ContractOverspent.
    """
    if contract.stage == "draft":
        raise ContractNotSigned(pointer="/contract_id")
    if contract.source != fund.source:
        raise ContractOtherMoney(
            source=contract.source,
            source_zh=FUND_SOURCES.name_zh(contract.source),
            pointer="/contract_id",
        )
    groups = contract.target_groups
    uses = USES_OF[contract.content_class]
    if spending.use not in uses or (groups and spending.target_group not in groups):
        raise ContractOtherUse(
            uses=", ".join(uses), groups=", ".join(groups) or "-", pointer="/use"
        )
    left = contract.paid_fen - spent_fen
    if spending.fen > left:
        raise ContractOverspent(left=max(left, 0), pointer="/amount_fen")


def spent_under(contract_id: str, funds: Iterable[Fund], besides: str) -> int:
    """What all lines have spent under a contract, reversals out, but for movement `besides`."""
    return sum(
        movement.fen
        for fund in funds
        for movement in fund.movements
        if movement.stage == SPENT
        and movement.contract_id == contract_id
        and (movement.reverses or movement.id) != besides
    )
