"""Staff over HTTP: enter, post, certify, describe; who is where, and what will expire."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from contracts import codes
from servicekit.aggregate import Aggregates
from servicekit.boundaries import RegionAsked
from servicekit.commands import command
from servicekit.fields import Body, Id, Line, LocalDate, RegionCode, coded
from servicekit.idempotency import Attempt, IfMatch
from servicekit.mirror import Mirror
from servicekit.paging import Page, Paging
from servicekit.providing import Now, provided
from servicekit.security import Actor, require
from services.registry.staff import domain
from services.registry.staff.counting import StaffCounting
from services.registry.staff.domain import Certificate, Person, Posting
from services.registry.staff.numbers import CertificateNumbers
from services.registry.staff.views import Expiring, PersonView
from services.registry.stations.domain import Station

router = APIRouter(prefix="/api/registry/staff", tags=["staff 人员"])

Reader = Annotated[Actor, Depends(require("registry.staff.read"))]
Writer = Annotated[Actor, Depends(require("registry.staff.write"))]
People = Annotated[Aggregates[Person], Depends(provided(Aggregates[Person]))]
Everybody = Annotated[Mirror[Person], Depends(provided(Mirror[Person]))]
Stations = Annotated[Aggregates[Station], Depends(provided(Aggregates[Station]))]
Numbers = Annotated[CertificateNumbers, Depends(provided(CertificateNumbers))]
Counting = Annotated[StaffCounting, Depends(provided(StaffCounting))]

Level = Annotated[str, coded(codes.CERTIFICATE_LEVELS)]
Skill = Annotated[str, coded(codes.SKILLS)]
CertificateNumber = Annotated[str, Field(pattern=r"^[0-9A-Za-z（）() 第号\-]{6,40}$")]
SkillLevel = Annotated[int, Field(strict=True, ge=1, le=3)]
Language = Annotated[str, coded(codes.LANGUAGES)]


class EnterPerson(Body):
    """`name` stays in the registry; no identity number, no telephone."""

    name: Line
    region: RegionCode
    entered_on: LocalDate | None = None


class Post(Body):
    station_id: Id
    post: Annotated[str, coded(codes.POSTS)]
    employment: Annotated[str, coded(codes.EMPLOYMENT_TYPES)]
    duty: Annotated[str, coded(codes.DUTIES)] = "professional"
    since: LocalDate | None = None


class Unpost(Body):
    station_id: Id
    on: LocalDate | None = None
    reason: Annotated[str, coded(codes.LEAVING_REASONS)]


class Certify(Body):
    """`number` 证书编号 is not kept: only whether somebody else has given the same."""

    level: Level
    since: LocalDate
    valid_until: LocalDate | None = None
    number: CertificateNumber | None = None


class Renew(Body):
    level: Level
    valid_until: LocalDate


class EndCertificate(Body):
    level: Level
    reason: Annotated[str, coded(codes.CERTIFICATE_ENDS)]
    on: LocalDate | None = None


class DescribeTalent(Body):
    """`skills`: code → level 1 (can help), 2 (practised), 3 (qualified)."""

    grade: Annotated[str, coded(codes.TALENT_GRADES)]
    skills: dict[Skill, SkillLevel] = Field(default={})
    languages: Annotated[tuple[Language, ...], Field(max_length=30)] = ()


class Leave(Body):
    reason: Annotated[str, coded(codes.LEAVING_REASONS)]
    on: LocalDate | None = None


class PersonChange:
    """What every change of a person needs; the staff counts of their stations follow it."""

    def __init__(
        self,
        person_id: Id,
        people: People,
        counting: Counting,
        attempt: Attempt,
        version: IfMatch,
        clock: Now,
    ) -> None:
        self.id = person_id
        self._people = people
        self._counting = counting
        self._attempt = attempt
        self._version = version
        self.today = clock.today()

    async def __call__(self, actor: Actor, decide: Callable[[Person], domain.Change]) -> PersonView:
        by = command(self._attempt, actor, self._version)
        before = (await self._people.load(self.id, actor.scope)).state
        saved = await self._people.change(self.id, actor.scope, by, decide)
        at = {posting.station_id for p in (before, saved.state) for posting in p.posts}
        await self._counting.follow(at)
        return PersonView.of(saved, actor, self.today)


Changing = Annotated[PersonChange, Depends()]


@router.post("", status_code=201)
async def post_person(
    body: EnterPerson, actor: Writer, people: People, attempt: Attempt, clock: Now
) -> PersonView:
    """Enter somebody into the pool of social-work personnel."""
    actor.scope.require(body.region)
    today = clock.today()
    person = Person(name=body.name, region=body.region, entered_on=body.entered_on or today)
    created = await people.create(
        attempt.id(actor.subject), body.region, domain.enter(person, today), command(attempt, actor)
    )
    return PersonView.of(created, actor, today)


@router.get("")
async def get_people(
    actor: Reader,
    everybody: Everybody,
    paging: Paging,
    clock: Now,
    region: RegionAsked = None,
    station_id: Annotated[Id | None, Query()] = None,
    level: Annotated[Level | None, Query()] = None,
    supervisor: Annotated[bool | None, Query()] = None,
    left: Annotated[bool, Query(description="含已离开 · also those who left")] = False,
) -> Page[PersonView]:
    """People of the caller's area, in order of id; by station, certificate level, supervisors."""
    today, after = clock.today(), str(paging.after[0]) if paging.after else ""
    found = sorted(
        (
            stored
            for stored in everybody.within(actor.scope.narrowed(region))
            if stored.id > after
            and (left or stored.state.left_on is None)
            and (not station_id or any(p.station_id == station_id for p in stored.state.posts))
            and (not level or level in stored.state.levels(today))
            and supervisor in (None, stored.state.supervisor_since is not None)
        ),
        key=lambda stored: stored.id,
    )
    shown = [PersonView.of(stored, actor, today) for stored in found[: paging.limit]]
    return paging.page(shown, shown[-1].id) if len(found) > paging.limit else paging.page(shown)


