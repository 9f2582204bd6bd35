"""Change requests: asked for, then approved or refused by another person at a level above, then
applied to the station by what follows. Pure.

    requested → approved → applied (or failed: by then it could not be done any more)
              ↘ refused   ↘ withdrawn by whoever asked

The approval is one write of the request alone; what was asked for follows, under the request's
own id, so that it happens once however often it is tried.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

import msgspec

from contracts.regions import ROOT, significant, within
from contracts.registry.approvals import (
    ChangeApplied,
    ChangeApproved,
    ChangeFailed,
    ChangeRefused,
    ChangeRequested,
    ChangeRequestEvent,
    ChangeWithdrawn,
)
from servicekit.errors import DomainError


class CloseStation(msgspec.Struct, frozen=True, tag="close_station"):
    """`reason`: a code of `closing_reasons`."""

    on: date
    reason: str


class MoveStation(msgspec.Struct, frozen=True, tag="move_station"):
    """`reason`: a code of `move_reasons`."""

    on: date
    region: str
    place: str
    reason: str


class CorrectAnswer(msgspec.Struct, frozen=True, tag="correct_answer"):
    """The answer of `on` to `item` was wrong: it is `amount`."""

    on: date
    item: str
    amount: int
    evidence: str


Payload = CloseStation | MoveStation | CorrectAnswer


class State(StrEnum):
    REQUESTED = "requested"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    APPLIED = "applied"
    FAILED = "failed"

    @property
    def zh(self) -> str:
        return _NAMES[self]


_NAMES = {
    State.REQUESTED: "待批准",
    State.APPROVED: "已批准，待执行",
    State.REFUSED: "未批准",
    State.WITHDRAWN: "已撤回",
    State.APPLIED: "已执行",
    State.FAILED: "未能执行",
}


@dataclass(frozen=True, slots=True)
class Person:
    """Who acts: a pseudonym, and the area they answer for."""

    subject: str
    region: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRequest:
    """`region` is the station's; `note` says why, and never travels."""

    region: str
    station_id: str
    payload: Payload
    asked_by: Person
    asked_on: date
    note: str = ""
    state: State = State.REQUESTED
    decided_by: str = ""
    decided_on: date | None = None
    refusal: str = ""
    problem: str = ""

    @property
    def kind(self) -> str:
        return str(self.payload.__struct_config__.tag)


Change = tuple[ChangeRequest, list[ChangeRequestEvent]]


class SelfApproval(DomainError):
    code = "self_approval"
    status = 403
    zh = "不能审批自己提交的申请；须由上一级的其他人员审批。"
    en = "Nobody decides their own request; somebody else of the level above does."


class LevelTooLow(DomainError):
    code = "approval_level"
    status = 403
    zh = "该申请由 {asked} 提交，须由上一级或更高一级审批。"
    en = "The request comes from {asked}: it is decided at the level above it, or higher."


class AlreadyDecided(DomainError):
    code = "change_request_state"
    zh = "该申请{state}，不能再{verb}。"
    en = "The request is {state_en} and cannot be {verb_en} any more."


class NotYours(DomainError):
    code = "change_request_not_yours"
    status = 403
    zh = "只有提交申请的人可以撤回。"
    en = "Only whoever filed the request may withdraw it."


def request_change(request: ChangeRequest) -> Change:
    return request, [ChangeRequested(**_about(request, request.asked_on))]


def approve(request: ChangeRequest, by: Person, today: date) -> Change:
    _may_decide(request, by, "批准", "approved")
    approved = replace(request, state=State.APPROVED, decided_by=by.subject, decided_on=today)
    return approved, [ChangeApproved(**_about(request, today))]


def refuse(request: ChangeRequest, by: Person, reason: str, today: date) -> Change:
    _may_decide(request, by, "退回", "refused")
    refused = replace(
        request,
        state=State.REFUSED,
        decided_by=by.subject,
        decided_on=today,
        refusal=reason,
    )
    return refused, [ChangeRefused(**_about(request, today), reason=reason)]


def withdraw(request: ChangeRequest, by: Person, today: date) -> Change:
    if by.subject != request.asked_by.subject:
        raise NotYours()
    _still_open(request, "撤回", "withdrawn")
    return replace(request, state=State.WITHDRAWN), [ChangeWithdrawn(**_about(request, today))]


def mark_applied(request: ChangeRequest, today: date) -> Change:
    """What was approved is done; said once."""
    if request.state is not State.APPROVED:
        return request, []
    return replace(request, state=State.APPLIED), [ChangeApplied(**_about(request, today))]


def mark_failed(request: ChangeRequest, problem: str, today: date) -> Change:
    """`problem`: the code of what refused it."""
    if request.state is not State.APPROVED:
        return request, []
    failed = replace(request, state=State.FAILED, problem=problem)
    return failed, [ChangeFailed(**_about(request, today), problem=problem)]


def described(payload: Payload) -> dict[str, str | int]:
    """What is asked for, field by field; `kind` is beside it."""
    plain: dict[str, str | int] = msgspec.to_builtins(payload)
    return {name: value for name, value in plain.items() if name != "type" and value != ""}


def is_above(approver: str, asker: str) -> bool:
    """Whether one area holds the other and is at a level above; over the province there is
    nobody, so there another person of the province decides."""
    if asker == approver == ROOT:
        return True
    return within(asker, approver) and len(significant(approver)) < len(significant(asker))


def _may_decide(request: ChangeRequest, by: Person, verb: str, verb_en: str) -> None:
    if by.subject == request.asked_by.subject:
        raise SelfApproval()
    if not is_above(by.region, request.asked_by.region):
        raise LevelTooLow(asked=request.asked_by.region)
    _still_open(request, verb, verb_en)


def _still_open(request: ChangeRequest, verb: str, verb_en: str) -> None:
    if request.state is not State.REQUESTED:
        raise AlreadyDecided(
            state=request.state.zh, state_en=request.state.value, verb=verb, verb_en=verb_en
        )


def _about(request: ChangeRequest, on: date) -> dict[str, Any]:
    return {
        "region": request.region,
        "occurred_on": on,
        "kind": request.kind,
        "station_id": request.station_id,
    }
