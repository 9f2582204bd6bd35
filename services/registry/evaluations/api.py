"""Evaluations over HTTP: scores by two sides, a conclusion, and next year's proposal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from contracts import codes
from servicekit.aggregate import Aggregates, Stored
from servicekit.boundaries import RegionAsked
from servicekit.commands import command
from servicekit.errors import Conflict, NotFound
from servicekit.fields import Body, Id, View, coded
from servicekit.idempotency import Attempt
from servicekit.mirror import Mirror
from servicekit.paging import Page, Paging
from servicekit.providing import Now, provided
from servicekit.security import Actor, require
from services.registry.evaluations import domain
from services.registry.evaluations.domain import Evaluation, evaluation_id
from services.registry.organisations.domain import Organisation
from services.registry.purchasing.domain import Contract

router = APIRouter(prefix="/api/registry", tags=["evaluations 评估"])

Reader = Annotated[Actor, Depends(require("registry.evaluations.read"))]
Writer = Annotated[Actor, Depends(require("registry.evaluations.write"))]
Evaluations = Annotated[Aggregates[Evaluation], Depends(provided(Aggregates[Evaluation]))]
Contracts = Annotated[Aggregates[Contract], Depends(provided(Aggregates[Contract]))]
AllContracts = Annotated[Mirror[Contract], Depends(provided(Mirror[Contract]))]
AllEvaluations = Annotated[Mirror[Evaluation], Depends(provided(Mirror[Evaluation]))]
AllOrganisations = Annotated[Mirror[Organisation], Depends(provided(Mirror[Organisation]))]

Year = Annotated[int, Field(ge=2000, le=2100)]
Score = Annotated[int, Field(strict=True, ge=0, le=100)]
Aspect = Annotated[str, coded(codes.EVALUATION_ASPECTS)]


class GiveScores(Body):
    by: Annotated[str, coded(codes.EVALUATORS)]
    scores: dict[Aspect, Score]


class EvaluationView(View):
    """`weights` in per cent by aspect, of the version the evaluation was begun with."""

    id: str
    version: int
    contract_id: str
    contractor_id: str
    region: str
    year: int
    weights: dict[str, int]
    scores: dict[str, dict[str, int]]
    score: int | None
    grade: str | None

    @classmethod
    def of(cls, stored: Stored[Evaluation]) -> EvaluationView:
        known = stored.state
        return cls(
            id=stored.id,
            version=stored.version,
            contract_id=known.contract_id,
            contractor_id=known.contractor_id,
            region=known.region,
            year=known.year,
            weights=dict(domain.WEIGHTS[known.weights]),
            scores=known.scores,
            score=known.score,
            grade=known.grade or None,
        )


class Proposed(View):
    """`proposed_fen` = this year's share of the contract × the grade's factor in per cent; none
    for a blacklisted contractor. People decide; nothing follows by itself."""

    contract_id: str
    contractor_id: str
    region: str
    score: int
    grade: str
    yearly_fen: int
    factor_percent: int
    blacklisted: bool
    proposed_fen: int


@router.post("/contracts/{contract_id}/evaluations/{year}/scores")
async def post_scores(
    contract_id: Id,
    year: Year,
    body: GiveScores,
    actor: Writer,
    contracts: Contracts,
    evaluations: Evaluations,
    attempt: Attempt,
    clock: Now,
) -> EvaluationView:
    """A whole set of scores of one side; the first begins the evaluation of that year."""
    contract = (await contracts.load(contract_id, actor.scope)).state
    new = Evaluation(
        contract_id=contract_id,
        contractor_id=contract.contractor_id,
        region=contract.region,
        year=year,
    )
    today = clock.today()

    def decide(known: Evaluation) -> domain.Change:
        return domain.give_scores(known, body.by, body.scores, today)

    id_, by = evaluation_id(contract_id, year), command(attempt, actor)
    try:
        stored = await evaluations.change(id_, actor.scope, by, decide)
    except NotFound:
        stored = await _first(evaluations, id_, new, decide, actor, attempt)
    return EvaluationView.of(stored)


@router.post("/contracts/{contract_id}/evaluations/{year}/conclude")
async def post_conclusion(
    contract_id: Id,
    year: Year,
    actor: Writer,
    evaluations: Evaluations,
    attempt: Attempt,
    clock: Now,
) -> EvaluationView:
    """The third party's scores, weighed, become the grade."""
    id_, today = evaluation_id(contract_id, year), clock.today()
    stored = await evaluations.change(
        id_, actor.scope, command(attempt, actor), lambda known: domain.conclude(known, today)
    )
    return EvaluationView.of(stored)


