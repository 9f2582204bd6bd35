"""The three-year programme of an area: 一年覆盖、两年规范、三年提升. Pure.

An officer sets the stage with its days; what the area has really reached is looked at beside it.
An area without a stage of its own is in that of the nearest area above.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from uuid import UUID, uuid5

from contracts import codes, regions
from contracts.registry.programme import ProgrammeStageSet, Spell
from servicekit.errors import DomainError
from services.registry.stations.ladder import Stage

ORDER = codes.PROGRAMME_STAGES.codes
AIMS = {"coverage": Stage.SIGNED, "standard": Stage.OPERATING, "improvement": Stage.PROFESSIONAL}
"""The rung every place should have come to at the end of a stage."""

_NAMESPACE = UUID("5f1d3a52-6a35-5b0e-9b59-0f1f3c3d7f35")


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """The stages of one area, in order; at most one of each."""

    region: str
    spells: tuple[Spell, ...] = ()

    def on(self, day: date) -> Spell | None:
        """The stage it is in: the last that has begun."""
        begun = [spell for spell in self.spells if spell.starts_on <= day]
        return begun[-1] if begun else None


Change = tuple[Programme, list[ProgrammeStageSet]]


class SpellEndsBeforeItStarts(DomainError):
    code = "time_range"
    status = 422
    zh = "阶段的结束日期须晚于开始日期 {starts}。"
    en = "A stage ends after the day it starts on, {starts}."


class StageSkipped(DomainError):
    code = "programme_stage_skipped"
    status = 422
    zh = "三年行动依次为覆盖、规范、提升；「{stage}」之前须先登记「{before}」阶段。"
    en = "Coverage, standard, improvement, in this order: set {before_en} before {stage_en}."


class SpellsOutOfOrder(DomainError):
    code = "programme_stages_overlap"
    status = 422
    zh = "「{stage}」须晚于「{before}」阶段的开始日期 {starts}，且不早于其结束日期 {ends}。"
    en = "{stage_en} must come after {before_en}, which is from {starts} to {ends}."


def programme_id(region: str) -> str:
    """An area has one programme, whoever sets it first."""
    return str(uuid5(_NAMESPACE, region))


def set_stage(programme: Programme, spell: Spell, document: str, today: date) -> Change:
    """A first stage may be any: the area may have begun before there was a register. After that
    none is skipped. Setting a stage again corrects its days."""
    if spell.ends_on <= spell.starts_on:
        raise SpellEndsBeforeItStarts(pointer="/ends_on", starts=spell.starts_on)
    was = next((s for s in programme.spells if s.stage == spell.stage), None)
    if was == spell:
        return programme, []
    others = [s for s in programme.spells if s.stage != spell.stage]
    spells = tuple(sorted((*others, spell), key=lambda s: ORDER.index(s.stage)))
    _refuse_skipped(spells)
    _refuse_overlaps(spells)
    event = ProgrammeStageSet(
        region=programme.region, occurred_on=today, now=spell, was=was, document_number=document
    )
    return replace(programme, spells=spells), [event]


def _refuse_skipped(spells: tuple[Spell, ...]) -> None:
    first = ORDER.index(spells[0].stage)
    for spell, expected in zip(spells, ORDER[first:], strict=False):
        if spell.stage != expected:
            raise StageSkipped(pointer="/stage", **_names(spell.stage, expected))


def _refuse_overlaps(spells: tuple[Spell, ...]) -> None:
    for before, after in pairwise(spells):
        if after.starts_on <= before.ends_on:
            raise SpellsOutOfOrder(
                pointer="/starts_on",
                **_names(after.stage, before.stage),
                starts=before.starts_on,
                ends=before.ends_on,
            )


def _names(stage: str, before: str) -> dict[str, str]:
    this, that = (codes.PROGRAMME_STAGES.require(code) for code in (stage, before))
    return {
        "stage": this.name_zh,
        "stage_en": this.name_en,
        "before": that.name_zh,
        "before_en": that.name_en,
    }


def stage_of(
    region: str, programmes: Mapping[str, Programme], day: date
) -> tuple[Spell, str] | None:
    """(the stage, whose) an area is in: its own, else that of the nearest area above."""
    for code in (region, *(above.code for above in regions.ancestors(region))):
        spell = programmes[code].on(day) if code in programmes else None
        if spell is not None:
            return spell, code
    return None
