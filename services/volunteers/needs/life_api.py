"""The way of a need over HTTP: check, refuse, cancel, invite, decline, confirm."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import Field

from contracts import codes
from servicekit.aggregate import Aggregates, Stored
from servicekit.clock import SHANGHAI
from servicekit.commands import command
from servicekit.fields import Body, Id, View, coded
from servicekit.idempotency import Attempt, IfMatch
from servicekit.providing import Now, provided
from servicekit.scope import Scope
from servicekit.security import Actor, require
from services.volunteers.matching.finding import find
from services.volunteers.matching.index import Matching
from services.volunteers.matching.knowing import asked_by
from services.volunteers.needs import inviting, life
from services.volunteers.needs.accepting import Accepting
from services.volunteers.needs.api import AcceptingPart, NeedView, OneVolunteer, require_own
from services.volunteers.needs.domain import Change, Invitation, Need

router = APIRouter(prefix="/api/volunteers/needs", tags=["needs 需求"])

Writer = Annotated[Actor, Depends(require("volunteers.needs.write"))]
Accepter = Annotated[Actor, Depends(require("volunteers.needs.accept"))]
Needs = Annotated[Aggregates[Need], Depends(provided(Aggregates[Need]))]
Index = Annotated[Matching, Depends(provided(Matching))]

Party = Annotated[str, coded(codes.PARTIES)]


class RefuseNeed(Body):
    reason: Annotated[str, coded(codes.NEED_REFUSALS)]


class CancelNeed(Body):
    reason: Annotated[str, coded(codes.NEED_WITHDRAWALS)]


class Invite(Body):
    """Without names the best candidates are asked, in the order of their score."""

    volunteer_ids: Annotated[list[Id], Field(default=[], max_length=inviting.LONGEST_LINE)]
    answer_minutes: Annotated[int, Field(strict=True, ge=5, le=14 * 24 * 60)] = 24 * 60


class ConfirmNeed(Body):
    """`parties`: which of the five took part; `stars` from the receiver, 1 to 5."""

    side: Annotated[str, coded(codes.NEED_SIDES)]
    parties: Annotated[tuple[Party, ...], Field(max_length=5)] = ()
    stars: Annotated[int | None, Field(strict=True, ge=1, le=5)] = None


class InvitationView(View):
    """`answer`: open, accepted, declined or lapsed."""

    volunteer_id: str
    until: datetime
    answer: str

    @classmethod
    def of(cls, volunteer_id: str, invitation: Invitation) -> InvitationView:
        until = invitation.until.astimezone(SHANGHAI)
        return cls(volunteer_id=volunteer_id, until=until, answer=invitation.answer or "open")


class Invitations(View):
    """`in_line`: how many more would be asked."""

    items: list[InvitationView]
    in_line: int
    next: None = None

    @classmethod
    def of(cls, need: Need) -> Invitations:
        asked = need.invitations.items()
        return cls(items=[InvitationView.of(id_, i) for id_, i in asked], in_line=len(need.line))


class NeedChange:
    def __init__(
        self, need_id: Id, needs: Needs, attempt: Attempt, version: IfMatch, clock: Now
    ) -> None:
        self.need_id = need_id
        self.needs = needs
        self._attempt = attempt
        self._version = version
        self.now = clock.now()
        self.today = clock.today()

    async def __call__(self, actor: Actor, decide: Callable[[Need], Change]) -> Stored[Need]:
        by = command(self._attempt, actor, self._version)
        return await self.needs.change(self.need_id, actor.scope, by, decide)


Changing = Annotated[NeedChange, Depends()]


@router.post("/{need_id}/check")
async def post_check(actor: Writer, change: Changing) -> NeedView:
    """Found right: it is open to volunteers."""
    return NeedView.of(await change(actor, lambda need: life.check_need(need, change.now)))


@router.post("/{need_id}/refuse")
async def post_refuse(body: RefuseNeed, actor: Writer, change: Changing) -> NeedView:
    return NeedView.of(
        await change(actor, lambda need: life.refuse_need(need, body.reason, change.today))
    )


@router.post("/{need_id}/cancel")
async def post_cancel(
    body: CancelNeed, actor: Writer, change: Changing, accepting: AcceptingPart
) -> NeedView:
    """It is needed no more; whoever had a place gets their time back."""
    had = await _taken(accepting, change.need_id, actor.scope)
    saved = await change(actor, lambda need: life.withdraw_need(need, body.reason, change.today))
    await accepting.free(change.need_id, had)
    return NeedView.of(saved)


@router.post("/{need_id}/invite")
async def post_invite(body: Invite, actor: Writer, change: Changing, index: Index) -> Invitations:
    """Ask volunteers to come; an answer is due in time, then the next in line is asked."""
    line = body.volunteer_ids or await _best(change, actor.scope, index)
    within = timedelta(minutes=body.answer_minutes)
    saved = await change(actor, lambda need: inviting.invite(need, line, within, change.now))
    return Invitations.of(saved.state)


@router.get("/{need_id}/invitations")
async def get_invitations(need_id: Id, actor: Writer, needs: Needs) -> Invitations:
    return Invitations.of((await needs.load(need_id, actor.scope)).state)


@router.post("/{need_id}/decline", status_code=204)
async def post_decline(body: OneVolunteer, actor: Accepter, change: Changing) -> None:
    """A volunteer says no; the next in line is asked."""
    require_own(actor, body.volunteer_id)
    await change(actor, lambda need: inviting.decline(need, body.volunteer_id, change.now))


@router.post("/{need_id}/confirm")
async def post_confirm(body: ConfirmNeed, actor: Writer, change: Changing) -> NeedView:
    """One side says the help was given; with the second the need is met."""
    return NeedView.of(
        await change(
            actor,
            lambda need: life.confirm_need(
                need, body.side, body.parties, body.stars or 0, change.now
            ),
        )
    )


async def _taken(accepting: Accepting, need_id: str, scope: Scope) -> Sequence[str]:
    return tuple((await accepting.needs.load(need_id, scope)).state.taken)


async def _best(change: NeedChange, scope: Scope, index: Matching) -> list[str]:
    need = (await change.needs.load(change.need_id, scope)).state
    found = find(index.roll, asked_by(need), inviting.LONGEST_LINE, scope)
    return [id_ for id_, _ in found.best]
