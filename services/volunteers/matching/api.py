"""Candidates for a need over HTTP: each with the parts of its score, and why others are not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from servicekit.aggregate import Aggregates
from servicekit.fields import Id, View
from servicekit.paging import parse_limit
from servicekit.providing import provided
from servicekit.scope import Scope
from servicekit.security import Actor, require
from services.volunteers.matching.ranking import Candidate, Ranking, Refused
from services.volunteers.matching.rules import Person, Question
from services.volunteers.needs.domain import Need
from services.volunteers.people.domain import Volunteer

router = APIRouter(prefix="/api/volunteers/needs", tags=["needs 需求"])

Matcher = Annotated[Actor, Depends(require("volunteers.needs.write"))]
Needs = Annotated[Aggregates[Need], Depends(provided(Aggregates[Need]))]
People = Annotated[Aggregates[Volunteer], Depends(provided(Aggregates[Volunteer]))]

READ_AT_ONCE = 1000


class Parts(View):
    """Points: place 0–60, load 0–30, fit 0–10."""

    place: int
    load: int
    fit: int


class CandidateView(View):
    volunteer_id: str
    region: str
    score: int
    parts: Parts

    @classmethod
    def of(cls, candidate: Candidate) -> CandidateView:
        points = candidate.score
        return cls(
            volunteer_id=candidate.id,
            region=candidate.region,
            score=points.total,
            parts=Parts(place=points.place, load=points.load, fit=points.fit),
        )


class RefusedView(View):
    """`count` failed this rule first; `only`, of all, would pass if this one rule were relaxed."""

    rule: str
    name_zh: str
    name_en: str
    count: int
    only: int

    @classmethod
    def of(cls, refused: Refused) -> RefusedView:
        rule = refused.rule
        return cls(
            rule=rule.code,
            name_zh=rule.zh,
            name_en=rule.en,
            count=refused.first,
            only=refused.only,
        )


class Example(View):
    volunteer_id: str
    rule: str


class Candidates(View):
    """The best first; `considered` volunteers of the caller's area, `eligible` of them fit."""

    items: list[CandidateView]
    next: None = None
    considered: int
    eligible: int
    refused: list[RefusedView]
    examples: list[Example]

    @classmethod
    def of(cls, ranking: Ranking) -> Candidates:
        return cls(
            items=[CandidateView.of(candidate) for candidate in ranking.candidates()],
            considered=ranking.considered,
            eligible=ranking.eligible,
            refused=[RefusedView.of(refused) for refused in ranking.refused()],
            examples=[Example(volunteer_id=id_, rule=rule.code) for id_, rule in ranking.examples],
        )


@router.get("/{need_id}/candidates")
async def get_candidates(
    need_id: Id,
    actor: Matcher,
    needs: Needs,
    people: People,
    limit: Annotated[str, Query(description="1..100")] = "20",
) -> Candidates:
    """The best volunteers of the caller's area for a need, and what stood in the others' way."""
    need = (await needs.load(need_id, actor.scope)).state
    ranking = Ranking(Question(need_id, need), parse_limit(limit))
    async for person in _everybody(people, actor.scope):
        ranking.consider(person)
    return Candidates.of(ranking)


async def _everybody(people: Aggregates[Volunteer], scope: Scope) -> AsyncIterator[Person]:
    after = ""
    while found := await people.find(scope, {}, after=after, limit=READ_AT_ONCE):
        for stored in found:
            yield Person(stored.id, stored.state)
        after = found[-1].id