@router.get("/evaluations")
async def get_evaluations(
    actor: Reader,
    known: AllEvaluations,
    paging: Paging,
    region: RegionAsked = None,
    year: Annotated[int | None, Query(ge=2000, le=2100)] = None,
    grade: Annotated[str | None, Query()] = None,
) -> Page[EvaluationView]:
    """Evaluations of the caller's area, in order of id."""
    after = str(paging.after[0]) if paging.after else ""
    found = sorted(
        (
            s
            for s in known.within(actor.scope.narrowed(region))
            if s.id > after and year in (None, s.state.year) and grade in (None, s.state.grade)
        ),
        key=lambda stored: stored.id,
    )
    shown = [EvaluationView.of(stored) for stored in found[: paging.limit]]
    return paging.page(shown, shown[-1].id) if len(found) > paging.limit else paging.page(shown)


@router.get("/evaluations/proposal")
async def get_proposal(
    actor: Reader,
    known: AllEvaluations,
    contracts: AllContracts,
    organisations: AllOrganisations,
    paging: Paging,
    clock: Now,
    year: Annotated[int, Query(ge=2000, le=2100)],
    region: RegionAsked = None,
) -> Page[Proposed]:
    """What the evaluations of a year propose for the next, with the parts of each sum."""
    after = str(paging.after[0]) if paging.after else ""
    graded = sorted(
        (
            stored.state
            for stored in known.within(actor.scope.narrowed(region))
            if stored.state.year == year and stored.state.grade
        ),
        key=lambda evaluation: evaluation.contract_id,
    )
    rows = [
        _proposed(evaluation, contract.state, organisations, clock.today())
        for evaluation in graded
        if evaluation.contract_id > after and (contract := contracts.get(evaluation.contract_id))
    ]
    shown = rows[: paging.limit]
    more = len(rows) > paging.limit
    return paging.page(shown, shown[-1].contract_id) if more else paging.page(shown)


async def _first(
    evaluations: Evaluations,
    id_: str,
    new: Evaluation,
    decide: Callable[[Evaluation], domain.Change],
    actor: Actor,
    attempt: Attempt,
) -> Stored[Evaluation]:
    """Begin the year's evaluation; when another request just did, change that one."""
    by = command(attempt, actor)
    try:
        return await evaluations.create(id_, new.region, decide(new), by)
    except Conflict:
        return await evaluations.change(id_, actor.scope, by, decide)


def _proposed(
    evaluation: Evaluation, contract: Contract, known: Mirror[Organisation], today: date
) -> Proposed:
    contractor = known.get(contract.contractor_id)
    listed = contractor is not None and contractor.state.blacklisted(today)
    yearly = yearly_fen(contract)
    factor = 0 if listed else domain.FACTORS[evaluation.grade]
    return Proposed(
        contract_id=evaluation.contract_id,
        contractor_id=contract.contractor_id,
        region=evaluation.region,
        score=evaluation.score or 0,
        grade=evaluation.grade,
        yearly_fen=yearly,
        factor_percent=factor,
        blacklisted=listed,
        proposed_fen=yearly * factor // 100,
    )


def yearly_fen(contract: Contract) -> int:
    """The contract's sum for a year of 365 days, rounded down to whole fen."""
    days = (contract.ends_on - contract.starts_on).days + 1
    return contract.amount_fen * 365 // days if days > 365 else contract.amount_fen
