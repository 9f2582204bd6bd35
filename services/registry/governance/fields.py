"""What governance is told and shows over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from contracts import codes
from servicekit.aggregate import Stored
from servicekit.fields import Body, Id, Line, LocalDate, Note, RegionCode, View, coded
from services.registry.governance.domain import GovernanceBody, Meeting, Resolution, State

Department = Annotated[str, coded(codes.DEPARTMENTS)]
Departments = Annotated[list[Department], Field(default=[], max_length=40)]


class FormBody(Body):
    """`members`: the departments in it."""

    kind: Annotated[str, coded(codes.GOVERNANCE_KINDS)]
    name: Line
    region: RegionCode
    formed_on: LocalDate
    members: Departments


class DissolveBody(Body):
    on: LocalDate | None = None


class Resolved(Body):
    text: Annotated[str, Field(min_length=1, max_length=500)]
    owner: Department
    due_on: LocalDate

    def resolution(self) -> Resolution:
        return Resolution(self.text, self.owner, self.due_on)


class HoldMeeting(Body):
    """The minutes: `subject` in one line, the departments that attended, what was resolved."""

    body_id: Id
    held_on: LocalDate
    subject: Line
    attended: Departments
    resolutions: Annotated[list[Resolved], Field(default=[], max_length=50)]


class Follow(Body):
    """`due_on`: the new day, only with `postponed`."""

    state: Literal["under_way", "postponed", "done", "dropped"]
    on: LocalDate | None = None
    due_on: LocalDate | None = None
    note: Note = ""


class BodyView(View):
    id: str
    version: int
    kind: str
    kind_zh: str
    name: str
    region: str
    formed_on: date
    dissolved_on: date | None
    members: list[str]

    @classmethod
    def of(cls, stored: Stored[GovernanceBody]) -> BodyView:
        body = stored.state
        return cls(
            id=stored.id,
            version=stored.version,
            kind=body.kind,
            kind_zh=codes.GOVERNANCE_KINDS.name_zh(body.kind),
            name=body.name,
            region=body.region,
            formed_on=body.formed_on,
            dissolved_on=body.dissolved_on,
            members=list(body.members),
        )


class FollowUpView(View):
    on: date
    state: State
    note: str


class ResolutionView(View):
    """`number` as in the minutes; `overdue`: neither done nor dropped, and its day is past."""

    meeting_id: str
    body_id: str
    region: str
    number: int
    text: str
    owner: str
    owner_zh: str
    held_on: date
    due_on: date
    state: State
    overdue: bool
    days_overdue: int
    follow_ups: list[FollowUpView]

    @classmethod
    def of(cls, stored: Stored[Meeting], number: int, today: date) -> ResolutionView:
        meeting, resolution = stored.state, stored.state.resolutions[number - 1]
        overdue = resolution.overdue(today)
        return cls(
            meeting_id=stored.id,
            body_id=meeting.body_id,
            region=meeting.region,
            number=number,
            text=resolution.text,
            owner=resolution.owner,
            owner_zh=codes.DEPARTMENTS.name_zh(resolution.owner),
            held_on=meeting.held_on,
            due_on=resolution.due_on,
            state=resolution.state,
            overdue=overdue,
            days_overdue=(today - resolution.due_on).days if overdue else 0,
            follow_ups=[
                FollowUpView(on=f.on, state=f.state, note=f.note) for f in resolution.follow_ups
            ],
        )


class MeetingView(View):
    id: str
    version: int
    body_id: str
    kind: str
    region: str
    held_on: date
    subject: str
    attended: list[str]
    resolutions: list[ResolutionView]

    @classmethod
    def of(cls, stored: Stored[Meeting], today: date) -> MeetingView:
        meeting = stored.state
        return cls(
            id=stored.id,
            version=stored.version,
            body_id=meeting.body_id,
            kind=meeting.kind,
            region=meeting.region,
            held_on=meeting.held_on,
            subject=meeting.subject,
            attended=list(meeting.attended),
            resolutions=[ResolutionView.of(stored, n, today) for n, _ in meeting.numbered()],
        )
