"""Charity's copy of the stations, kept by the registry's events: where each is, and how far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from contracts.event import Event
from contracts.registry.stations import (
    StationClosed,
    StationEquipped,
    StationOpened,
    StationPlanned,
    StationProfessional,
    StationRenamed,
    StationResumed,
    StationSigned,
    StationSuspended,
)
from servicekit.copies import Copies, Fields
from servicekit.database import Database
from servicekit.errors import DomainError
from servicekit.scope import Scope

STAGE_AFTER: dict[type[Event], str] = {
    StationPlanned: "planned",
    StationSigned: "signed",
    StationEquipped: "equipped",
    StationOpened: "operating",
    StationProfessional: "professional",
    StationSuspended: "suspended",
    StationClosed: "closed",
}
WORKING = ("signed", "equipped", "operating", "professional")


class StationUnknown(DomainError):
    code = "station_unknown"
    status = 422
    zh = "没有找到该社工站；若刚刚登记，请稍后再试。"
    en = "There is no such station; if it was registered just now, try again shortly."


class StationNotWorking(DomainError):
    code = "station_stage"
    zh = "该社工站尚未挂牌、暂停或已关闭，不能接收捐赠。"
    en = "The station is not signed yet, suspended or closed, and cannot take gifts."


class StationMerged(DomainError):
    """`survivor_id`: the station that goes on."""

    code = "station_merged"
    zh = "该社工站系重复登记，已并入另一站点；请改填并入后的站点：{survivor_id}。"
    en = "The station was a duplicate and merged into another; name that one: {survivor_id}."

    @property
    def members(self) -> Mapping[str, object]:
        return {"survivor_id": self.words["survivor_id"]}


@dataclass(frozen=True, slots=True)
class Station:
    id: str
    region: str
    stage: str


def fields_of(event: Event) -> Fields:
    """What an event says of its station; most of its life is nothing we keep."""
    stage = event.stage if isinstance(event, StationResumed) else STAGE_AFTER.get(type(event))
    named = {"name": event.name} if isinstance(event, StationPlanned | StationRenamed) else {}
    if isinstance(event, StationClosed) and event.survivor_id:
        named = {"survivor_id": event.survivor_id}
    return {**named, "stage": stage} if stage else named


class Stations(Copies):
    def __init__(self, database: Database) -> None:
        super().__init__(database, "stations", fields_of)

    async def working(self, id_: str, scope: Scope) -> Station:
        """A station of the scope that can take gifts.

        Raises StationUnknown, StationMerged, StationNotWorking.
        """
        found = await self.get(id_, scope)
        if found is None:
            raise StationUnknown(pointer="/station_id")
        station = Station(id_, found["region"], found.get("stage", ""))
        if found.get("survivor_id"):
            raise StationMerged(pointer="/station_id", survivor_id=found["survivor_id"])
        if station.stage not in WORKING:
            raise StationNotWorking(pointer="/station_id")
        return station
