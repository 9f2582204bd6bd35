"""Candidates for a need over HTTP: each with the parts of its score, and why others are not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from servicekit.aggregate import Aggregates
from servicekit.fields import Id, View
from servicekit.paging import parse_limit
from servicekit.providing import Now, provided
from servicekit.security import Actor, require
from services.volunteers.matching.finding import Found, Refused, find
from services.volunteers.matching.index import Matching
from services.volunteers.matching.knowing import asked_by, profile_of
from services.volunteers.matching.points import points
from services.volunteers.matching.profile import Asked, Profile
from services.volunteers.matching.rules import Person, failed
from services.volunteers.matching.weights import Weights
from services.volunteers.needs.domain import Need
from services.volunteers.people.domain import Volunteer

router = APIRouter(prefix="/api/volunteers/needs", tags=["needs 需求"])

Matcher = Annotated[Actor, Depends(require("volunteers.needs.write"))]
Needs = Annotated[Aggregates[Need], Depends(provided(Aggregates[Need]))]
People = Annotated[Aggregates[Volunteer], Depends(provided(Aggregates[Volunteer]))]
Index = Annotated[Matching, Depends(provided(Matching))]

Known = dict[str, Profile]


class Parts(View):
    """Points; they add up to the score. What each means: services/volunteers/matching/weights."""

    distance: int
    skill: int
    language: int
    availability: int
    load: int
    record: int
    newcomer: int


class CandidateView(View):
    volunteer_id: str
    region: str
    score: int
    parts: Parts

    @classmethod
    def of(cls, id_: str, person: Profile, asked: Asked, weights: Weights) -> CandidateView:
        each = points(asked, person, weights)
        parts = Parts(**{name: getattr(each, name) for name in Parts.model_fields})
        return cls(volunteer_id=id_, region=person.region, score=each.score, parts=parts)


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
    def of(cls, found: Found, asked: Asked, known: Known, weights: Weights) -> Candidates:
        best = [(id_, known[id_]) for id_, _ in found.best if id_ in known]
        return cls(
            items=[CandidateView.of(id_, person, asked, weights) for id_, person in best],
            considered=found.considered,
            eligible=found.eligible,
            refused=[RefusedView.of(refused) for refused in found.refused],
            examples=_examples(found.examples, asked, known),
        )


@router.get("/{need_id}/candidates")
async def get_candidates(
    need_id: Id,
    actor: Matcher,
    needs: Needs,
    people: People,
    index: Index,
    clock: Now,
    limit: Annotated[str, Query(description="1..100")] = "20",
) -> Candidates:
    """The best volunteers of the caller's area for a need, and what stood in the others' way."""
    asked = asked_by((await needs.load(need_id, actor.scope)).state)
    found = find(index.roll, asked, parse_limit(limit), actor.scope)
    shown = [*(id_ for id_, _ in found.best), *found.examples]
    known = {s.id: profile_of(s.state, clock.now()) for s in await people.load_many(shown)}
    return Candidates.of(found, asked, known, index.roll.weights)


def _examples(ids: Sequence[str], asked: Asked, known: Known) -> list[Example]:
    """Some of the refused, each with the first rule they fail."""
    failures = {id_: failed(asked, Person(id_, known[id_])) for id_ in ids if id_ in known}
    return [Example(volunteer_id=id_, rule=f[0].code) for id_, f in failures.items() if f]
