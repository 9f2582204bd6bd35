"""Talks 项目洽谈会 over HTTP: plan, invite, answer, table projects, hold, list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from contracts import codes
from servicekit.aggregate import Aggregates, Stored
from servicekit.boundaries import RegionAsked
from servicekit.commands import command
from servicekit.fields import Body, Id, Line, LocalDate, RegionCode, View, coded
from servicekit.idempotency import Attempt, IfMatch
from servicekit.listing import mirrored
from servicekit.mirror import Mirror
from servicekit.paging import Page, Paging
from servicekit.providing import Now, provided
from servicekit.security import Actor, require
from services.volunteers.organisations.copy import Organisations
from services.volunteers.projects import domain as projects_domain
from services.volunteers.projects.changing import Projects
from services.volunteers.stepping import step
from services.volunteers.talks import domain
from services.volunteers.talks.domain import MOST_ORGANISATIONS, STAGES_ZH, Talks

router = APIRouter(prefix="/api/volunteers/talks", tags=["talks 项目洽谈会"])

Reader = Annotated[Actor, Depends(require("volunteers.talks.read"))]
Writer = Annotated[Actor, Depends(require("volunteers.talks.write"))]
Sessions = Annotated[Aggregates[Talks], Depends(provided(Aggregates[Talks]))]
AllSessions = Annotated[Mirror[Talks], Depends(provided(Mirror[Talks]))]
Copy = Annotated[Organisations, Depends(provided(Organisations))]

Ids = Annotated[tuple[Id, ...], Field(max_length=MOST_ORGANISATIONS)]
Stage = Annotated[str, Query(pattern=f"^({'|'.join(STAGES_ZH)})$")]


class PlanTalks(Body):
    title: Line
    region: RegionCode
    starts_on: LocalDate


class Invite(Body):
    organisation_ids: Annotated[Ids, Field(min_length=1)]


class AnswerInvitation(Body):
    organisation_id: Id
    comes: bool


class TableProject(Body):
    project_id: Id


class HoldTalks(Body):
    """`came`: those of the invited who came."""

    on: LocalDate | None = None
    came: Ids


class CancelTalks(Body):
    reason: Annotated[str, coded(codes.TALKS_CANCELLATIONS)]


class InterestView(View):
    """`amount_fen` is what a funder thinks of giving: a plan."""

    organisation_id: str
    project_id: str
    role: str
    source: str | None
    amount_fen: int | None
    paired: bool


class TalksView(View):
    """`answers`: organisation → '' while none, yes, no; `paired`: projects that found whoever
    carries them out."""

    id: str
    version: int
    region: str
    title: str
    starts_on: date
    stage: str
    held_on: date | None
    answers: dict[str, str]
    came: tuple[str, ...]
    projects: tuple[str, ...]
    interests: list[InterestView]
    paired: int

    @classmethod
    def of(cls, stored: Stored[Talks]) -> TalksView:
        talks = stored.state
        lists = {
            "interests": [
                InterestView(
                    organisation_id=i.organisation_id,
                    project_id=i.project_id,
                    role=i.role,
                    source=i.source or None,
                    amount_fen=i.amount_fen or None,
                    paired=i.paired,
                )
                for i in talks.interests
            ]
        }
        made = {"id": stored.id, "version": stored.version, **lists}
        plain = {n: getattr(talks, n) for n in cls.model_fields if n not in made}
        return cls.model_validate(plain | made)


class TalksChange:
    def __init__(
        self, talks_id: Id, sessions: Sessions, attempt: Attempt, version: IfMatch, clock: Now
    ) -> None:
        self.id = talks_id
        self.sessions = sessions
        self._attempt = attempt
        self._version = version
        self.today = clock.today()

    async def __call__(self, actor: Actor, decide: Callable[[Talks], domain.Change]) -> TalksView:
        by = command(self._attempt, actor, self._version)
        return TalksView.of(await self.sessions.change(self.id, actor.scope, by, decide))

    async def state(self, actor: Actor) -> Talks:
        return (await self.sessions.load(self.id, actor.scope)).state


Changing = Annotated[TalksChange, Depends()]


@router.post("", status_code=201)
async def post_talks(
    body: PlanTalks, actor: Writer, sessions: Sessions, attempt: Attempt, clock: Now
) -> TalksView:
    actor.scope.require(body.region)
    decision = domain.plan(Talks(**body.model_dump()), clock.today())
    return TalksView.of(
        await sessions.create(
            attempt.id(actor.subject), body.region, decision, command(attempt, actor)
        )
    )


@router.get("")
async def get_sessions(
    actor: Reader,
    sessions: AllSessions,
    paging: Paging,
    region: RegionAsked = None,
    stage: Annotated[Stage | None, Query()] = None,
) -> Page[TalksView]:
    """Talks of the caller's area, in order of id."""

    def wanted(talks: Talks) -> bool:
        return stage is None or talks.stage == stage

    return mirrored(sessions, actor.scope.narrowed(region), wanted, paging, TalksView.of)


@router.get("/{talks_id}")
async def get_talks(talks_id: Id, actor: Reader, sessions: Sessions) -> TalksView:
    return TalksView.of(await sessions.load(talks_id, actor.scope))


@router.post("/{talks_id}/invite")
async def post_invite(
    body: Invite, actor: Writer, change: Changing, organisations: Copy
) -> TalksView:
    """Organisations, from any county; one that may be given no work is refused."""
    for organisation_id in body.organisation_ids:
        await organisations.require_allowed(organisation_id, change.today)
    return await change(actor, lambda t: domain.invite(t, body.organisation_ids, change.today))


@router.post("/{talks_id}/answer")
async def post_answer(body: AnswerInvitation, actor: Writer, change: Changing) -> TalksView:
    return await change(
        actor, lambda t: domain.answer(t, body.organisation_id, body.comes, change.today)
    )


@router.post("/{talks_id}/table")
async def post_table(
    body: TableProject, actor: Writer, change: Changing, projects: Projects
) -> TalksView:
    """A project of the caller's area is put on the table: it is then in talks itself."""
    talks = await change.state(actor)
    if body.project_id not in talks.projects:
        domain.table(talks, body.project_id, change.today)
    await projects.change(
        body.project_id,
        actor.scope,
        step(),
        lambda p: projects_domain.present(p, change.id, change.today),
    )
    return await change(actor, lambda t: domain.table(t, body.project_id, change.today))


@router.post("/{talks_id}/hold")
async def post_hold(body: HoldTalks, actor: Writer, change: Changing) -> TalksView:
    on = body.on or change.today
    return await change(actor, lambda t: domain.hold(t, on, body.came, change.today))


@router.post("/{talks_id}/cancel")
async def post_cancel(body: CancelTalks, actor: Writer, change: Changing) -> TalksView:
    return await change(actor, lambda t: domain.cancel(t, body.reason, change.today))
