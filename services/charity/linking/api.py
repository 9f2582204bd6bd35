"""Linking over HTTP: gifts for a request, requests for a gift, and a plan for many at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from heapq import nsmallest
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from contracts import codes
from servicekit.aggregate import Aggregates, Stored
from servicekit.commands import command
from servicekit.fields import Body, Id, RegionCode, View, coded
from servicekit.idempotency import Attempt, derived_id
from servicekit.mirror import Mirror
from servicekit.providing import Now, provided
from servicekit.security import Actor, require
from services.charity.funds.holdings import measure
from services.charity.gifts import allocating
from services.charity.gifts.gift import Change, Gift, Receiver
from services.charity.gifts.moving import may_see, require_seen
from services.charity.gifts.pledging import Unit
from services.charity.gifts.restriction import Restriction
from services.charity.linking import planning
from services.charity.linking.fitting import RULES, Asked, Fit, fit, refused_by
from services.charity.linking.lacking import Lacking
from services.charity.requests.request import Request

router = APIRouter(prefix="/api/charity", tags=["linking 供需对接"])

Reader = Annotated[Actor, Depends(require("charity.linking.read"))]
Planner = Annotated[Actor, Depends(require("charity.linking.plan"))]
Gifts = Annotated[Aggregates[Gift], Depends(provided(Aggregates[Gift]))]
AllGifts = Annotated[Mirror[Gift], Depends(provided(Mirror[Gift]))]
Requests = Annotated[Aggregates[Request], Depends(provided(Aggregates[Request]))]
Lacks = Annotated[Lacking, Depends(provided(Lacking))]
Limit = Annotated[int, Query(ge=1, le=100)]


class FitView(View):
    """`score` is the sum of `parts` (purpose 300, near 300, covers 200, pressing 200)."""

    gift_id: str
    request_id: str
    score: int
    parts: dict[str, int]
    available: int
    kilometres: int | None


class RefusedView(View):
    """How many failed at this rule first."""

    rule: str
    reason: str
    reason_en: str
    count: int


class FitsView(View):
    items: list[FitView]
    refused: list[RefusedView]


class MakePlan(Body):
    """Of one measure: money, or an item with its unit. `apply`: allocate as planned."""

    region: RegionCode | None = None
    item: Annotated[str, coded(codes.GIFT_ITEMS)] | None = None
    unit: Unit | None = None
    apply: bool = False


class MoveView(View):
    gift_id: str
    request_id: str
    amount: int
    kilometres: int
    cost_fen: int


class PlanView(View):
    """Amounts in fen of money, or in items; costs of the ways in fen. `greedy_…`: request after
    request from the nearest; `bound_cost_fen`: nobody can bring as much for less."""

    moves: list[MoveView]
    lacking: int
    met: int
    cost_fen: int
    greedy_met: int
    greedy_cost_fen: int
    bound_cost_fen: int
    applied: bool


@router.get("/requests/{request_id}/gifts")
async def get_gifts(
    request_id: Id,
    actor: Reader,
    requests: Requests,
    gifts: AllGifts,
    lacking: Lacks,
    clock: Now,
    limit: Limit = 20,
) -> FitsView:
    """The gifts of the caller's area that can meet a request, the best first."""
    asked = lacking.of(await requests.load(request_id, actor.scope))
    pairs = ((g, asked) for g in gifts.within(actor.scope) if may_see(actor, g.state))
    return _fits(pairs, clock.today(), limit)


@router.get("/gifts/{gift_id}/requests")
async def get_requests(
    gift_id: Id, actor: Reader, gifts: Gifts, lacking: Lacks, clock: Now, limit: Limit = 20
) -> FitsView:
    """The open requests of the caller's area that a gift can meet, the best first."""
    stored = require_seen(actor, await gifts.load(gift_id, actor.scope))
    today = clock.today()
    return _fits(((stored, asked) for asked in lacking.open(actor.scope, today)), today, limit)


@router.post("/linking/plan")
async def post_plan(
    body: MakePlan,
    actor: Planner,
    gifts: AllGifts,
    store: Gifts,
    lacking: Lacks,
    attempt: Attempt,
    clock: Now,
) -> PlanView:
    """Surplus to shortage across the area: most met, at least cost of the ways. Applied, each move
    is an allocation; sent again, none is made twice."""
    today, scope = clock.today(), actor.scope.narrowed(body.region)
    wanted = f"{body.item}/{body.unit}" if body.item else "money"
    have = [g for g in gifts.within(scope) if measure(g.state) == wanted]
    asked = [one for one in lacking.open(scope, today) if one.request.measure == wanted]
    have.sort(key=lambda g: g.id)
    asked.sort(key=lambda one: one.id)
    made = planning.plan(have, asked, today)
    if body.apply:
        by_id = {one.id: one.request for one in asked}
        for move in made.moves:
            part = derived_id(attempt.id(actor.subject), move.gift_id, move.request_id)
            decide = _allocating(move, by_id[move.request_id], part, today)
            by = command(attempt, actor)
            await store.change(
                move.gift_id, scope, replace(by, key=f"{by.key} {move.request_id}"), decide
            )
    return _plan_view(made, body.apply)


def _allocating(
    move: planning.Move, request: Request, part: str, today: date
) -> Callable[[Gift], Change]:
    to = Receiver(
        region=request.region,
        station_id=request.station_id,
        need_id=move.request_id,
        payee_region=request.region,
    )
    purpose = Restriction(domain=request.domain, target_group=request.target_group)
    return lambda gift: allocating.allocate(gift, move.amount, part, to, purpose, today)


def _fits(pairs: Iterable[tuple[Stored[Gift], Asked]], today: date, limit: int) -> FitsView:
    found: list[Fit] = []
    refused: Counter[str] = Counter()
    for stored, asked in pairs:
        rule = refused_by(stored.state, asked, today)
        if rule is None:
            found.append(fit(stored, asked, today))
        else:
            refused[rule.code] += 1
    best = nsmallest(limit, found, key=lambda f: (-f.score, f.gift_id, f.request_id))
    told = {rule.code: rule for rule in RULES}
    return FitsView(
        items=[_fit_view(one) for one in best],
        refused=[
            RefusedView(rule=code, reason=told[code].zh, reason_en=told[code].en, count=count)
            for code, count in refused.items()
        ],
    )


def _fit_view(one: Fit) -> FitView:
    return FitView(
        gift_id=one.gift_id,
        request_id=one.request_id,
        score=one.score,
        parts=one.parts,
        available=one.available,
        kilometres=one.kilometres,
    )


def _plan_view(made: planning.Plan, applied: bool) -> PlanView:
    return PlanView(
        moves=[
            MoveView(
                gift_id=m.gift_id,
                request_id=m.request_id,
                amount=m.amount,
                kilometres=m.kilometres,
                cost_fen=m.cost_fen,
            )
            for m in made.moves
        ],
        lacking=made.lacking,
        met=made.met,
        cost_fen=made.cost_fen,
        greedy_met=made.greedy_met,
        greedy_cost_fen=made.greedy_cost_fen,
        bound_cost_fen=made.bound_cost_fen,
        applied=applied,
    )
