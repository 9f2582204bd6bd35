"""Governance over HTTP: bodies, meetings, resolutions and which of them are overdue."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from contracts import codes
from servicekit.aggregate import Aggregates, Stored
from servicekit.boundaries import RegionAsked
from servicekit.commands import command
from servicekit.fields import Id
from servicekit.idempotency import Attempt, IfMatch
from servicekit.listing import mirrored
from servicekit.mirror import Mirror
from servicekit.paging import Page, Paging
from servicekit.providing import Now, provided
from servicekit.scope import Scope
from servicekit.security import Actor, require
from services.registry.governance import domain
from services.registry.governance.domain import FollowUp, GovernanceBody, Meeting, State
from services.registry.governance.fields import (
    BodyView,
    DissolveBody,
    Follow,
    FormBody,
    HoldMeeting,
    MeetingView,
    ResolutionView,
)

router = APIRouter(prefix="/api/registry/governance", tags=["governance 议事协调机构"])

Reader = Annotated[Actor, Depends(require("registry.governance.read"))]
Writer = Annotated[Actor, Depends(require("registry.governance.write"))]
Bodies = Annotated[Aggregates[GovernanceBody], Depends(provided(Aggregates[GovernanceBody]))]
KnownBodies = Annotated[Mirror[GovernanceBody], Depends(provided(Mirror[GovernanceBody]))]
Meetings = Annotated[Aggregates[Meeting], Depends(provided(Aggregates[Meeting]))]
KnownMeetings = Annotated[Mirror[Meeting], Depends(provided(Mirror[Meeting]))]

Found = tuple[str, str, int, Stored[Meeting]]
"""(due on, meeting id, number, meeting): the order of the list of resolutions."""


@router.post("/bodies", status_code=201)
async def post_body(
    body: FormBody, actor: Writer, bodies: Bodies, attempt: Attempt, clock: Now
) -> BodyView:
    """A leading group, task force or joint conference is formed 成立."""
    actor.scope.require(body.region)
    formed = GovernanceBody(**{**body.model_dump(), "members": tuple(body.members)})
    decision = domain.form_body(formed, clock.today())
    id_ = attempt.id(actor.subject)
    return BodyView.of(await bodies.create(id_, body.region, decision, command(attempt, actor)))


@router.get("/bodies")
async def get_bodies(
    actor: Reader,
    known: KnownBodies,
    paging: Paging,
    region: RegionAsked = None,
    kind: Annotated[str | None, Query()] = None,
) -> Page[BodyView]:
    kind = kind and codes.GOVERNANCE_KINDS.require(kind, "/kind").code
    scope = actor.scope.narrowed(region)
    return mirrored(known, scope, lambda body: kind in (None, body.kind), paging, BodyView.of)


@router.get("/bodies/{body_id}")
async def get_body(body_id: Id, actor: Reader, bodies: Bodies) -> BodyView:
    return BodyView.of(await bodies.load(body_id, actor.scope))


@router.post("/bodies/{body_id}/dissolve")
async def post_dissolve(
    body_id: Id,
    body: DissolveBody,
    actor: Writer,
    bodies: Bodies,
    attempt: Attempt,
    version: IfMatch,
    clock: Now,
) -> BodyView:
    """It meets no more; its resolutions stay to be followed up."""
    today = clock.today()
    return BodyView.of(
        await bodies.change(
            body_id,
            actor.scope,
            command(attempt, actor, version),
            lambda formed: domain.dissolve_body(formed, body.on or today, today),
        )
    )


@router.post("/meetings", status_code=201)
async def post_meeting(
    body: HoldMeeting,
    actor: Writer,
    bodies: Bodies,
    meetings: Meetings,
    attempt: Attempt,
    clock: Now,
) -> MeetingView:
    """The minutes of a meeting, with what it resolved, who carries it out and by when."""
    formed = (await bodies.load(body.body_id, actor.scope)).state
    meeting = Meeting(
        body_id=body.body_id,
        kind=formed.kind,
        region=formed.region,
        held_on=body.held_on,
        subject=body.subject,
        attended=tuple(body.attended),
        resolutions=tuple(resolved.resolution() for resolved in body.resolutions),
    )
    today = clock.today()
    decision = domain.hold_meeting(formed, meeting, today)
    id_ = attempt.id(actor.subject)
    stored = await meetings.create(id_, formed.region, decision, command(attempt, actor))
    return MeetingView.of(stored, today)


@router.get("/meetings")
async def get_meetings(
    actor: Reader,
    known: KnownMeetings,
    paging: Paging,
    clock: Now,
    region: RegionAsked = None,
    body_id: Annotated[Id | None, Query()] = None,
) -> Page[MeetingView]:
    today = clock.today()
    return mirrored(
        known,
        actor.scope.narrowed(region),
        lambda meeting: body_id in (None, meeting.body_id),
        paging,
        lambda stored: MeetingView.of(stored, today),
    )


@router.get("/meetings/{meeting_id}")
async def get_meeting(meeting_id: Id, actor: Reader, meetings: Meetings, clock: Now) -> MeetingView:
    return MeetingView.of(await meetings.load(meeting_id, actor.scope), clock.today())


@router.post("/meetings/{meeting_id}/resolutions/{number}/follow-up")
async def post_follow_up(
    meeting_id: Id,
    number: int,
    body: Follow,
    actor: Writer,
    meetings: Meetings,
    attempt: Attempt,
    version: IfMatch,
    clock: Now,
) -> MeetingView:
    """How a resolution stands: under way, postponed to a later day, done, or dropped."""
    today = clock.today()
    what = FollowUp(body.on or today, State(body.state), body.note)
    stored = await meetings.change(
        meeting_id,
        actor.scope,
        command(attempt, actor, version),
        lambda meeting: domain.follow_up(meeting, number, what, body.due_on, today),
    )
    return MeetingView.of(stored, today)


@router.get("/resolutions")
async def get_resolutions(
    actor: Reader,
    known: KnownMeetings,
    paging: Paging,
    clock: Now,
    region: RegionAsked = None,
    owner: Annotated[str | None, Query()] = None,
    state: Annotated[State | None, Query()] = None,
    overdue: Annotated[bool | None, Query()] = None,
) -> Page[ResolutionView]:
    """Resolutions of the caller's area, longest due first; `overdue=true` lists what is late."""
    owner = owner and codes.DEPARTMENTS.require(owner, "/owner").code
    today, after = clock.today(), tuple(paging.after or ("", "", 0))
    found = sorted(
        (due, id_, number, stored)
        for due, id_, number, stored in _all(known, actor.scope.narrowed(region))
        if (due, id_, number) > after
        and owner in (None, stored.state.resolutions[number - 1].owner)
        and state in (None, stored.state.resolutions[number - 1].state)
        and overdue in (None, stored.state.resolutions[number - 1].overdue(today))
    )
    shown = found[: paging.limit]
    key = shown[-1][:3] if len(found) > paging.limit else ()
    return paging.page([ResolutionView.of(s, n, today) for _, _, n, s in shown], *key)


def _all(known: Mirror[Meeting], scope: Scope) -> Iterator[Found]:
    for stored in known.within(scope):
        for number, resolution in stored.state.numbered():
            yield resolution.due_on.isoformat(), stored.id, number, stored
