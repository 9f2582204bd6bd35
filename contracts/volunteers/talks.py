"""Events of talks 项目洽谈会: sessions where organisations and places with projects meet.

What a funder offers is a plan; it is never counted as paid.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from contracts.event import Event, Whole


class TalksEvent(Event, frozen=True, kw_only=True):
    topic: ClassVar[str] = "volunteers.projects"


class TalksPlanned(TalksEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "volunteers.talks.planned.v1"

    starts_on: date


class TalksInvited(TalksEvent, frozen=True, kw_only=True):
    """`organisations`: those newly invited."""

    type: ClassVar[str] = "volunteers.talks.invited.v1"

    organisations: tuple[str, ...]


class TalksAnswered(TalksEvent, frozen=True, kw_only=True):
    """An invited organisation comes or does not; the last answer holds."""

    type: ClassVar[str] = "volunteers.talks.answered.v1"

    organisation_id: str
    comes: bool


class TalksProjectTabled(TalksEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "volunteers.talks.project-tabled.v1"

    project_id: str


class TalksInterestExpressed(TalksEvent, frozen=True, kw_only=True):
    """`role`: carry_out (承接) | fund (出资). `amount_fen` is what a funder thinks of giving."""

    type: ClassVar[str] = "volunteers.talks.interest-expressed.v1"

    organisation_id: str
    project_id: str
    role: str
    source: str = ""
    amount_fen: Whole = 0


class TalksInterestWithdrawn(TalksEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "volunteers.talks.interest-withdrawn.v1"

    organisation_id: str
    project_id: str
    role: str


class TalksHeld(TalksEvent, frozen=True, kw_only=True):
    """It took place on `occurred_on`: so many were invited, these came, so many projects lay on
    the table."""

    type: ClassVar[str] = "volunteers.talks.held.v1"

    invited: Whole
    organisations: tuple[str, ...]
    projects: Whole


class TalksCancelled(TalksEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "volunteers.talks.cancelled.v1"

    reason: str


class TalksPaired(TalksEvent, frozen=True, kw_only=True):
    """The talks brought a project and an organisation together, to carry it out or to fund it."""

    type: ClassVar[str] = "volunteers.talks.paired.v1"

    organisation_id: str
    project_id: str
    role: str
    source: str = ""
    amount_fen: Whole = 0


EVENTS: tuple[type[Event], ...] = (
    TalksPlanned,
    TalksInvited,
    TalksAnswered,
    TalksProjectTabled,
    TalksInterestExpressed,
    TalksInterestWithdrawn,
    TalksHeld,
    TalksCancelled,
    TalksPaired,
)
