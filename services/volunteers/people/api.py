"""Volunteers over HTTP: register, read. No name, number or telephone is taken."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import Field, model_validator

from contracts import codes
from contracts.problems import ContractError
from servicekit.aggregate import Aggregates, Stored
from servicekit.boundaries import RegionAsked
from servicekit.commands import command
from servicekit.fields import Body, Id, LocalDate, RegionCode, View, coded
from servicekit.idempotency import Attempt, IfMatch
from servicekit.listing import listed
from servicekit.paging import Page, Paging
from servicekit.providing import Now, provided
from servicekit.security import Actor, require
from services.volunteers.people import domain
from services.volunteers.people.domain import Days, Volunteer
from services.volunteers.people.number import number_of
from services.volunteers.times import DAY_MINUTES, PARTS_OF_DAY, Slot, merged

router = APIRouter(prefix="/api/volunteers/people", tags=["volunteers 志愿者"])

Reader = Annotated[Actor, Depends(require("volunteers.people.read"))]
Writer = Annotated[Actor, Depends(require("volunteers.people.write"))]
People = Annotated[Aggregates[Volunteer], Depends(provided(Aggregates[Volunteer]))]

Skill = Annotated[str, coded(codes.SKILLS)]
Language = Annotated[str, coded(codes.LANGUAGES)]
Codes = Field(default=(), max_length=50)
TimeOfDay = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$")]


class SlotInvalid(ContractError):
    code = "slot_invalid"

    def __init__(self) -> None:
        super().__init__(
            "空闲时段应写明 part（上午、下午、晚上），或同时写明 from 与 to 且 to 晚于 from。",
            "Give a slot either part, or both from and to, with to after from.",
        )


class LevelWithoutSkill(ContractError):
    code = "level_without_skill"

    def __init__(self) -> None:
        super().__init__(
            "levels 只能写 skills 中列出的技能。",
            "levels may only name skills that are listed in skills.",
            "/levels",
        )


class WeeklySlot(Body):
    """Free every week: `weekday` 1 (Monday) to 7, and a part of the day or local times."""

    weekday: Annotated[int, Field(strict=True, ge=1, le=7)]
    part: Literal["morning", "afternoon", "evening"] | None = None
    from_: Annotated[TimeOfDay | None, Field(alias="from")] = None
    to: TimeOfDay | None = None

    @model_validator(mode="after")
    def _one_way_of_saying_it(self) -> WeeklySlot:
        if (self.part is None) == (self.from_ is None) or (self.from_ is None) != (self.to is None):
            raise SlotInvalid()
        if self.slot().start >= self.slot().end:
            raise SlotInvalid()
        return self

    def slot(self) -> Slot:
        if self.part is not None:
            return Slot(self.weekday, *PARTS_OF_DAY[self.part])
        return Slot(self.weekday, _minutes(self.from_ or ""), _minutes(self.to or ""))


class Away(Body):
    """Local days on which they are not there, both included."""

    first: LocalDate
    last: LocalDate

    @model_validator(mode="after")
    def _in_order(self) -> Away:
        if self.last < self.first:
            raise SlotInvalid()
        return self


class ToldProfile(Body):
    """`levels` of skills: 1 can help, 2 practised, 3 qualified (also where none is told);
    `reach_km` how far they travel, left out for anywhere; `away` exceptions to the weekly
    availability; `screened_until` the last day they may work with minors, left out when they are
    not screened."""

    skills: Annotated[tuple[Skill, ...], Codes]
    languages: Annotated[tuple[Language, ...], Codes]
    availability: Annotated[tuple[WeeklySlot, ...], Codes]
    levels: Annotated[dict[Skill, Literal[1, 2, 3]], Field(default_factory=dict)]
    reach_km: Annotated[int | None, Field(strict=True, ge=0, le=10_000)] = None
    away: Annotated[tuple[Away, ...], Codes]
    screened_until: LocalDate | None = None

    @model_validator(mode="after")
    def _levels_of_skills(self) -> ToldProfile:
        if set(self.levels) - set(self.skills):
            raise LevelWithoutSkill()
        return self

    def told(self, region: str) -> Volunteer:
        return Volunteer(
            region=region,
            skills=tuple(sorted(set(self.skills))),
            levels=dict(sorted(self.levels.items())),
            languages=tuple(sorted(set(self.languages))),
            slots=merged(slot.slot() for slot in self.availability),
            reach_km=self.reach_km,
            away=tuple(Days(first=days.first, last=days.last) for days in self.away),
            screened_until=self.screened_until,
        )


class RegisterVolunteer(ToldProfile):
    """`region` is where they live."""

    region: RegionCode


class ChangeStatus(Body):
    status: Annotated[str, coded(codes.VOLUNTEER_STATES)]


class SlotView(View):
    """Local times; 24:00 is the end of the day."""

    weekday: int
    from_: Annotated[str, Field(serialization_alias="from")]
    to: str

    @classmethod
    def of(cls, slot: Slot) -> SlotView:
        return cls(weekday=slot.weekday, from_=_clock_time(slot.start), to=_clock_time(slot.end))


class VolunteerView(View):
    """`number`: their own, for people to write and read; never that of an identity card."""

    id: str
    number: str
    version: int
    region: str
    status: str
    skills: tuple[str, ...]
    levels: dict[str, int]
    reach_km: int | None
    away: list[dict[str, date]]
    languages: tuple[str, ...]
    availability: list[SlotView]
    screened_until: date | None
    bookings: int

    @classmethod
    def of(cls, stored: Stored[Volunteer]) -> VolunteerView:
        volunteer = stored.state
        return cls(
            id=stored.id,
            number=number_of(stored.id),
            version=stored.version,
            region=volunteer.region,
            status=volunteer.status,
            skills=volunteer.skills,
            levels=dict(volunteer.levels),
            reach_km=volunteer.reach_km,
            away=[{"first": days.first, "last": days.last} for days in volunteer.away],
            languages=volunteer.languages,
            availability=[SlotView.of(slot) for slot in volunteer.slots],
            screened_until=volunteer.screened_until,
            bookings=len(volunteer.bookings),
        )


@router.post("", status_code=201)
async def post_volunteer(
    body: RegisterVolunteer, actor: Writer, people: People, attempt: Attempt, clock: Now
) -> VolunteerView:
    """Register a volunteer under an id of our own; nothing that names the person is kept."""
    actor.scope.require(body.region)
    decision = domain.register_volunteer(body.told(body.region), clock.today())
    return VolunteerView.of(
        await people.create(
            attempt.id(actor.subject), body.region, decision, command(attempt, actor)
        )
    )


@router.get("")
async def get_volunteers(
    actor: Reader,
    people: People,
    paging: Paging,
    region: RegionAsked = None,
    skill: Annotated[Skill | None, Query()] = None,
    language: Annotated[Language | None, Query()] = None,
) -> Page[VolunteerView]:
    """Volunteers of the caller's area, in order of id; by region, skill and language."""
    wanted = {"state.skills": skill, "state.languages": language}
    return await listed(people, actor.scope.narrowed(region), wanted, paging, VolunteerView.of)


