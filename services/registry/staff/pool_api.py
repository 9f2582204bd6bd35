"""The pool over HTTP: demand met by talent, turnover, certified rate, incentives."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from contracts import codes, regions
from servicekit.aggregate import Aggregates
from servicekit.boundaries import RegionAsked
from servicekit.errors import InvalidInput
from servicekit.fields import Body, Id, RegionCode, View
from servicekit.mirror import Mirror
from servicekit.paging import Page, Paging
from servicekit.providing import Now, provided
from servicekit.security import Actor, require
from services.registry.exams.domain import IncentiveScheme, scheme_id
from services.registry.staff import domain
from services.registry.staff.api import Changing, Everybody, Level, Reader
from services.registry.staff.domain import Person
from services.registry.staff.refusals import NoScheme
from services.registry.staff.talent import Demand, Fit, fits, ranked
from services.registry.staff.views import PersonView

router = APIRouter(prefix="/api/registry", tags=["staff 人员"])

Payer = Annotated[Actor, Depends(require("registry.incentives.pay"))]
Schemes = Annotated[Mirror[IncentiveScheme], Depends(provided(Mirror[IncentiveScheme]))]
People = Annotated[Aggregates[Person], Depends(provided(Aggregates[Person]))]


class FitView(View):
    """`nearness` 3 own region … 0 elsewhere; `free`: on no post; `surplus` levels to spare."""

    person_id: str
    nearness: int
    free: bool
    surplus: int

    @classmethod
    def of(cls, fit: Fit) -> FitView:
        return cls(person_id=fit.id, nearness=fit.nearness, free=fit.free, surplus=fit.surplus)


class Pool(View):
    """Persons 人. A rate is computed from its parts: `certified_rate` = certified ÷ on_posts."""

    region: str
    people: int
    on_posts: int
    certified_on_posts: int
    certified_rate: float | None
    supervisors: int
    workers_per_supervisor: float | None
    joined: int
    left: int
    turnover_rate: float | None


class PayIncentive(Body):
    level: Level
    year: int


@router.get("/talent")
async def get_talent(
    actor: Reader,
    everybody: Everybody,
    paging: Paging,
    region: Annotated[RegionCode | None, Query()] = None,
    skill: Annotated[list[str], Query(description="技能，可带等级，如 counselling:2")] = [],  # noqa: B006
    language: Annotated[list[str], Query()] = [],  # noqa: B006
    grade: Annotated[str | None, Query()] = None,
) -> Page[FitView]:
    """Who of the caller's area has every skill and language asked for, the best first."""
    demand = Demand(
        region=region or actor.region,
        skills=dict(map(_skill, skill)),
        languages=frozenset(codes.LANGUAGES.require(c, "/language").code for c in language),
        grade=codes.TALENT_GRADES.require(grade, "/grade").code if grade else "",
    )
    people = everybody.within(actor.scope)
    best = ranked(fit for s in people if (fit := fits(demand, s.id, s.state)))
    start = int(paging.after[0] or 0) if paging.after else 0
    shown = [FitView.of(fit) for fit in best[start : start + paging.limit]]
    end = start + len(shown)
    return paging.page(shown, end) if end < len(best) else paging.page(shown)


@router.get("/staff-pool")
async def get_pool(
    actor: Reader,
    everybody: Everybody,
    clock: Now,
    region: RegionAsked = None,
    since: Annotated[date | None, Query()] = None,
) -> Pool:
    """Who works in an area, who came and who left since a day (default: a year ago)."""
    today = clock.today()
    first = since or date(today.year - 1, today.month, min(today.day, 28))
    scope = actor.scope.narrowed(region)
    people = [stored.state for stored in everybody.within(scope)]
    here = [p for p in people if p.left_on is None]
    posted = [p for p in here if p.posts]
    certified = [p for p in posted if p.levels(today)]
    supervisors = sum(p.supervisor_since is not None for p in here)
    left = sum(p.left_on is not None and p.left_on >= first for p in people)
    return Pool(
        region=region or actor.region,
        people=len(here),
        on_posts=len(posted),
        certified_on_posts=len(certified),
        certified_rate=_share(len(certified), len(posted)),
        supervisors=supervisors,
        workers_per_supervisor=_share(len(here), supervisors),
        joined=sum(p.entered_on >= first for p in people),
        left=left,
        turnover_rate=_share(left, len(here) + left),
    )


@router.post("/staff/{person_id}/pay-incentive")
async def post_incentive(
    person_id: Id,
    body: PayIncentive,
    actor: Payer,
    people: People,
    schemes: Schemes,
    change: Changing,
) -> PersonView:
    """By the scheme nearest above the person's region; once for a person and a level."""
    person = (await people.load(person_id, actor.scope)).state
    amount = _amount(schemes, person.region, body.level)
    return await change(
        actor,
        lambda p: domain.pay_incentive(p, body.level, body.year, amount, change.today),
    )


def _amount(schemes: Mirror[IncentiveScheme], region: str, level: str) -> int:
    for code in (region, *(above.code for above in regions.ancestors(region))):
        scheme = schemes.get(scheme_id(code))
        if scheme is not None and level in scheme.state.amounts_fen:
            return scheme.state.amounts_fen[level]
    raise NoScheme(pointer="/level")


def _skill(text: str) -> tuple[str, int]:
    code, _, level = text.partition(":")
    if level not in ("", "1", "2", "3"):
        raise InvalidInput.at(
            "/skill", "skill_level", "技能等级为 1 至 3。", "A skill's level is 1 to 3."
        )
    return codes.SKILLS.require(code, "/skill").code, int(level or 1)


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