@router.get("/expiring-certificates")
async def get_expiring(
    actor: Reader,
    everybody: Everybody,
    paging: Paging,
    clock: Now,
    region: RegionAsked = None,
    within_days: Annotated[int, Query(ge=0, le=1100)] = 90,
) -> Page[Expiring]:
    """Certificates that have expired or will within so many days, the first to expire first."""
    until = clock.today() + timedelta(days=within_days)
    rows = sorted(
        (
            (certificate.valid_until, stored.id, certificate.level)
            for stored in everybody.within(actor.scope.narrowed(region))
            for certificate in stored.state.certificates
            if stored.state.left_on is None
            and certificate.ended_on is None
            and certificate.valid_until is not None
            and certificate.valid_until <= until
        ),
    )
    if paging.after:
        day, id_, level = (str(part) for part in paging.after)
        rows = [row for row in rows if row > (date.fromisoformat(day), id_, level)]
    shown = [
        Expiring(person_id=id_, level=level, valid_until=day)
        for day, id_, level in rows[: paging.limit]
    ]
    if len(rows) <= paging.limit:
        return paging.page(shown)
    last = rows[paging.limit - 1]
    return paging.page(shown, last[0].isoformat(), last[1], last[2])


@router.get("/{person_id}")
async def get_person(person_id: Id, actor: Reader, people: People, clock: Now) -> PersonView:
    return PersonView.of(await people.load(person_id, actor.scope), actor, clock.today())


@router.post("/{person_id}/post")
async def post_posting(
    body: Post, actor: Writer, change: Changing, stations: Stations
) -> PersonView:
    """On a post at a station; the station's staff count follows."""
    await stations.load(body.station_id, actor.scope)
    posting = Posting(
        station_id=body.station_id,
        post=body.post,
        employment=body.employment,
        duty=body.duty,
        since=body.since or change.today,
    )
    return await change(actor, lambda person: domain.assign(person, posting, change.today))


@router.post("/{person_id}/unpost")
async def post_unposting(body: Unpost, actor: Writer, change: Changing) -> PersonView:
    today = change.today
    return await change(
        actor,
        lambda p: domain.unassign(p, body.station_id, body.on or today, body.reason, today),
    )


@router.post("/{person_id}/certificates")
async def post_certificate(
    body: Certify, actor: Writer, change: Changing, people: People, numbers: Numbers
) -> PersonView:
    """A certificate gained; a higher level ends the lower ones."""
    await people.load(change.id, actor.scope)
    mark = await numbers.claim(body.number, change.id) if body.number else ""
    certificate = Certificate(**body.model_dump(exclude={"number"}), mark=mark)
    return await change(
        actor, lambda person: domain.gain_certificate(person, certificate, change.today)
    )


@router.post("/{person_id}/certificates/renew")
async def post_renewal(body: Renew, actor: Writer, change: Changing) -> PersonView:
    return await change(
        actor,
        lambda p: domain.renew_certificate(p, body.level, body.valid_until, change.today),
    )


@router.post("/{person_id}/certificates/end")
async def post_certificate_end(body: EndCertificate, actor: Writer, change: Changing) -> PersonView:
    today = change.today
    return await change(
        actor,
        lambda p: domain.end_certificate(p, body.level, body.on or today, body.reason, today),
    )


@router.post("/{person_id}/talent")
async def post_talent(body: DescribeTalent, actor: Writer, change: Changing) -> PersonView:
    languages = tuple(sorted(set(body.languages)))
    return await change(
        actor,
        lambda p: domain.describe_talent(p, body.grade, body.skills, languages, change.today),
    )


@router.post("/{person_id}/certify-supervisor")
async def post_supervisor(actor: Writer, change: Changing) -> PersonView:
    return await change(actor, lambda p: domain.certify_supervisor(p, change.today))


@router.post("/{person_id}/withdraw-supervisor")
async def post_no_supervisor(actor: Writer, change: Changing) -> PersonView:
    return await change(actor, lambda p: domain.withdraw_supervisor(p, change.today))


@router.post("/{person_id}/leave")
async def post_leave(body: Leave, actor: Writer, change: Changing) -> PersonView:
    """Out of social work: posts, certificates and supervision end with it."""
    today = change.today
    return await change(actor, lambda p: domain.leave(p, body.on or today, body.reason, today))