@router.get("/{volunteer_id}")
async def get_volunteer(volunteer_id: Id, actor: Reader, people: People) -> VolunteerView:
    return VolunteerView.of(await people.load(volunteer_id, actor.scope))


@router.post("/{volunteer_id}/profile")
async def post_profile(
    volunteer_id: Id,
    body: ToldProfile,
    actor: Writer,
    people: People,
    attempt: Attempt,
    version: IfMatch,
    clock: Now,
) -> VolunteerView:
    """The whole profile as it is now; bookings stay."""
    today = clock.today()
    return VolunteerView.of(
        await people.change(
            volunteer_id,
            actor.scope,
            command(attempt, actor, version),
            lambda v: domain.change_profile(v, body.told(v.region), today),
        )
    )


@router.post("/{volunteer_id}/status")
async def post_status(
    volunteer_id: Id,
    body: ChangeStatus,
    actor: Writer,
    people: People,
    attempt: Attempt,
    version: IfMatch,
    clock: Now,
) -> VolunteerView:
    """Paused, left and barred volunteers are no candidates."""
    now = clock.now()
    return VolunteerView.of(
        await people.change(
            volunteer_id,
            actor.scope,
            command(attempt, actor, version),
            lambda v: domain.change_status(v, body.status, now),
        )
    )


def _minutes(time_of_day: str) -> int:
    hours, _, minutes = time_of_day.partition(":")
    return int(hours) * 60 + int(minutes)


def _clock_time(minutes: int) -> str:
    assert 0 <= minutes <= DAY_MINUTES
    return f"{minutes // 60:02}:{minutes % 60:02}"
