"""Pairings 牵手 over HTTP: agree, review, end, list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import AfterValidator, Field

from contracts import codes, indicators
from contracts.registry.pairings import Goal
from servicekit.aggregate import Aggregates, Stored
from servicekit.commands import change_or_create, command
from servicekit.errors import NotFound
from servicekit.fields import Body, Id, LocalDate, RegionCode, View, coded
from servicekit.idempotency import Attempt, IfMatch
from servicekit.listing import mirrored
from servicekit.mirror import Mirror
from servicekit.paging import Page, Paging
from servicekit.providing import Now, provided
from servicekit.scope import EVERYWHERE, Scope
from servicekit.security import Actor, require
from services.registry.pairings import domain
from services.registry.pairings.domain import Pairing, pairing_id

router = APIRouter(prefix="/api/registry/pairings", tags=["pairings 牵手计划"])

Reader = Annotated[Actor, Depends(require("registry.pairings.read"))]
Writer = Annotated[Actor, Depends(require("registry.pairings.write"))]
Pairings = Annotated[Aggregates[Pairing], Depends(provided(Aggregates[Pairing]))]
AllPairings = Annotated[Mirror[Pairing], Depends(provided(Mirror[Pairing]))]

IndicatorCode = Annotated[str, AfterValidator(lambda code: indicators.require(code).code)]


class GoalGiven(Body):
    """`value`: a whole number of the indicator's base unit (money in fen 分)."""

    indicator: IndicatorCode
    value: Annotated[int, Field(strict=True, ge=0, le=10**12)]

    def goal(self) -> Goal:
        unit = indicators.require(self.indicator).unit
        return Goal(indicator=self.indicator, value=self.value, unit=unit)


Goals = Annotated[list[GoalGiven], Field(min_length=1, max_length=20)]


class AgreePairing(Body):
    """`helper` helps `helped`: two areas of one level, both in the caller's area."""

    helper: RegionCode
    helped: RegionCode
    starts_on: LocalDate
    ends_on: LocalDate
    goals: Goals


class ReviewPairing(Body):
    """What was reached of each goal."""

    on: LocalDate | None = None
    reached: Goals


class EndPairing(Body):
    on: LocalDate | None = None
    reason: Annotated[str, coded(codes.PAIRING_ENDINGS)]


class GoalView(View):
    indicator: str
    unit: str
    target: int
    reached: int | None


class PairingView(View):
    """`goals` beside what the last review found; `met`: how many of them were reached."""

    id: str
    version: int
    helper: str
    helped: str
    starts_on: date | None
    ends_on: date | None
    ended_on: date | None
    ending: str | None
    goals: list[GoalView]
    met: int
    reviewed_on: date | None
    reviews: int

    @classmethod
    def of(cls, stored: Stored[Pairing]) -> PairingView:
        pairing = stored.state
        last = pairing.reviews[-1] if pairing.reviews else None
        reached = {goal.indicator: goal.value for goal in last.reached} if last else {}
        return cls(
            id=stored.id,
            version=stored.version,
            helper=pairing.helper,
            helped=pairing.region,
            starts_on=pairing.starts_on,
            ends_on=pairing.ends_on,
            ended_on=pairing.ended_on,
            ending=pairing.ending or None,
            goals=[
                GoalView(
                    indicator=goal.indicator,
                    unit=goal.unit,
                    target=goal.value,
                    reached=reached.get(goal.indicator),
                )
                for goal in pairing.goals
            ],
            met=pairing.met,
            reviewed_on=last.on if last else None,
            reviews=len(pairing.reviews),
        )


@router.post("", status_code=201)
async def post_pairing(
    body: AgreePairing, actor: Writer, pairings: Pairings, attempt: Attempt, clock: Now
) -> PairingView:
    """Agree on a pairing; only an office above both areas can."""
    actor.scope.require(body.helper)
    actor.scope.require(body.helped)
    goals = tuple(given.goal() for given in body.goals)

    def decide(pairing: Pairing) -> domain.Change:
        return domain.agree(pairing, body.starts_on, body.ends_on, goals, clock.today())

    return PairingView.of(
        await change_or_create(
            pairings,
            pairing_id(body.helper, body.helped),
            body.helped,
            Pairing(helper=body.helper, region=body.helped),
            command(attempt, actor),
            decide,
        )
    )


@router.get("")
async def get_pairings(
    actor: Reader,
    pairings: AllPairings,
    paging: Paging,
    clock: Now,
    region: Annotated[RegionCode | None, Query(description="任一方所在地区")] = None,
    ended: Annotated[bool, Query(description="也列出已结束的")] = False,
) -> Page[PairingView]:
    """Pairings in which either side lies in the caller's area, in order of id."""
    scope, today = actor.scope.narrowed(region), clock.today()

    def wanted(pairing: Pairing) -> bool:
        return _concerns(pairing, scope) and (ended or pairing.runs(today))

    return mirrored(pairings, EVERYWHERE, wanted, paging, PairingView.of)


@router.get("/{pairing_id}")
async def get_pairing(pairing_id: Id, actor: Reader, pairings: Pairings) -> PairingView:
    """For both sides."""
    stored = await pairings.load(pairing_id, EVERYWHERE)
    if not _concerns(stored.state, actor.scope):
        raise NotFound()
    return PairingView.of(stored)


class PairingChange:
    """What every change of a pairing needs: the side that is helped, or who is above it."""

    def __init__(
        self,
        pairing_id: Id,
        actor: Writer,
        pairings: Pairings,
        attempt: Attempt,
        version: IfMatch,
        clock: Now,
    ) -> None:
        self._id = pairing_id
        self._scope = actor.scope
        self._pairings = pairings
        self._command = command(attempt, actor, version)
        self.today = clock.today()

    async def __call__(self, decide: Callable[[Pairing], domain.Change]) -> PairingView:
        return PairingView.of(
            await self._pairings.change(self._id, self._scope, self._command, decide)
        )


Changing = Annotated[PairingChange, Depends()]


@router.post("/{pairing_id}/review")
async def post_review(body: ReviewPairing, change: Changing) -> PairingView:
    """What was reached of each goal by a day."""
    reached, on = tuple(given.goal() for given in body.reached), body.on or change.today
    return await change(lambda pairing: domain.review(pairing, on, reached, change.today))


@router.post("/{pairing_id}/end")
async def post_end(body: EndPairing, change: Changing) -> PairingView:
    on = body.on or change.today
    return await change(lambda pairing: domain.end(pairing, on, body.reason, change.today))


def _concerns(pairing: Pairing, scope: Scope) -> bool:
    return scope.allows(pairing.region) or scope.allows(pairing.helper)
