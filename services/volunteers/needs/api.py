"""Needs over HTTP: post, read, accept a volunteer."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from contracts import codes
from contracts.roles import Role
from servicekit.aggregate import Aggregates, Stored
from servicekit.boundaries import RegionAsked
from servicekit.clock import SHANGHAI
from servicekit.commands import command
from servicekit.errors import DomainError
from servicekit.fields import Body, Id, Instant, Line, RegionCode, View, coded
from servicekit.idempotency import Attempt, IfMatch
from servicekit.listing import listed
from servicekit.paging import Page, Paging
from servicekit.providing import Now, provided
from servicekit.security import Actor, require
from services.volunteers.needs import domain, life
from services.volunteers.needs.accepting import Accepting
from services.volunteers.needs.domain import Need, Place
from services.volunteers.times import Window

router = APIRouter(prefix="/api/volunteers/needs", tags=["needs 需求"])

Reader = Annotated[Actor, Depends(require("volunteers.needs.read"))]
Writer = Annotated[Actor, Depends(require("volunteers.needs.write"))]
Accepter = Annotated[Actor, Depends(require("volunteers.needs.accept"))]
AcceptingPart = Annotated[Accepting, Depends(provided(Accepting))]
Needs = Annotated[Aggregates[Need], Depends(provided(Aggregates[Need]))]

Domain = Annotated[str, coded(codes.DOMAINS)]
TargetGroup = Annotated[str, coded(codes.TARGET_GROUPS)]
Urgency = Annotated[str, coded(codes.URGENCIES)]
Skill = Annotated[str, coded(codes.SKILLS)]
Language = Annotated[str, coded(codes.LANGUAGES)]


class NotYourself(DomainError):
    code = "not_yourself"
    status = 403
    zh = "志愿者只能为本人报名或退出。"
    en = "A volunteer may take or give back a place for themselves only."


class PostNeed(Body):
    """Every one of `skills` and `languages` is needed of each volunteer; `minors`: the people
    served are minors, so that only screened volunteers may come."""

    title: Line
    region: RegionCode
    domain: Domain
    target_group: TargetGroup
    skills: Annotated[tuple[Skill, ...], Field(max_length=20)] = ()
    languages: Annotated[tuple[Language, ...], Field(max_length=20)] = ()
    places: Annotated[int, Field(strict=True, ge=1, le=500)]
    starts_at: Instant
    ends_at: Instant
    urgency: Urgency = "normal"
    minors: bool = False
    source: Annotated[str, coded(codes.NEED_SOURCES)] = "coordinator"

    def need(self) -> Need:
        plain = self.model_dump(exclude={"starts_at", "ends_at", "skills", "languages", "source"})
        return Need(
            window=Window(self.starts_at, self.ends_at),
            skills=tuple(sorted(set(self.skills))),
            languages=tuple(sorted(set(self.languages))),
            **plain,
        )


class OneVolunteer(Body):
    volunteer_id: Id


class NeedView(View):
    """`places_left` are free; the others are accepted, or held for a moment."""

    id: str
    version: int
    title: str
    region: str
    domain: str
    target_group: str
    skills: tuple[str, ...]
    languages: tuple[str, ...]
    places: int
    places_left: int
    accepted: int
    starts_at: datetime
    ends_at: datetime
    urgency: str
    minors: bool
    stage: str
    source: str
    parties: tuple[str, ...]
    stars: int | None

    @classmethod
    def of(cls, stored: Stored[Need]) -> NeedView:
        need = stored.state
        return cls(
            id=stored.id,
            version=stored.version,
            title=need.title,
            region=need.region,
            domain=need.domain,
            target_group=need.target_group,
            skills=need.skills,
            languages=need.languages,
            places=need.places,
            places_left=need.places_left,
            accepted=need.accepted,
            starts_at=need.window.starts.astimezone(SHANGHAI),
            ends_at=need.window.ends.astimezone(SHANGHAI),
            urgency=need.urgency,
            minors=need.minors,
            stage=need.stage,
            source=need.source,
            parties=need.parties,
            stars=need.stars or None,
        )


class PlaceView(View):
    """A volunteer's place in a need; `number` is the place's own, `since` when it was taken."""

    need_id: str
    volunteer_id: str
    number: int
    since: datetime
    accepted: bool

    @classmethod
    def of(cls, need_id: str, volunteer_id: str, place: Place) -> PlaceView:
        return cls(
            need_id=need_id,
            volunteer_id=volunteer_id,
            number=place.hold,
            since=place.since.astimezone(SHANGHAI),
            accepted=place.accepted,
        )


class Places(View):
    items: list[PlaceView]
    next: None = None


@router.post("", status_code=201)
async def post_need(
    body: PostNeed, actor: Writer, needs: Needs, attempt: Attempt, clock: Now
) -> NeedView:
    """Post a need: volunteers can be found and accepted for it at once. One that a resident
    ordered or somebody referred waits to be checked first."""
    actor.scope.require(body.region)
    decision = _decided(body, clock.now())
    return NeedView.of(
        await needs.create(
            attempt.id(actor.subject), body.region, decision, command(attempt, actor)
        )
    )


def _decided(body: PostNeed, now: datetime) -> domain.Change:
    if body.source == "coordinator":
        return domain.post_need(body.need(), now)
    return life.order_need(body.need(), body.source, now)


@router.get("")
async def get_needs(
    actor: Reader,
    needs: Needs,
    paging: Paging,
    region: RegionAsked = None,
    domain: Annotated[Domain | None, Query()] = None,
    target_group: Annotated[TargetGroup | None, Query()] = None,
    urgency: Annotated[Urgency | None, Query()] = None,
    stage: Annotated[str | None, Query()] = None,
) -> Page[NeedView]:
    """Needs of the caller's area, in order of id; by region and kind."""
    wanted = {
        "state.domain": domain,
        "state.target_group": target_group,
        "state.urgency": urgency,
        "state.stage": stage,
    }
    return await listed(needs, actor.scope.narrowed(region), wanted, paging, NeedView.of)


