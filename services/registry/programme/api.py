"""The three-year programme over HTTP: the stage that is set, beside what was really reached."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from contracts import codes
from contracts.regions import Area, Region
from contracts.registry.programme import Spell
from servicekit.aggregate import Aggregates, Stored
from servicekit.boundaries import RegionAsked
from servicekit.commands import change_or_create, command
from servicekit.fields import Body, LocalDate, RegionCode, View, coded
from servicekit.idempotency import Attempt
from servicekit.mirror import Mirror
from servicekit.providing import Now, provided
from servicekit.scope import EVERYWHERE
from servicekit.security import Actor, require
from services.registry.coverage.api import AllStations
from services.registry.coverage.domain import Coverage, coverage_of
from services.registry.funding.bodies import DocumentNumber
from services.registry.programme.domain import (
    AIMS,
    Change,
    Programme,
    programme_id,
    set_stage,
    stage_of,
)
from services.registry.stations.ladder import Stage

router = APIRouter(prefix="/api/registry/programme", tags=["programme 三年行动"])

Reader = Annotated[Actor, Depends(require("registry.programme.read"))]
Writer = Annotated[Actor, Depends(require("registry.programme.write"))]
Programmes = Annotated[Aggregates[Programme], Depends(provided(Aggregates[Programme]))]
AllProgrammes = Annotated[Mirror[Programme], Depends(provided(Mirror[Programme]))]


class SetStage(Body):
    """`starts_on` to `ends_on`, both included; setting a stage again corrects its days."""

    region: RegionCode
    stage: Annotated[str, coded(codes.PROGRAMME_STAGES)]
    starts_on: LocalDate
    ends_on: LocalDate
    document_number: DocumentNumber | None = None

    def spell(self) -> Spell:
        return Spell(stage=self.stage, starts_on=self.starts_on, ends_on=self.ends_on)


class SpellView(View):
    stage: str
    starts_on: date
    ends_on: date

    @classmethod
    def of(cls, spell: Spell) -> SpellView:
        return cls(stage=spell.stage, starts_on=spell.starts_on, ends_on=spell.ends_on)


class ProgrammeView(View):
    version: int
    region: str
    stages: list[SpellView]

    @classmethod
    def of(cls, stored: Stored[Programme]) -> ProgrammeView:
        return cls(
            version=stored.version,
            region=stored.region,
            stages=[SpellView.of(spell) for spell in stored.state.spells],
        )


class Standing(View):
    """An area: the stage it is in (`set_by`: the area it was set for), the rung every place
    should come to in it, how many of the places due have, and whether it is past its day without
    all of them (`late`)."""

    region: str
    name: str
    stage: SpellView | None
    set_by: str | None
    aim: Stage | None
    due: int
    reached: int | None
    percent: float | None
    covered: int
    operating: int
    professional: int
    late: bool

    @classmethod
    def of(
        cls, region: Region, found: Coverage, set_: tuple[Spell, str] | None, on: date
    ) -> Standing:
        spell = set_[0] if set_ else None
        aim = AIMS[spell.stage] if spell else None
        reached = found.reached[aim] if aim else None
        return cls(
            region=region.code,
            name=region.name,
            stage=SpellView.of(spell) if spell else None,
            set_by=set_[1] if set_ else None,
            aim=aim,
            due=found.due,
            reached=reached,
            percent=found.percent(aim) if aim else None,
            covered=found.covered,
            operating=found.reached[Stage.OPERATING],
            professional=found.reached[Stage.PROFESSIONAL],
            late=bool(spell and reached is not None and reached < found.due and spell.ends_on < on),
        )


class ProgrammeOf(View):
    on: date
    whole: Standing
    parts: list[Standing]


@router.post("", status_code=201)
async def post_stage(
    body: SetStage, actor: Writer, programmes: Programmes, attempt: Attempt, clock: Now
) -> ProgrammeView:
    """Set the stage an area is in, with its days."""
    actor.scope.require(body.region)
    today, by = clock.today(), command(attempt, actor)

    def decide(programme: Programme) -> Change:
        return set_stage(programme, body.spell(), body.document_number or "", today)

    id_, new = programme_id(body.region), Programme(region=body.region)
    return ProgrammeView.of(await change_or_create(programmes, id_, body.region, new, by, decide))


@router.get("")
async def get_programme(
    actor: Reader,
    programmes: AllProgrammes,
    stations: AllStations,
    clock: Now,
    region: RegionAsked = None,
    on: Annotated[LocalDate | None, Query(description="截至哪一天；不填为今天")] = None,
) -> ProgrammeOf:
    """The caller's area, or one in it, and each directly below: the stage set, and what the
    stations there have really reached."""
    asked, day = region or Area(actor.region), on or clock.today()
    actor.scope.narrowed(asked)
    whole, parts = coverage_of((s.state for s in stations.within(EVERYWHERE)), asked, day)
    known = {stored.region: stored.state for stored in programmes.within(EVERYWHERE)}

    def standing(area: Region, found: Coverage) -> Standing:
        return Standing.of(area, found, stage_of(area.code, known, day), day)

    return ProgrammeOf(
        on=day,
        whole=standing(asked.region, whole),
        parts=[standing(area, found) for area, found in parts],
    )
