"""Exam campaigns and incentive schemes over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from contracts import codes
from contracts.registry.learning import Funnel
from servicekit.aggregate import Aggregates, Stored
from servicekit.boundaries import RegionAsked
from servicekit.commands import command
from servicekit.errors import Conflict, NotFound
from servicekit.fields import Body, Count, Fen, RegionCode, View, coded
from servicekit.idempotency import Attempt
from servicekit.mirror import Mirror
from servicekit.paging import Page, Paging
from servicekit.providing import Now, provided
from servicekit.scope import EVERYWHERE
from servicekit.security import Actor, require
from services.registry.exams import domain
from services.registry.exams.domain import ExamCounts, IncentiveScheme, exam_id, scheme_id
from services.registry.funding.bodies import DocumentNumber

router = APIRouter(prefix="/api/registry", tags=["exams 考试"])

Reader = Annotated[Actor, Depends(require("registry.exams.read"))]
Writer = Annotated[Actor, Depends(require("registry.exams.write"))]
Exams = Annotated[Aggregates[ExamCounts], Depends(provided(Aggregates[ExamCounts]))]
AllExams = Annotated[Mirror[ExamCounts], Depends(provided(Mirror[ExamCounts]))]
Schemes = Annotated[Aggregates[IncentiveScheme], Depends(provided(Aggregates[IncentiveScheme]))]

Level = Annotated[str, coded(codes.CERTIFICATE_LEVELS)]
Year = Annotated[int, Field(strict=True, ge=2000, le=2100)]


class Steps(Body):
    """Persons 人."""

    applied: Count = 0
    paid: Count = 0
    passed: Count = 0

    def funnel(self) -> Funnel:
        return Funnel(
            persons_applied=self.applied, persons_paid=self.paid, persons_passed=self.passed
        )


class Totals(Body):
    """What the area states as totals; checked against the sum of its levels, and not kept."""

    applied: Count | None = None
    paid: Count | None = None
    passed: Count | None = None


class CountExam(Body):
    region: RegionCode
    year: Year
    levels: dict[Level, Steps]
    total: Totals = Totals()


class SetScheme(Body):
    region: RegionCode
    amounts_fen: dict[Level, Fen]
    document: DocumentNumber | None = None


class ExamView(View):
    """Persons 人; the totals are the sums of the levels."""

    id: str
    version: int
    region: str
    year: int
    levels: dict[str, Steps]
    applied: int
    paid: int
    passed: int
    pass_rate: float | None

    @classmethod
    def of(cls, stored: Stored[ExamCounts]) -> ExamView:
        counts = stored.state
        applied, paid, passed = (counts.total(step) for step in ("applied", "paid", "passed"))
        return cls(
            id=stored.id,
            version=stored.version,
            region=counts.region,
            year=counts.year,
            levels={
                level: Steps(
                    applied=f.persons_applied, paid=f.persons_paid, passed=f.persons_passed
                )
                for level, f in counts.levels.items()
            },
            applied=applied,
            paid=paid,
            passed=passed,
            pass_rate=round(passed / paid, 4) if paid else None,
        )


class SchemeView(View):
    id: str
    version: int
    region: str
    amounts_fen: dict[str, int]
    document: str | None

    @classmethod
    def of(cls, stored: Stored[IncentiveScheme]) -> SchemeView:
        scheme = stored.state
        return cls(
            id=stored.id,
            version=stored.version,
            region=scheme.region,
            amounts_fen=scheme.amounts_fen,
            document=scheme.document or None,
        )


@router.post("/exams")
async def post_exam(
    body: CountExam,
    actor: Writer,
    exams: Exams,
    everywhere: AllExams,
    attempt: Attempt,
    clock: Now,
) -> ExamView:
    """An area's counts of a year, in place of the last ones."""
    actor.scope.require(body.region)
    known = (stored.state for stored in everywhere.within(EVERYWHERE))
    domain.refuse_counted_twice(body.region, body.year, known)
    today = clock.today()
    new = ExamCounts(region=body.region, year=body.year)
    levels = {level: steps.funnel() for level, steps in body.levels.items()}
    stated = body.total.model_dump(exclude_none=True)

    def decide(counts: ExamCounts) -> domain.Change:
        return domain.count_exam(counts, levels, stated, today)

    id_, by = exam_id(body.region, body.year), command(attempt, actor)
    try:
        return ExamView.of(await exams.change(id_, actor.scope, by, decide))
    except NotFound:
        pass
    try:
        return ExamView.of(await exams.create(id_, body.region, decide(new), by))
    except Conflict:
        return ExamView.of(await exams.change(id_, actor.scope, by, decide))


@router.get("/exams")
async def get_exams(
    actor: Reader,
    exams: AllExams,
    paging: Paging,
    region: RegionAsked = None,
    year: Annotated[int | None, Query(ge=2000, le=2100)] = None,
) -> Page[ExamView]:
    """Counts of the caller's area, in order of id."""
    after = str(paging.after[0]) if paging.after else ""
    found = sorted(
        (
            stored
            for stored in exams.within(actor.scope.narrowed(region))
            if stored.id > after and year in (None, stored.state.year)
        ),
        key=lambda stored: stored.id,
    )
    shown = [ExamView.of(stored) for stored in found[: paging.limit]]
    return paging.page(shown, shown[-1].id) if len(found) > paging.limit else paging.page(shown)


@router.post("/incentive-schemes", status_code=201)
async def post_scheme(
    body: SetScheme, actor: Writer, schemes: Schemes, attempt: Attempt, clock: Now
) -> SchemeView:
    """What passing earns in an area and below; setting it again replaces it."""
    actor.scope.require(body.region)
    scheme = IncentiveScheme(
        region=body.region, amounts_fen=body.amounts_fen, document=body.document or ""
    )
    id_, by, today = scheme_id(body.region), command(attempt, actor), clock.today()
    try:
        changed = await schemes.change(
            id_, actor.scope, by, lambda known: domain.change_scheme(known, scheme, today)
        )
        return SchemeView.of(changed)
    except NotFound:
        created = await schemes.create(id_, body.region, domain.set_scheme(scheme, today), by)
        return SchemeView.of(created)
