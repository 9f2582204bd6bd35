"""Change requests over HTTP: ask, approve, refuse, withdraw, read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from contracts import codes
from servicekit.aggregate import Aggregates, Stored
from servicekit.boundaries import RegionAsked
from servicekit.commands import command
from servicekit.fields import Body, Count, Id, Line, LocalDate, Note, RegionCode, View, coded
from servicekit.idempotency import Attempt, IfMatch
from servicekit.listing import mirrored
from servicekit.mirror import Mirror
from servicekit.paging import Page, Paging
from servicekit.providing import Now, provided
from servicekit.security import Actor, require
from services.registry.approvals import domain
from services.registry.approvals.applying import Applying
from services.registry.approvals.domain import (
    ChangeRequest,
    CloseStation,
    CorrectAnswer,
    MoveStation,
    Payload,
    Person,
    State,
    is_above,
)

router = APIRouter(prefix="/api/registry/change-requests", tags=["change requests 变更审批"])

Reader = Annotated[Actor, Depends(require("registry.change-requests.read"))]
Writer = Annotated[Actor, Depends(require("registry.change-requests.write"))]
Decider = Annotated[Actor, Depends(require("registry.change-requests.decide"))]
Requests = Annotated[Aggregates[ChangeRequest], Depends(provided(Aggregates[ChangeRequest]))]
Known = Annotated[Mirror[ChangeRequest], Depends(provided(Mirror[ChangeRequest]))]
Carrying = Annotated[Applying, Depends(provided(Applying))]


class CloseBody(Body):
    kind: Literal["close_station"]
    on: LocalDate
    reason: Annotated[str, coded(codes.CLOSING_REASONS)]

    def payload(self) -> Payload:
        return CloseStation(self.on, self.reason)


class MoveBody(Body):
    kind: Literal["move_station"]
    on: LocalDate
    region: RegionCode
    place: Line | None = None
    reason: Annotated[str, coded(codes.MOVE_REASONS)] = "premises_moved"

    def payload(self) -> Payload:
        return MoveStation(self.on, self.region, self.place or "", self.reason)


class CorrectBody(Body):
    """`on`: the day of the answer that was wrong."""

    kind: Literal["correct_answer"]
    on: LocalDate
    item: Annotated[str, Field(max_length=40)]
    amount: Count
    evidence: Annotated[
        str | None,
        Field(pattern=r"^(sha256:[0-9a-f]{64}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$"),
    ] = None

    def payload(self) -> Payload:
        return CorrectAnswer(self.on, self.item, self.amount, self.evidence or "")


class AskForChange(Body):
    """`note`: why; it stays in the registry."""

    station_id: Id
    change: Annotated[CloseBody | MoveBody | CorrectBody, Field(discriminator="kind")]
    note: Note = ""


class Refuse(Body):
    reason: Annotated[str, coded(codes.REFUSAL_REASONS)]


class Nothing(Body):
    """Takes no fields."""


class RequestView(View):
    """`refusal` says why it was refused, `problem` why what was approved could not be done;
    `mine`: the caller asked for it; `decidable`: the caller may decide it."""

    id: str
    version: int
    kind: str
    region: str
    station_id: str
    change: dict[str, str | int]
    note: str
    state: State
    asked_on: date
    decided_on: date | None
    refusal: str | None
    problem: str | None
    mine: bool
    decidable: bool

    @classmethod
    def of(cls, stored: Stored[ChangeRequest], actor: Actor) -> RequestView:
        request = stored.state
        mine = request.asked_by.subject == actor.subject
        level = is_above(actor.region, request.asked_by.region)
        return cls(
            id=stored.id,
            version=stored.version,
            kind=request.kind,
            region=request.region,
            station_id=request.station_id,
            change=domain.described(request.payload),
            note=request.note,
            state=request.state,
            asked_on=request.asked_on,
            decided_on=request.decided_on,
            refusal=request.refusal or None,
            problem=request.problem or None,
            mine=mine,
            decidable=request.state is State.REQUESTED and level and not mine,
        )


@router.post("", status_code=201)
async def post_request(
    body: AskForChange,
    actor: Writer,
    requests: Requests,
    carrying: Carrying,
    attempt: Attempt,
    clock: Now,
) -> RequestView:
    """Ask for a sensitive change of a station; what could not be done today is refused now."""
    today = clock.today()
    region = await carrying.targets.rehearse(
        body.station_id, body.change.payload(), actor.scope, today
    )
    request = ChangeRequest(
        region=region,
        station_id=body.station_id,
        payload=body.change.payload(),
        asked_by=Person(actor.subject, actor.region),
        asked_on=today,
        note=body.note,
    )
    stored = await requests.create(
        attempt.id(actor.subject), region, domain.request_change(request), command(attempt, actor)
    )
    return RequestView.of(stored, actor)


@router.get("")
async def get_requests(
    actor: Reader,
    known: Known,
    paging: Paging,
    region: RegionAsked = None,
    kind: Annotated[str | None, Query()] = None,
    state: Annotated[State | None, Query()] = None,
    station_id: Annotated[Id | None, Query()] = None,
) -> Page[RequestView]:
    """Requests about stations of the caller's area, in order of id."""
    kind = kind and codes.CHANGE_REQUEST_KINDS.require(kind, "/kind").code

    def wanted(request: ChangeRequest) -> bool:
        asked = ((kind, request.kind), (state, request.state), (station_id, request.station_id))
        return all(want in (None, has) for want, has in asked)

    scope = actor.scope.narrowed(region)
    return mirrored(known, scope, wanted, paging, lambda stored: RequestView.of(stored, actor))


@router.get("/{request_id}")
async def get_request(request_id: Id, actor: Reader, requests: Requests) -> RequestView:
    return RequestView.of(await requests.load(request_id, actor.scope), actor)


class RequestChange:
    """What every step of a request needs; calling it decides, saves and carries out."""

    def __init__(
        self,
        request_id: Id,
        requests: Requests,
        carrying: Carrying,
        attempt: Attempt,
        version: IfMatch,
        clock: Now,
    ) -> None:
        self._id = request_id
        self._requests = requests
        self._carrying = carrying
        self._attempt = attempt
        self._version = version
        self.today = clock.today()

    async def __call__(
        self, actor: Actor, decide: Callable[[ChangeRequest, Person], domain.Change]
    ) -> RequestView:
        who = Person(actor.subject, actor.region)
        stored = await self._requests.change(
            self._id,
            actor.scope,
            command(self._attempt, actor, self._version),
            lambda request: decide(request, who),
        )
        return RequestView.of(await self._carrying.settle(stored), actor)


Changing = Annotated[RequestChange, Depends()]


@router.post("/{request_id}/approve")
async def post_approve(_body: Nothing, actor: Decider, change: Changing) -> RequestView:
    """Approved by somebody else at a level above; it is carried out at once."""
    return await change(actor, lambda request, who: domain.approve(request, who, change.today))


@router.post("/{request_id}/refuse")
async def post_refuse(body: Refuse, actor: Decider, change: Changing) -> RequestView:
    return await change(
        actor, lambda request, who: domain.refuse(request, who, body.reason, change.today)
    )


@router.post("/{request_id}/withdraw")
async def post_withdraw(_body: Nothing, actor: Writer, change: Changing) -> RequestView:
    """Only by whoever asked, and only before it is decided."""
    return await change(actor, lambda request, who: domain.withdraw(request, who, change.today))
