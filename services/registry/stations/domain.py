"""The life of a station: planned → signed 挂牌 → operating 运转 → closed, and who works there.

Pure: each verb takes a station and returns the new one with the events that tell of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from contracts.registry.stations import (
    StaffCounted,
    StaffCounts,
    StationClosed,
    StationEvent,
    StationOpened,
    StationPlanned,
    StationSigned,
)
from servicekit.errors import DomainError


class Stage(StrEnum):
    PLANNED = "planned"
    SIGNED = "signed"
    OPERATING = "operating"
    CLOSED = "closed"

    @property
    def zh(self) -> str:
        return {
            Stage.PLANNED: "筹建",
            Stage.SIGNED: "已挂牌",
            Stage.OPERATING: "运转",
            Stage.CLOSED: "已关闭",
        }[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """`region` is where it stands; dates are local days of Asia/Shanghai."""

    name: str
    kind: str
    region: str
    operating_mode: str
    parent_id: str = ""
    stage: Stage = Stage.PLANNED
    signed_on: date | None = None
    opened_on: date | None = None
    closed_on: date | None = None
    staff: StaffCounts = field(default_factory=StaffCounts)


Change = tuple[Station, list[StationEvent]]


class WrongStage(DomainError):
    code = "station_stage"
    status = 409
    zh = "社工站当前状态为「{stage}」，不能{verb}；须先处于「{needed}」。"
    en = "The station is {stage_en}; to {verb_en} it must be {needed_en} first."

    @classmethod
    def of(cls, stage: Stage, needed: tuple[Stage, ...], verb: str, verb_en: str) -> WrongStage:
        return cls(
            stage=stage.zh,
            stage_en=stage.value,
            needed="、".join(s.zh for s in needed),
            needed_en=" or ".join(s.value for s in needed),
            verb=verb,
            verb_en=verb_en,
        )


class DateOutOfOrder(DomainError):
    code = "date_out_of_order"
    status = 422
    zh = "日期 {given} 早于上一步的日期 {earlier}，请核对。"
    en = "{given} is before the previous step on {earlier}; check the date."


class DateInFuture(DomainError):
    code = "date_in_future"
    status = 422
    zh = "日期 {given} 晚于今天 {today}，只能登记已经发生的事。"
    en = "{given} is after today, {today}; only what has happened can be recorded."


def plan_station(station: Station, today: date) -> Change:
    event = StationPlanned(
        region=station.region,
        occurred_on=today,
        kind=station.kind,
        name=station.name,
        operating_mode=station.operating_mode,
        parent_id=station.parent_id,
    )
    return station, [event]


def sign_station(station: Station, on: date, today: date) -> Change:
    """The plate is hung. It says nothing yet about anybody working there."""
    _require(station, (Stage.PLANNED,), "挂牌", "hang its plate")
    _happened(on, None, today)
    signed = replace(station, stage=Stage.SIGNED, signed_on=on)
    return signed, [StationSigned(region=station.region, occurred_on=on, kind=station.kind)]


def open_station(station: Station, on: date, today: date) -> Change:
    _require(station, (Stage.SIGNED,), "登记运转", "open")
    _happened(on, station.signed_on, today)
    opened = replace(station, stage=Stage.OPERATING, opened_on=on)
    return opened, [StationOpened(region=station.region, occurred_on=on, kind=station.kind)]


def close_station(station: Station, on: date, reason: str, today: date) -> Change:
    """`reason` is a code of the list `closing_reasons`, never free text: it travels."""
    _require(station, (Stage.PLANNED, Stage.SIGNED, Stage.OPERATING), "关闭", "close")
    _happened(on, station.opened_on or station.signed_on, today)
    event = StationClosed(
        region=station.region,
        occurred_on=on,
        kind=station.kind,
        reason=reason,
        counted=station.stage is not Stage.PLANNED,
    )
    return replace(station, stage=Stage.CLOSED, closed_on=on), [event]


def count_staff(station: Station, counts: StaffCounts, on: date, today: date) -> Change:
    """A new count takes the place of the last; the event carries both."""
    _require(station, (Stage.SIGNED, Stage.OPERATING), "登记人员", "count staff")
    _happened(on, station.signed_on, today)
    if counts == station.staff:
        return station, []
    event = StaffCounted(
        region=station.region, occurred_on=on, kind=station.kind, was=station.staff, now=counts
    )
    return replace(station, staff=counts), [event]


def _require(station: Station, needed: tuple[Stage, ...], verb: str, verb_en: str) -> None:
    if station.stage not in needed:
        raise WrongStage.of(station.stage, needed, verb, verb_en)


def _happened(on: date, earlier: date | None, today: date) -> None:
    if on > today:
        raise DateInFuture(given=on, today=today)
    if earlier is not None and on < earlier:
        raise DateOutOfOrder(given=on, earlier=earlier)
