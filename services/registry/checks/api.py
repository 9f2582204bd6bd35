"""Checks of stations over HTTP: record one, read how a station stands."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import Field

from servicekit.commands import command
from servicekit.fields import Body, Count, Id, LocalDate
from servicekit.idempotency import Attempt
from servicekit.providing import Now, provided
from servicekit.security import Actor, require
from services.registry.checks import domain
from services.registry.checks.answering import require_amount, require_items
from services.registry.checks.domain import Answer
from services.registry.checks.gaps import Place, gaps, score
from services.registry.checks.places import Places
from services.registry.checks.records import CheckRecords
from services.registry.checks.views import CheckView, GapView, answers, checked, haves
from services.registry.standards.register import Standards
from services.registry.standards.rulebook import Rulebook

router = APIRouter(prefix="/api/registry/checks", tags=["checks 六有检查"])

Reader = Annotated[Actor, Depends(require("registry.checks.read"))]
Writer = Annotated[Actor, Depends(require("registry.checks.write"))]
Records = Annotated[CheckRecords, Depends(provided(CheckRecords))]
Known = Annotated[Places, Depends(provided(Places))]
Register = Annotated[Standards, Depends(provided(Standards))]

Evidence = Annotated[
    str, Field(pattern=r"^(sha256:[0-9a-f]{64}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$")
]
"""'sha256:' and the hash of a photo or document, or the id of what was recorded."""


class AnswerBody(Body):
    """`item`: a measure that a check answers, or the id of a local rule; `amount` in its unit, 1
    or 0 where the item is there or not."""

    item: Annotated[str, Field(max_length=40)]
    amount: Count
    evidence: Evidence | None = None


class RecordCheck(Body):
    """All answers are of the day `on`, today when left out. What is not answered stays known as
    before. `demonstration`: whether the station is a demonstration site 示范点."""

    station_id: Id
    on: LocalDate | None = None
    answers: Annotated[list[AnswerBody], Field(min_length=1, max_length=60)]
    demonstration: bool | None = None

    def given(self, today: date, place: Place, book: Rulebook) -> tuple[Answer, ...]:
        require_items([answer.item for answer in self.answers], place, book)
        for n, answer in enumerate(self.answers):
            require_amount(answer.item, answer.amount, f"/answers/{n}/amount")
        on = self.on or today
        return tuple(Answer(a.item, a.amount, on, a.evidence or "") for a in self.answers)


@router.post("", status_code=201)
async def post_check(
    body: RecordCheck,
    actor: Writer,
    records: Records,
    known: Known,
    register: Register,
    attempt: Attempt,
    clock: Now,
) -> CheckView:
    """Record what a check of the six haves found in a station."""
    place = known.require(body.station_id, actor.scope)
    today = clock.today()
    given = body.given(today, place, register.book(today))
    found = score(place.answered(given, body.demonstration), register.book(given[0].on))
    scored = found.met, found.applied
    await records.save(
        place,
        command(attempt, actor),
        lambda check: domain.record_check(check, given, body.demonstration, scored, today),
    )
    return _shown(known, body.station_id, actor, register.book(today))


@router.get("/{station_id}")
async def get_check(
    station_id: Id, actor: Reader, known: Known, register: Register, clock: Now
) -> CheckView:
    """How a station stands today: score, each have, every gap with its rule and document."""
    return _shown(known, station_id, actor, register.book(clock.today()))


def _shown(known: Places, station_id: str, actor: Actor, book: Rulebook) -> CheckView:
    place = known.require(station_id, actor.scope)
    stored = known.check(station_id)
    check = stored.state if stored else None
    found = score(place, book)
    return CheckView(
        station_id=place.id,
        name=place.name,
        region=place.region,
        kind=place.kind,
        version=stored.version if stored else 0,
        demonstration=place.demonstration,
        met=found.met,
        applied=found.applied,
        percent=found.percent,
        haves=haves(found),
        answers=answers(check),
        checks=checked(check),
        gaps=[GapView.of(verdict, book) for verdict in gaps([place], book)],
    )
