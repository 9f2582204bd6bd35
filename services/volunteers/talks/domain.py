"""Talks about projects 项目洽谈会: planned, invited to, held, and what came of them. Pure.

Whom a project is paired with is decided by the project itself, which has one organisation; the
session records it afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from contracts.volunteers.talks import (
    TalksAnswered,
    TalksCancelled,
    TalksEvent,
    TalksHeld,
    TalksInterestExpressed,
    TalksInterestWithdrawn,
    TalksInvited,
    TalksPaired,
    TalksPlanned,
    TalksProjectTabled,
)
from services.volunteers.days import happened
from services.volunteers.talks.refusals import (
    InterestOnce,
    NoSuchInterest,
    NotInvited,
    NotOnTheTable,
    PlannedInThePast,
    TalksStage,
    TooMany,
)

MOST_ORGANISATIONS = 300
MOST_PROJECTS = 200
MOST_INTERESTS = 1000
STAGES_ZH = {"planned": "筹备中", "held": "已举行", "cancelled": "已取消"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Interest:
    """`role` carry_out | fund; a funder says how much, and from which source: a plan."""

    organisation_id: str
    project_id: str
    role: str
    source: str = ""
    amount_fen: int = 0
    paired: bool = False

    @property
    def about(self) -> tuple[str, str, str]:
        return self.organisation_id, self.project_id, self.role


@dataclass(frozen=True, slots=True, kw_only=True)
class Talks:
    """`answers`: organisation → '' while none, yes, no."""

    title: str
    region: str
    starts_on: date
    stage: str = "planned"
    answers: dict[str, str] = field(default_factory=dict)
    projects: tuple[str, ...] = ()
    interests: tuple[Interest, ...] = ()
    held_on: date | None = None
    came: tuple[str, ...] = ()

    @property
    def paired(self) -> int:
        """How many projects found whoever carries them out."""
        return len({i.project_id for i in self.interests if i.paired and i.role == "carry_out"})


Change = tuple[Talks, list[TalksEvent]]


def plan(talks: Talks, today: date) -> Change:
    """Raises PlannedInThePast."""
    if talks.starts_on < today:
        raise PlannedInThePast(today=today, pointer="/starts_on")
    return talks, [TalksPlanned(**_about(talks, today), starts_on=talks.starts_on)]


def invite(talks: Talks, organisations: Sequence[str], today: date) -> Change:
    """Those invited already are not invited again (TooMany)."""
    _require_stage(talks, "planned")
    new = tuple(id_ for id_ in dict.fromkeys(organisations) if id_ not in talks.answers)
    if len(talks.answers) + len(new) > MOST_ORGANISATIONS:
        raise TooMany(limit=MOST_ORGANISATIONS)
    if not new:
        return talks, []
    event = TalksInvited(**_about(talks, today), organisations=new)
    return replace(talks, answers={**talks.answers, **dict.fromkeys(new, "")}), [event]


def answer(talks: Talks, organisation_id: str, comes: bool, today: date) -> Change:
    _require_stage(talks, "planned")
    said = "yes" if comes else "no"
    if talks.answers.get(organisation_id) == said:
        return talks, []
    _require_invited(talks, organisation_id)
    event = TalksAnswered(**_about(talks, today), organisation_id=organisation_id, comes=comes)
    return replace(talks, answers={**talks.answers, organisation_id: said}), [event]


def table(talks: Talks, project_id: str, today: date) -> Change:
    """The project itself has agreed to it before."""
    if project_id in talks.projects:
        return talks, []
    _require_stage(talks, "planned")
    if len(talks.projects) >= MOST_PROJECTS:
        raise TooMany(limit=MOST_PROJECTS)
    event = TalksProjectTabled(**_about(talks, today), project_id=project_id)
    return replace(talks, projects=(*talks.projects, project_id)), [event]


def express(talks: Talks, interest: Interest, today: date) -> Change:
    """An invited organisation would carry out or fund a project of the table, before, during or
    after the session. Raises NotInvited, NotOnTheTable, InterestOnce."""
    _require_stage(talks, "planned", "held")
    _require_invited(talks, interest.organisation_id)
    if interest.project_id not in talks.projects:
        raise NotOnTheTable(pointer="/project_id")
    if any(known.about == interest.about for known in talks.interests):
        raise InterestOnce()
    if len(talks.interests) >= MOST_INTERESTS:
        raise TooMany(limit=MOST_INTERESTS)
    event = TalksInterestExpressed(**_about(talks, today), **_interest(interest))
    return replace(talks, interests=(*talks.interests, interest)), [event]


def withdraw(talks: Talks, about: tuple[str, str, str], today: date) -> Change:
    """An interest that led to nothing yet is taken back (NoSuchInterest)."""
    known = find(talks, about)
    if known.paired:
        raise NoSuchInterest()
    organisation_id, project_id, role = about
    event = TalksInterestWithdrawn(
        **_about(talks, today), organisation_id=organisation_id, project_id=project_id, role=role
    )
    left = tuple(interest for interest in talks.interests if interest is not known)
    return replace(talks, interests=left), [event]


def hold(talks: Talks, on: date, came: Sequence[str], today: date) -> Change:
    """It took place, with those of the invited who came (NotInvited, DateInFuture)."""
    _require_stage(talks, "planned")
    happened(on, None, today)
    present = tuple(dict.fromkeys(came))
    for id_ in present:
        _require_invited(talks, id_)
    event = TalksHeld(
        **_about(talks, on),
        invited=len(talks.answers),
        organisations=present,
        projects=len(talks.projects),
    )
    return replace(talks, stage="held", held_on=on, came=present), [event]


def cancel(talks: Talks, reason: str, today: date) -> Change:
    _require_stage(talks, "planned")
    event = TalksCancelled(**_about(talks, today), reason=reason)
    return replace(talks, stage="cancelled"), [event]


def record_pairing(talks: Talks, about: tuple[str, str, str], today: date) -> Change:
    """What the project has agreed to, kept beside the interest it came from."""
    known = find(talks, about)
    if known.paired:
        return talks, []
    done = replace(known, paired=True)
    interests = tuple(done if i is known else i for i in talks.interests)
    event = TalksPaired(**_about(talks, today), **_interest(known))
    return replace(talks, interests=interests), [event]


def find(talks: Talks, about: tuple[str, str, str]) -> Interest:
    """Raises NoSuchInterest."""
    known = next((interest for interest in talks.interests if interest.about == about), None)
    if known is None:
        raise NoSuchInterest()
    return known


def require_held(talks: Talks) -> None:
    """What is agreed comes of talks that took place (TalksStage)."""
    _require_stage(talks, "held")


def _require_stage(talks: Talks, *needed: str) -> None:
    if talks.stage not in needed:
        raise TalksStage(
            stage=STAGES_ZH[talks.stage],
            needed="、".join(STAGES_ZH[stage] for stage in needed),
            stage_en=talks.stage,
            needed_en=" or ".join(needed),
        )


def _require_invited(talks: Talks, organisation_id: str) -> None:
    if organisation_id not in talks.answers:
        raise NotInvited()


def _about(talks: Talks, on: date) -> dict[str, Any]:
    return {"region": talks.region, "occurred_on": on}


def _interest(interest: Interest) -> dict[str, Any]:
    return {
        "organisation_id": interest.organisation_id,
        "project_id": interest.project_id,
        "role": interest.role,
        "source": interest.source,
        "amount_fen": interest.amount_fen,
    }
