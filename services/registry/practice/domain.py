"""Practice bases: a university's students at a station, counted by half year. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID, uuid5

from contracts import periods
from contracts.registry.practice import (
    InternsCounted,
    PracticeBaseClosed,
    PracticeBaseOpened,
    PracticeEvent,
)
from servicekit.errors import DomainError
from services.registry.stations.ladder import Stage
from services.registry.stations.station import Station, happened

_NAMESPACE = UUID("e4c9b1a2-6d5f-5a3e-8f7b-1c2d3e4f5a6b")


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeBase:
    """`interns`: students by half year, '2022H1'."""

    university: str
    station_id: str
    region: str
    opened_on: date
    interns: dict[str, int] = field(default_factory=dict)
    closed_on: date | None = None


Change = tuple[PracticeBase, list[PracticeEvent]]


class StationTakesNoStudents(DomainError):
    code = "station_stage"
    zh = "该站「{stage}」，不能设立实习基地；须已挂牌且未暂停、关闭。"
    en = "The station is {stage_en}; only one whose plate is up and that runs takes students."


class NotAHalfYear(DomainError):
    code = "period_invalid"
    status = 422
    zh = "实习人数按半年登记，写作 2022H1。"
    en = "Interns are counted by half year, written 2022H1."


class OutsideTheBase(DomainError):
    code = "period_outside"
    status = 422
    zh = "该半年不在实习基地存续期间（自 {opened} 起），或尚未开始。"
    en = "In that half year the base was not there (it opened on {opened}), or it has not begun."


class BaseClosed(DomainError):
    code = "practice_base_closed"
    zh = "该实习基地已撤销，不能再变更。"
    en = "The practice base is closed and changes no more."


def base_id(university: str, station_id: str) -> str:
    """A university has one base at a station."""
    return str(uuid5(_NAMESPACE, f"{university}/{station_id}"))


def open_base(base: PracticeBase, station: Station, today: date) -> Change:
    happened(base.opened_on, station.signed_on, today)
    if not station.stage.standing:
        stage: Stage = station.stage
        raise StationTakesNoStudents(pointer="/station_id", stage=stage.zh, stage_en=stage.value)
    event = PracticeBaseOpened(
        region=base.region,
        occurred_on=base.opened_on,
        station_id=base.station_id,
        university=base.university,
    )
    return base, [event]


def count_interns(base: PracticeBase, period: str, persons: int, today: date) -> Change:
    """The count of a half year takes the place of the one before."""
    _open(base)
    half = periods.parse(period, "/period")
    if half.kind != "half" or half.start is None or half.end is None:
        raise NotAHalfYear(pointer="/period")
    if half.end < base.opened_on or half.start > today:
        raise OutsideTheBase(pointer="/period", opened=base.opened_on)
    was = base.interns.get(period, 0)
    if was == persons:
        return base, []
    event = InternsCounted(
        region=base.region,
        occurred_on=min(half.end, today),
        station_id=base.station_id,
        period=period,
        was_persons=was,
        persons=persons,
    )
    return replace(base, interns={**base.interns, period: persons}), [event]


def close_base(base: PracticeBase, on: date, today: date) -> Change:
    _open(base)
    happened(on, base.opened_on, today)
    event = PracticeBaseClosed(region=base.region, occurred_on=on, station_id=base.station_id)
    return replace(base, closed_on=on), [event]


def _open(base: PracticeBase) -> None:
    if base.closed_on is not None:
        raise BaseClosed()
