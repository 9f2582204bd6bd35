"""Governance bodies, their meetings, and what becomes of each resolution until it is done. Pure.

A meeting holds the resolutions it passed; each has an owner and a day it is due, and is followed
up until it is done or dropped. Postponing moves the day and says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from contracts.registry.governance import (
    BodyDissolved,
    BodyFormed,
    GovernanceEvent,
    MeetingHeld,
    ResolutionFollowedUp,
)
from servicekit.errors import DomainError


class State(StrEnum):
    OPEN = "open"
    UNDER_WAY = "under_way"
    POSTPONED = "postponed"
    DONE = "done"
    DROPPED = "dropped"

    @property
    def over(self) -> bool:
        return self in (State.DONE, State.DROPPED)


@dataclass(frozen=True, slots=True, kw_only=True)
class GovernanceBody:
    """`kind`: code of governance_kinds; `members`: codes of departments."""

    kind: str
    name: str
    region: str
    formed_on: date
    members: tuple[str, ...] = ()
    dissolved_on: date | None = None


@dataclass(frozen=True, slots=True)
class FollowUp:
    on: date
    state: State
    note: str = ""


@dataclass(frozen=True, slots=True)
class Resolution:
    """`owner`: the department that carries it out; `follow_ups` oldest first."""

    text: str
    owner: str
    due_on: date
    state: State = State.OPEN
    follow_ups: tuple[FollowUp, ...] = ()

    def overdue(self, today: date) -> bool:
        return not self.state.over and self.due_on < today

    @property
    def last_on(self) -> date | None:
        return self.follow_ups[-1].on if self.follow_ups else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """`attended`: codes of departments; resolutions are numbered from 1, as in the minutes."""

    body_id: str
    kind: str
    region: str
    held_on: date
    subject: str
    attended: tuple[str, ...] = ()
    resolutions: tuple[Resolution, ...] = ()

    def numbered(self) -> Iterator[tuple[int, Resolution]]:
        return enumerate(self.resolutions, 1)


BodyChange = tuple[GovernanceBody, list[GovernanceEvent]]
MeetingChange = tuple[Meeting, list[GovernanceEvent]]


class NotYet(DomainError):
    code = "date_in_future"
    status = 422
    zh = "日期 {given} 晚于今天 {today}，只能登记已经发生的事。"
    en = "{given} is after today, {today}; only what has happened can be recorded."


class OutOfOrder(DomainError):
    code = "date_out_of_order"
    status = 422
    zh = "日期 {given} 早于 {earlier}，请核对。"
    en = "{given} is before {earlier}; check the date."


class BodyOver(DomainError):
    code = "governance_body_dissolved"
    zh = "该机构已于 {on} 撤销，此后不再开会。"
    en = "The body was dissolved on {on} and meets no more."


class ResolutionOver(DomainError):
    code = "resolution_over"
    zh = "该决议已{state}，不再跟进。"
    en = "The resolution is {state_en}; it is followed up no more."


class ResolutionUnknown(DomainError):
    code = "not_found"
    status = 404
    zh = "没有找到该记录。"
    en = "There is no such record."


class PostponedToWhen(DomainError):
    code = "due_date_required"
    status = 422
    zh = "延期须填写晚于原期限 {due} 的新期限；其他跟进不改期限。"
    en = "Postponing takes a new day after {due}; no other follow-up changes it."


def form_body(body: GovernanceBody, today: date) -> BodyChange:
    _happened(body.formed_on, None, today)
    event = BodyFormed(
        region=body.region, occurred_on=body.formed_on, kind=body.kind, members=body.members
    )
    return body, [event]


def dissolve_body(body: GovernanceBody, on: date, today: date) -> BodyChange:
    if body.dissolved_on is not None:
        raise BodyOver(on=body.dissolved_on)
    _happened(on, body.formed_on, today)
    event = BodyDissolved(region=body.region, occurred_on=on, kind=body.kind)
    return replace(body, dissolved_on=on), [event]


def hold_meeting(body: GovernanceBody, meeting: Meeting, today: date) -> MeetingChange:
    """The minutes of a meeting, with the resolutions it passed."""
    if body.dissolved_on is not None and meeting.held_on > body.dissolved_on:
        raise BodyOver(on=body.dissolved_on)
    _happened(meeting.held_on, body.formed_on, today)
    for number, resolution in meeting.numbered():
        if resolution.due_on < meeting.held_on:
            raise OutOfOrder(
                given=resolution.due_on,
                earlier=meeting.held_on,
                pointer=f"/resolutions/{number - 1}/due_on",
            )
    event = MeetingHeld(
        region=meeting.region,
        occurred_on=meeting.held_on,
        kind=meeting.kind,
        body_id=meeting.body_id,
        attended=meeting.attended,
        resolutions=len(meeting.resolutions),
    )
    return meeting, [event]


def follow_up(
    meeting: Meeting, number: int, what: FollowUp, new_due: date | None, today: date
) -> MeetingChange:
    """Say how a resolution stands; late is whatever is said after the day it was due."""
    if not 1 <= number <= len(meeting.resolutions):
        raise ResolutionUnknown()
    before = meeting.resolutions[number - 1]
    if before.state.over:
        raise ResolutionOver(state=_ZH[before.state], state_en=before.state.value)
    _happened(what.on, before.last_on or meeting.held_on, today)
    due = _due(before, what.state, new_due)
    after = replace(before, state=what.state, due_on=due, follow_ups=(*before.follow_ups, what))
    event = ResolutionFollowedUp(
        **_about(meeting),
        occurred_on=what.on,
        resolution=number,
        owner=before.owner,
        was=before.state.value,
        now=what.state.value,
        due_on=due,
        late=what.on > before.due_on,
    )
    resolutions = list(meeting.resolutions)
    resolutions[number - 1] = after
    return replace(meeting, resolutions=tuple(resolutions)), [event]


def _due(before: Resolution, state: State, new_due: date | None) -> date:
    postponed = state is State.POSTPONED
    if postponed != (new_due is not None):
        raise PostponedToWhen(due=before.due_on, pointer="/due_on")
    if new_due is not None and new_due <= before.due_on:
        raise PostponedToWhen(due=before.due_on, pointer="/due_on")
    return new_due or before.due_on


_ZH = {State.DONE: "落实", State.DROPPED: "终止"}


def _happened(on: date, earlier: date | None, today: date) -> None:
    if on > today:
        raise NotYet(given=on, today=today)
    if earlier is not None and on < earlier:
        raise OutOfOrder(given=on, earlier=earlier)


def _about(meeting: Meeting) -> dict[str, Any]:
    return {"region": meeting.region, "kind": meeting.kind, "body_id": meeting.body_id}