@router.get("/{need_id}")
async def get_need(need_id: Id, actor: Reader, needs: Needs) -> NeedView:
    return NeedView.of(await needs.load(need_id, actor.scope))


@router.get("/{need_id}/places")
async def get_places(need_id: Id, actor: Writer, needs: Needs) -> Places:
    """Who has taken a place, in the order they did."""
    taken = (await needs.load(need_id, actor.scope)).state.taken
    in_order = sorted(taken.items(), key=lambda item: item[1].hold)
    return Places(items=[PlaceView.of(need_id, who, place) for who, place in in_order])


@router.post("/{need_id}/accept")
async def post_accept(
    need_id: Id,
    body: OneVolunteer,
    actor: Accepter,
    accepting: AcceptingPart,
    attempt: Attempt,
    version: IfMatch,
) -> PlaceView:
    """Give a volunteer one place: never more than there are, never two at the same time."""
    require_own(actor, body.volunteer_id)
    place = await accepting.accept(
        need_id,
        body.volunteer_id,
        actor.scope,
        attempt.id(actor.subject),
        command(attempt, actor, version),
    )
    return PlaceView.of(need_id, body.volunteer_id, place)


@router.post("/{need_id}/withdraw", status_code=204)
async def post_withdraw(
    need_id: Id,
    body: OneVolunteer,
    actor: Accepter,
    accepting: AcceptingPart,
    attempt: Attempt,
    version: IfMatch,
) -> None:
    """A volunteer who cannot come gives the place back, before the need starts."""
    require_own(actor, body.volunteer_id)
    await accepting.withdraw(
        need_id, body.volunteer_id, actor.scope, command(attempt, actor, version)
    )


def require_own(actor: Actor, volunteer_id: str) -> None:
    """The subject of a volunteer's token is their volunteer id."""
    if actor.role is Role.VOLUNTEER and actor.subject != volunteer_id:
        raise NotYourself()
