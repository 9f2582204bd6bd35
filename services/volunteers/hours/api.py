"""Hours over HTTP: check in and out, a leader's list, credit, dispute, reverse, rate."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import Field

from contracts import codes
from contracts.roles import Role
from servicekit.aggregate import Aggregates, Stored
from servicekit.clock import SHANGHAI
from servicekit.commands import command
from servicekit.fields import Body, Id, Instant, View, coded
from servicekit.idempotency import Attempt, IfMatch
from servicekit.providing import Now, provided
from servicekit.security import Actor, require
from services.volunteers.hours import domain
from services.volunteers.hours.refusals import NoPlace
from services.volunteers.needs.api import NotYourself
from services.volunteers.needs.domain import Need
from services.volunteers.people.domain import Volunteer
from services.volunteers.people.service import Credit, Presence
from services.volunteers.times import Window

router = APIRouter(prefix="/api/volunteers", tags=["hours 服务时长"])

Present = Annotated[Actor, Depends(require("volunteers.hours.tell"))]
Crediting = Annotated[Actor, Depends(require("volunteers.hours.credit"))]
Reader = Annotated[Actor, Depends(require("volunteers.hours.read"))]
Needs = Annotated[Aggregates[Need], Depends(provided(Aggregates[Need]))]
People = Annotated[Aggregates[Volunteer], Depends(provided(Aggregates[Volunteer]))]


class OneVolunteer(Body):
    volunteer_id: Id


class TellPresence(OneVolunteer):
    came_at: Instant
    left_at: Instant


class CreditHours(OneVolunteer):
    kind: Annotated[str, coded(codes.HOURS_KINDS)] = "service"


class ReverseHours(OneVolunteer):
    reason: Annotated[str, coded(codes.VOID_REASONS)]


class RateVolunteer(OneVolunteer):
    stars: Annotated[int, Field(strict=True, ge=1, le=5)]


class PresenceView(View):
    need_id: str
    came_at: datetime
    left_at: datetime | None
    told_by: str
    disputed: bool

    @classmethod
    def of(cls, presence: Presence) -> PresenceView:
        window = presence.window
        return cls(
            need_id=presence.need_id,
            came_at=window.starts.astimezone(SHANGHAI),
            left_at=window.ends.astimezone(SHANGHAI) if presence.left else None,
            told_by=presence.told_by,
            disputed=presence.disputed,
        )


class CreditView(View):
    """`hours` 小时, whole; `reversed_on` when it was taken back."""

    need_id: str
    day: date
    hours: int
    kind: str
    domain: str
    stars: int | None
    reversed_on: date | None

    @classmethod
    def of(cls, credit: Credit) -> CreditView:
        return cls(
            need_id=credit.need_id,
            day=credit.day,
            hours=credit.hours,
            kind=credit.kind,
            domain=credit.domain,
            stars=credit.stars or None,
            reversed_on=credit.reversed_on,
        )


class HoursView(View):
    """`service_hours` and `training_hours` are told apart and never added."""

    volunteer_id: str
    version: int
    service_hours: int
    training_hours: int
    presences: list[PresenceView]
    credits: list[CreditView]

    @classmethod
    def of(cls, stored: Stored[Volunteer]) -> HoursView:
        person = stored.state
        return cls(
            volunteer_id=stored.id,
            version=stored.version,
            service_hours=_sum(person, "service"),
            training_hours=_sum(person, "training"),
            presences=[PresenceView.of(presence) for presence in person.presences],
            credits=[CreditView.of(credit) for credit in person.credits],
        )


class HoursChange:
    """What every change of hours needs: the need, an accepted place in it, and the volunteer."""

    def __init__(
        self,
        need_id: Id,
        needs: Needs,
        people: People,
        attempt: Attempt,
        version: IfMatch,
        clock: Now,
    ) -> None:
        self.need_id = need_id
        self._needs = needs
        self._people = people
        self._attempt = attempt
        self._version = version
        self.now = clock.now()
        self.today = clock.today()

    async def __call__(
        self, actor: Actor, who: str, decide: Callable[[Volunteer, Need], domain.Change]
    ) -> HoursView:
        need = (await self._needs.load(self.need_id, actor.scope)).state
        place = need.taken.get(who)
        if place is None or not place.accepted:
            raise NoPlace()
        saved = await self._people.change(
            who,
            actor.scope,
            command(self._attempt, actor, self._version),
            lambda volunteer: decide(volunteer, need),
        )
        return HoursView.of(saved)


Changing = Annotated[HoursChange, Depends()]


@router.post("/needs/{need_id}/check-in")
async def post_check_in(body: OneVolunteer, actor: Present, change: Changing) -> HoursView:
    """They are there, from now on."""
    own(actor, body.volunteer_id)
    id_, now = change.need_id, change.now
    return await change(actor, body.volunteer_id, lambda v, n: domain.check_in(v, id_, n, now))


@router.post("/needs/{need_id}/check-out")
async def post_check_out(body: OneVolunteer, actor: Present, change: Changing) -> HoursView:
    own(actor, body.volunteer_id)
    id_, now = change.need_id, change.now
    return await change(actor, body.volunteer_id, lambda v, n: domain.check_out(v, id_, n, now))


@router.post("/needs/{need_id}/presences")
async def post_presence(body: TellPresence, actor: Crediting, change: Changing) -> HoursView:
    """A leader says who was there, from–to; it takes the place of what was told before."""
    id_, now, window = change.need_id, change.now, Window(body.came_at, body.left_at)
    return await change(
        actor, body.volunteer_id, lambda v, n: domain.tell_presence(v, id_, n, window, now)
    )


@router.post("/needs/{need_id}/dispute")
async def post_dispute(body: OneVolunteer, actor: Present, change: Changing) -> HoursView:
    """It was not so: nothing is credited until the presence is told anew."""
    own(actor, body.volunteer_id)
    id_, today = change.need_id, change.today
    return await change(actor, body.volunteer_id, lambda v, n: domain.dispute(v, id_, n, today))


@router.post("/needs/{need_id}/credits")
async def post_credit(body: CreditHours, actor: Crediting, change: Changing) -> HoursView:
    """Confirm the presence: its hours are credited, once."""
    id_, kind = change.need_id, body.kind
    return await change(actor, body.volunteer_id, lambda v, n: domain.credit_hours(v, id_, n, kind))


@router.post("/needs/{need_id}/reversals")
async def post_reversal(body: ReverseHours, actor: Crediting, change: Changing) -> HoursView:
    """Take the credit back; every total follows."""
    id_, today = change.need_id, change.today
    return await change(
        actor, body.volunteer_id, lambda v, _: domain.reverse(v, id_, body.reason, today)
    )


@router.post("/needs/{need_id}/ratings")
async def post_rating(body: RateVolunteer, actor: Crediting, change: Changing) -> HoursView:
    """What those who were helped say of a volunteer, 1 to 5."""
    id_, today = change.need_id, change.today
    return await change(
        actor, body.volunteer_id, lambda v, _: domain.rate(v, id_, body.stars, today)
    )


@router.get("/people/{volunteer_id}/hours")
async def get_hours(volunteer_id: Id, actor: Reader, people: People) -> HoursView:
    """What a volunteer did, and what is credited for it."""
    own(actor, volunteer_id)
    return HoursView.of(await people.load(volunteer_id, actor.scope))


def own(actor: Actor, volunteer_id: str) -> None:
    """The subject of a volunteer's token is their volunteer id."""
    if actor.role is Role.VOLUNTEER and actor.subject != volunteer_id:
        raise NotYourself()


def _sum(person: Volunteer, kind: str) -> int:
    return sum(credit.hours for credit in person.credits if credit.counts and credit.kind == kind)
