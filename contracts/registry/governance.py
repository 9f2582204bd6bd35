"""Events of governance bodies: leading groups 领导小组, task forces 工作专班, joint conferences
联席会议, their meetings and what came of their resolutions. What was said stays in the registry."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from contracts.event import Event, Whole


class GovernanceEvent(Event, frozen=True, kw_only=True):
    """`kind`: a code of `governance_kinds`."""

    topic: ClassVar[str] = "registry.standards"

    kind: str


class BodyFormed(GovernanceEvent, frozen=True, kw_only=True):
    """`members`: codes of `departments`."""

    type: ClassVar[str] = "registry.governance-body.formed.v1"

    members: tuple[str, ...]


class BodyDissolved(GovernanceEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "registry.governance-body.dissolved.v1"


class MeetingHeld(GovernanceEvent, frozen=True, kw_only=True):
    """`resolutions`: how many it passed; `attended`: codes of `departments`."""

    type: ClassVar[str] = "registry.meeting.held.v1"

    body_id: str
    attended: tuple[str, ...]
    resolutions: Whole


class ResolutionFollowedUp(GovernanceEvent, frozen=True, kw_only=True):
    """What became of a meeting's resolution, by its number in the minutes. `was` and `now` are
    codes of `resolution_states`; `late`: after the day it was due."""

    type: ClassVar[str] = "registry.resolution.followed-up.v1"

    body_id: str
    resolution: Whole
    owner: str
    was: str
    now: str
    due_on: date
    late: bool


EVENTS: tuple[type[Event], ...] = (BodyFormed, BodyDissolved, MeetingHeld, ResolutionFollowedUp)
