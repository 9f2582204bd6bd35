"""Stations and townships as the rules see them, put together from what the register holds.

`values_of` is the one function that knows where each value comes from: a check, the staff count,
the evidence filed with the station, its money.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from contracts import regions
from servicekit.aggregate import Stored
from servicekit.errors import DomainError, NotFound
from servicekit.mirror import Mirror
from servicekit.scope import Scope
from services.registry.checks.domain import StationCheck, check_id
from services.registry.checks.gaps import TOWNSHIP_KINDS, Place
from services.registry.funding.domain import Fund
from services.registry.stations.domain import Station

SHOWN_BY_EVIDENCE = {"plate": "unified_plate", "rules_on_wall": "rules_on_wall"}
"""Kinds of evidence filed with a station that answer an item of the checklist."""


def values_of(
    station: Station, check: StationCheck | None, received_fen: int | None
) -> dict[str, int]:
    """By item; what nobody has recorded is absent. Pure."""
    values = {
        SHOWN_BY_EVIDENCE[filed.kind]: 1
        for filed in station.evidence
        if filed.kind in SHOWN_BY_EVIDENCE
    }
    if station.staff.by_employment:
        values["social_workers"] = sum(station.staff.by_employment.values())
    if station.staff.by_employment or station.staff.certified_by_level:
        values["certified_staff"] = sum(station.staff.certified_by_level.values())
    if received_fen is not None:
        values["setup_funds"] = received_fen
    if check is not None:
        values.update((answer.item, answer.amount) for answer in check.answers)
    return values


def place_of(
    stored: Stored[Station], check: StationCheck | None, received_fen: int | None
) -> Place:
    station = stored.state
    return Place(
        subject="station",
        id=stored.id,
        name=station.name,
        region=station.region,
        kind=station.kind,
        demonstration=check is not None and check.demonstration,
        values=values_of(station, check, received_fen),
    )


def township(region: regions.Region, standing: Mapping[str, int]) -> Place:
    values = {"stations": standing.get(region.code, 0)}
    return Place("township", region.code, region.name, region.code, values=values)


class NotStanding(DomainError):
    code = "station_stage"
    zh = "社工站当前状态为「{stage}」，没有可检查的内容；须先挂牌。"
    en = "The station is {stage_en}: there is nothing to check until its plate is hung."


class Places:
    """All of them in memory; those that are planned or closed are no places to judge."""

    def __init__(
        self,
        stations: Mirror[Station],
        checks: Mirror[StationCheck],
        funds: Mirror[Fund],
    ) -> None:
        self._stations = stations
        self._checks = checks
        self._received: dict[str, dict[str, int]] = {}
        funds.tell(lambda _before, now: self._hear_fund(now))

    def _hear_fund(self, stored: Stored[Fund]) -> None:
        fund = stored.state
        if fund.station_id:
            self._received.setdefault(fund.station_id, {})[stored.id] = fund.received

    def require(self, id_: str, scope: Scope) -> Place:
        """A station of the scope (NotFound); one that does not stand takes no check."""
        stored = self._stations.get(id_, scope)
        if stored is None:
            raise NotFound()
        if not stored.state.counted:
            raise NotStanding(stage=stored.state.stage.zh, stage_en=stored.state.stage.value)
        return self._place(stored)

    def check(self, station_id: str) -> Stored[StationCheck] | None:
        return self._checks.get(check_id(station_id))

    def stations(self, scope: Scope) -> list[Stored[Station]]:
        """Those standing, in the order of reports."""
        found = [stored for stored in self._stations.within(scope) if stored.state.counted]
        return sorted(found, key=lambda stored: (stored.state.region, stored.id))

    def within(self, scope: Scope, after: tuple[str, str] = ("", "")) -> Iterator[Place]:
        """Townships and stations from a key on, in the order of reports, made one by one."""
        stations = self.stations(scope)
        standing = standing_in(stations)
        keys: list[tuple[str, str, Stored[Station] | regions.Region]] = [
            (stored.state.region, stored.id, stored) for stored in stations
        ]
        keys += [(t.code, "", t) for t in townships(scope)]
        keys.sort(key=lambda found: found[:2])
        for region, id_, found in keys:
            if (region, id_) >= after:
                yield self._made(found, standing)

    def _made(self, found: Stored[Station] | regions.Region, standing: Mapping[str, int]) -> Place:
        if isinstance(found, regions.Region):
            return township(found, standing)
        return self._place(found)

    def _place(self, stored: Stored[Station]) -> Place:
        check = self.check(stored.id)
        received = self._received.get(stored.id)
        total = sum(received.values()) if received is not None else None
        return place_of(stored, check.state if check else None, total)


def standing_in(stations: list[Stored[Station]]) -> Counter[str]:
    """How many stations of their own stand in each township. Pure."""
    return Counter(
        stored.state.region[:9]
        for stored in stations
        if stored.state.kind in TOWNSHIP_KINDS and len(stored.state.region) >= 9
    )


def townships(scope: Scope) -> Iterator[regions.Region]:
    return (r for r in regions.all() if r.level == "township" and scope.allows(r.code))
