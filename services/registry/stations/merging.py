"""Two registrations of one station: one is closed and names the other; or they are told apart.
Pure.

What the closed one did, got and was checked for stays under its id: a history is not rewritten.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from contracts.registry.stations import StationToldApart
from servicekit.errors import DomainError
from services.registry.stations.changes import LIVE
from services.registry.stations.domain import close_station
from services.registry.stations.ladder import Stage
from services.registry.stations.station import Apart, Change, Station, require


class MergedWithItself(DomainError):
    code = "merged_with_itself"
    status = 422
    zh = "站点不能与自身合并或比对；请另选一个站点。"
    en = "A station is not merged with, nor told apart from, itself; name another one."


class SurvivorClosed(DomainError):
    code = "survivor_closed"
    zh = "要保留的站点已关闭；请选择仍在册的站点作为保留站点。"
    en = "The station that is to go on is closed; merge into one that is not."


class PeopleLeftBehind(DomainError):
    """`persons`: how many are still recorded on its posts."""

    code = "station_has_people"
    zh = "还有 {persons} 人在本站任职，合并会使其无站可归；请先把他们改任到保留的站点。"
    en = "{persons} persons are still on its posts; post them to the station that goes on first."


def merge_station(
    station: Station, survivor_id: str, survivor: Station, on: date, today: date
) -> Change:
    """`station` closes as a duplicate of `survivor`. The other stays as it is: its counts are the
    ones that were right all along."""
    if survivor.stage is Stage.CLOSED:
        raise SurvivorClosed(pointer="/survivor_id")
    return close_station(station, on, "merged", today, survivor_id=survivor_id)


def tell_apart(station: Station, other_id: str, reason: str, today: date) -> Change:
    """They look alike and are two: not listed any more. Saying so again changes nothing."""
    require(station, LIVE, "登记为不同站点", "be told apart")
    if is_apart(station, other_id):
        return station, []
    about = StationToldApart(
        region=station.region,
        occurred_on=today,
        kind=station.kind,
        other_id=other_id,
        reason=reason,
    )
    return replace(station, apart=(*station.apart, Apart(other_id, reason, today))), [about]


def is_apart(station: Station, other_id: str) -> bool:
    return any(known.other_id == other_id for known in station.apart)
