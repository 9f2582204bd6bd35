"""An inspection 督查 of an area's money: planned with a sample → running → closed. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from contracts.registry.audits import (
    InspectionClosed,
    InspectionEvent,
    InspectionFundChecked,
    InspectionPlanned,
    InspectionStarted,
)
from services.registry.audits.refusals import (
    InspectionStage,
    NotInSample,
    PeriodInverted,
    SampleEmpty,
    SampleUnchecked,
)
from services.registry.funding.domain import Fund


class Stage(StrEnum):
    PLANNED = "planned"
    RUNNING = "running"
    CLOSED = "closed"

    @property
    def zh(self) -> str:
        return {"planned": "已计划", "running": "进行中", "closed": "已结束"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    fund_id: str
    on: date
    clean: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """`sample` are ids of fund lines of the area and `year`; each is checked before the end."""

    region: str
    year: int
    starts_on: date
    ends_on: date
    sample: tuple[str, ...]
    stage: Stage = Stage.PLANNED
    checked: tuple[Checked, ...] = ()

    @property
    def unchecked(self) -> list[str]:
        done = {one.fund_id for one in self.checked}
        return [id_ for id_ in self.sample if id_ not in done]


Change = tuple[Inspection, list[InspectionEvent]]


def draw_sample(
    lines: Iterable[tuple[str, Fund]], suspected: Collection[str], size: int
) -> tuple[str, ...]:
    """The lines to look at first: those under suspicion, then the largest. The same lines give
    the same sample, so that nobody can be said to have been picked."""
    ordered = sorted(lines, key=lambda pair: (pair[0] not in suspected, -pair[1].received, pair[0]))
    return tuple(id_ for id_, _ in ordered[:size])


def plan_inspection(inspection: Inspection, today: date) -> Change:
    if inspection.ends_on < inspection.starts_on:
        raise PeriodInverted(
            starts=inspection.starts_on, ends=inspection.ends_on, pointer="/ends_on"
        )
    if not inspection.sample:
        raise SampleEmpty(pointer="/sample")
    event = InspectionPlanned(
        **_about(inspection, today),
        starts_on=inspection.starts_on,
        ends_on=inspection.ends_on,
        sample=list(inspection.sample),
    )
    return inspection, [event]


def start_inspection(inspection: Inspection, today: date) -> Change:
    _require(inspection, Stage.PLANNED, "开始", "start")
    started = replace(inspection, stage=Stage.RUNNING)
    return started, [InspectionStarted(**_about(inspection, today))]


def check_fund(inspection: Inspection, fund_id: str, clean: bool, today: date) -> Change:
    """One line of the sample is looked at, once (NotInSample)."""
    if any(one.fund_id == fund_id and one.clean == clean for one in inspection.checked):
        return inspection, []
    _require(inspection, Stage.RUNNING, "登记检查结果", "record a check")
    if fund_id not in inspection.sample:
        raise NotInSample(pointer="/fund_id")
    others = tuple(one for one in inspection.checked if one.fund_id != fund_id)
    now = Checked(fund_id=fund_id, on=today, clean=clean)
    event = InspectionFundChecked(**_about(inspection, today), fund_id=fund_id, clean=clean)
    return replace(inspection, checked=(*others, now)), [event]


def close_inspection(inspection: Inspection, today: date) -> Change:
    """Once the whole sample is checked; its findings live on (SampleUnchecked)."""
    _require(inspection, Stage.RUNNING, "结束", "close")
    if left := inspection.unchecked:
        raise SampleUnchecked(left=len(left), ids=left)
    closed = replace(inspection, stage=Stage.CLOSED)
    return closed, [InspectionClosed(**_about(inspection, today))]


def _about(inspection: Inspection, on: date) -> dict[str, Any]:
    return {"region": inspection.region, "occurred_on": on, "year": inspection.year}


def _require(inspection: Inspection, needed: Stage, verb: str, verb_en: str) -> None:
    if inspection.stage is not needed:
        raise InspectionStage(
            stage=inspection.stage.zh,
            stage_en=inspection.stage.value,
            verb=verb,
            verb_en=verb_en,
            needed=needed.zh,
            needed_en=needed.value,
        )
