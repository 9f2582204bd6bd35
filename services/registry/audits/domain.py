"""A finding of an audit: opened → put right 整改 → re-checked 复查: accepted, or sent back. Pure.

It concerns one fund line, and movements of it. Who reports a rectification does not re-check it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from contracts.registry.audits import (
    FindingAccepted,
    FindingDismissed,
    FindingEvent,
    FindingOpened,
    FindingRectified,
    FindingSentBack,
)
from servicekit.errors import KeyReused
from services.registry.audits.refusals import (
    DeadlineMissing,
    DeadlinePassed,
    FindingStage,
    FindingTooLarge,
    SameHands,
)
from services.registry.funding.domain import Fund
from services.registry.funding.refusals import MovementUnknown


class Stage(StrEnum):
    OPEN = "open"
    RECTIFIED = "rectified"
    SENT_BACK = "sent_back"
    ACCEPTED = "accepted"
    DISMISSED = "dismissed"

    @property
    def zh(self) -> str:
        return _NAMES[self]


_NAMES = {
    Stage.OPEN: "待整改",
    Stage.RECTIFIED: "已报整改",
    Stage.SENT_BACK: "退回重改",
    Stage.ACCEPTED: "整改到位",
    Stage.DISMISSED: "已撤销",
}
TO_BE_PUT_RIGHT = (Stage.OPEN, Stage.SENT_BACK)
UNSETTLED = (*TO_BE_PUT_RIGHT, Stage.RECTIFIED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rectification:
    """`evidence` is a reference to a file, `by` the pseudonym of who reported it."""

    id: str
    on: date
    evidence: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recheck:
    id: str
    on: date
    accepted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """`description` never leaves the registry: it may name a person."""

    region: str
    kind: str
    fund_id: str
    amount_fen: int
    found_on: date
    deadline: date
    movement_ids: tuple[str, ...] = ()
    inspection_id: str = ""
    description: str = ""
    stage: Stage = Stage.OPEN
    rectifications: tuple[Rectification, ...] = ()
    rechecks: tuple[Recheck, ...] = ()
    dismissed_for: str = ""

    def overdue(self, today: date) -> bool:
        """Past its deadline and nobody says it is put right."""
        return self.stage in TO_BE_PUT_RIGHT and self.deadline < today


Change = tuple[Finding, list[FindingEvent]]


def open_finding(finding: Finding, fund: Fund, today: date) -> Change:
    """Tied to a line and to movements of it, no larger than they are.

    Raises MovementUnknown, FindingTooLarge, DeadlinePassed.
    """
    _in_time(finding.deadline, today)
    most = _money_concerned(finding, fund)
    if finding.amount_fen > most:
        raise FindingTooLarge(most=most, pointer="/amount_fen")
    event = FindingOpened(
        **_about(finding, finding.found_on),
        deadline=finding.deadline,
        movement_ids=list(finding.movement_ids),
        inspection_id=finding.inspection_id,
    )
    return finding, [event]


def _money_concerned(finding: Finding, fund: Fund) -> int:
    if not finding.movement_ids:
        return max(fund.received, fund.planned)
    found = [fund.movement(id_) for id_ in finding.movement_ids]
    if None in found:
        raise MovementUnknown(pointer="/movement_ids")
    return sum(movement.fen for movement in found if movement is not None)


def rectify(finding: Finding, said: Rectification) -> Change:
    """The audited say it is put right, with their evidence; late is better than never."""
    if _repeated(finding.rectifications, said):
        return finding, []
    _require(finding, TO_BE_PUT_RIGHT, "报送整改", "report a rectification")
    after = replace(finding, stage=Stage.RECTIFIED, rectifications=(*finding.rectifications, said))
    return after, [FindingRectified(**_about(finding, said.on))]


def recheck(finding: Finding, check: Recheck, by: str, deadline: date | None) -> Change:
    """Accept what was put right, or send it back with a new deadline.

    Raises SameHands, DeadlineMissing, DeadlinePassed.
    """
    if _repeated(finding.rechecks, check):
        return finding, []
    _require(finding, (Stage.RECTIFIED,), "复查", "re-check it")
    if finding.rectifications[-1].by == by:
        raise SameHands()
    after = replace(finding, rechecks=(*finding.rechecks, check))
    if check.accepted:
        accepted = replace(after, stage=Stage.ACCEPTED)
        return accepted, [FindingAccepted(**_about(finding, check.on))]
    if deadline is None:
        raise DeadlineMissing(pointer="/deadline")
    _in_time(deadline, check.on)
    event = FindingSentBack(**_about(finding, check.on), deadline=deadline)
    return replace(after, stage=Stage.SENT_BACK, deadline=deadline), [event]


def dismiss(finding: Finding, reason: str, today: date) -> Change:
    """It was none: `reason` is a code of finding_dismissals."""
    _require(finding, UNSETTLED, "撤销", "dismiss it")
    event = FindingDismissed(**_about(finding, today), reason=reason)
    return replace(finding, stage=Stage.DISMISSED, dismissed_for=reason), [event]


def _repeated(
    known: tuple[Rectification, ...] | tuple[Recheck, ...], said: Rectification | Recheck
) -> bool:
    same = next((one for one in known if one.id == said.id), None)
    if same is not None and replace(said, on=same.on) != same:
        raise KeyReused()
    return same is not None


def _about(finding: Finding, on: date) -> dict[str, Any]:
    return {
        "region": finding.region,
        "occurred_on": on,
        "kind": finding.kind,
        "fund_id": finding.fund_id,
        "amount_fen": finding.amount_fen,
    }


def _in_time(deadline: date, today: date) -> None:
    if deadline < today:
        raise DeadlinePassed(given=deadline, today=today, pointer="/deadline")


def _require(finding: Finding, needed: tuple[Stage, ...], verb: str, verb_en: str) -> None:
    if finding.stage not in needed:
        raise FindingStage(
            stage=finding.stage.zh,
            stage_en=finding.stage.value,
            verb=verb,
            verb_en=verb_en,
            needed="、".join(stage.zh for stage in needed),
            needed_en=" or ".join(stage.value for stage in needed),
        )
