"""Demonstration sites 示范点 and pilots 试点 of one county, under their ceiling. Pure.

The county's register is one aggregate: its ceiling is what is scarce, and so two grants at once
cannot both take the last place. An expiry ends a designation by itself: figures know its last day
from the start, and learn of a change.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypedDict
from uuid import UUID, uuid5

from contracts import codes, regions
from contracts.regions import Level
from contracts.registry.designations import (
    DesignationEvent,
    DesignationExtended,
    DesignationGranted,
    DesignationMoved,
    DesignationWithdrawn,
)
from servicekit.errors import NotFound
from services.registry.designations.refusals import (
    AboveTheOfficersLevel,
    AlreadyDesignated,
    CountyCeilingReached,
    CriterionNotConfirmed,
    DesignationOver,
    EndsTooEarly,
    PlaceUnclear,
    RungTooLow,
    TooFewCertified,
    ValidTooLong,
)
from services.registry.designations.schemes import Binding
from services.registry.stations.ladder import Stage
from services.registry.stations.station import Station, happened

_NAMESPACE = UUID("b8a4f9c6-0b0d-5d52-8e0b-5d8f4a9f7c21")


@dataclass(frozen=True, slots=True, kw_only=True)
class Designation:
    """From `granted_on` to `expires_on`, both included, unless it was ended before; `region` is
    where its station stands, since `moved_on` if it ever moved."""

    id: str
    station_id: str
    region: str
    kind: str
    level: str
    granted_on: date
    expires_on: date
    features: tuple[str, ...] = ()
    criteria: tuple[str, ...] = ()
    document_number: str = ""
    moved_on: date | None = None
    ended_on: date | None = None
    ending: str = ""

    @property
    def last_on(self) -> date:
        """Its last day; before `granted_on` when it never held."""
        return self.expires_on if self.ended_on is None else self.ended_on - timedelta(days=1)

    def holds(self, day: date) -> bool:
        return self.granted_on <= day <= self.last_on


@dataclass(frozen=True, slots=True, kw_only=True)
class CountyRegister:
    """All designations of a county's stations, those that ended too."""

    region: str
    designations: tuple[Designation, ...] = ()

    def find(self, id_: str) -> Designation:
        """Raises NotFound."""
        for designation in self.designations:
            if designation.id == id_:
                return designation
        raise NotFound()

    def of(self, station_id: str, day: date) -> tuple[Designation, ...]:
        """Those a station holds on a day."""
        return tuple(d for d in self.designations if d.station_id == station_id and d.holds(day))


Change = tuple[CountyRegister, list[DesignationEvent]]


class About(TypedDict):
    region: str
    designation_id: str
    station_id: str
    kind: str
    level: str


def county_of(region: str) -> str:
    """The county a station's place lies in (PlaceUnclear)."""
    found = regions.get(region)
    for area in (found, *regions.ancestors(region)):
        if area is not None and area.level == "county":
            return area.code
    raise PlaceUnclear()


def register_id(county: str) -> str:
    return str(uuid5(_NAMESPACE, county))


def check_level(level: str, officer: Level) -> None:
    """An office designates at its own level and below (AboveTheOfficersLevel)."""
    if regions.LEVELS.index(officer) > codes.DESIGNATION_LEVELS.codes.index(level):
        raise AboveTheOfficersLevel(
            pointer="/level", level=codes.DESIGNATION_LEVELS.require(level).name_zh
        )


def grant(
    register: CountyRegister, new: Designation, station: Station, rules: Binding, today: date
) -> Change:
    """Raises what the rules of the county refuse, each citing its document. The same grant sent
    again, however late, changes nothing."""
    if any(known.id == new.id for known in register.designations):
        return register, []
    happened(new.granted_on, station.signed_on, today)
    _check_station(station, rules)
    _check_criteria(new, rules)
    _check_validity(new.granted_on, new.expires_on, rules)
    _check_ceiling(register, new, rules)
    about = DesignationGranted(
        **_about(new),
        occurred_on=new.granted_on,
        expires_on=new.expires_on,
        features=new.features,
        document_number=new.document_number,
    )
    return replace(register, designations=(*register.designations, new)), [about]


def extend(
    register: CountyRegister, id_: str, expires_on: date, rules: Binding, today: date
) -> Change:
    """A review passed: it holds on, for as long as a new one would."""
    held = _live(register, id_, today)
    if expires_on <= held.expires_on:
        raise EndsTooEarly(pointer="/expires_on", after=held.expires_on)
    _check_validity(today, expires_on, rules)
    about = DesignationExtended(
        **_about(held), occurred_on=today, was_until=held.expires_on, expires_on=expires_on
    )
    return _with(register, replace(held, expires_on=expires_on)), [about]


def withdraw(register: CountyRegister, id_: str, reason: str, on: date, today: date) -> Change:
    """It holds no more from `on`."""
    held = _live(register, id_, on)
    happened(on, held.moved_on, today)
    about = DesignationWithdrawn(
        **_about(held), occurred_on=on, reason=reason, expires_on=held.expires_on
    )
    return _with(register, replace(held, ended_on=on, ending=reason)), [about]


def follow(register: CountyRegister, id_: str, station: Station, today: date) -> Change:
    """Keep a designation where its station is: a closed one holds none, one that has left the
    county holds none of this county, one that has moved within it takes it along."""
    held = register.find(id_)
    if not held.holds(today):
        return register, []
    if station.stage is Stage.CLOSED:
        return withdraw(register, id_, "station_closed", today, today)
    if station.region == held.region:
        return register, []
    if county_of(station.region) != register.region:
        return withdraw(register, id_, "station_moved", today, today)
    moved = replace(held, region=station.region, moved_on=today)
    about = DesignationMoved(
        **_about(moved), occurred_on=today, from_region=held.region, expires_on=held.expires_on
    )
    return _with(register, moved), [about]


def months_after(day: date, months: int) -> date:
    """The last day of a term of so many months that begins on `day`."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    last = calendar.monthrange(year, month)[1]
    return date(year, month, min(day.day, last)) - timedelta(days=1)


def _check_station(station: Station, rules: Binding) -> None:
    rung = Stage(rules.rung.rung)
    if not station.stage.reached(rung):
        raise RungTooLow.of(
            rules.rung,
            stage=station.stage.zh,
            stage_en=station.stage.value,
            rung=rung.zh,
            rung_en=rung.value,
        )
    least, have = rules.certified.least_certified, sum(station.staff.certified_by_level.values())
    if have < least:
        raise TooFewCertified.of(rules.certified, have=have, least=least)


def _check_criteria(new: Designation, rules: Binding) -> None:
    for criterion, scheme in rules.criteria.items():
        if criterion not in new.criteria:
            named = codes.DESIGNATION_CRITERIA.require(criterion)
            raise CriterionNotConfirmed.of(
                scheme, "/criteria", criterion=named.name_zh, criterion_en=named.name_en
            )


def _check_validity(start: date, expires_on: date, rules: Binding) -> None:
    months = rules.validity.valid_months
    latest = months_after(start, months)
    if expires_on <= start:
        raise EndsTooEarly(pointer="/expires_on", after=start)
    if expires_on > latest:
        raise ValidTooLong.of(rules.validity, "/expires_on", months=months, latest=latest)


def _check_ceiling(register: CountyRegister, new: Designation, rules: Binding) -> None:
    """Of this kind and level, those that hold on any day of the new one."""
    beside = [
        d
        for d in register.designations
        if (d.kind, d.level) == (new.kind, new.level)
        and d.granted_on <= new.expires_on
        and d.last_on >= max(d.granted_on, new.granted_on)
    ]
    names = {
        "kind": codes.DESIGNATION_KINDS.require(new.kind).name_zh,
        "level": codes.DESIGNATION_LEVELS.require(new.level).name_zh,
    }
    if any(d.station_id == new.station_id for d in beside):
        raise AlreadyDesignated(pointer="/station_id", **names)
    limit = rules.per_county.per_county
    if len(beside) >= limit:
        raise CountyCeilingReached.of(rules.per_county, limit=limit, held=len(beside), **names)


def _live(register: CountyRegister, id_: str, day: date) -> Designation:
    held = register.find(id_)
    if held.ended_on is not None or not held.holds(day):
        raise DesignationOver()
    return held


def _with(register: CountyRegister, changed: Designation) -> CountyRegister:
    return replace(
        register,
        designations=tuple(changed if d.id == changed.id else d for d in register.designations),
    )


def _about(designation: Designation) -> About:
    return {
        "region": designation.region,
        "designation_id": designation.id,
        "station_id": designation.station_id,
        "kind": designation.kind,
        "level": designation.level,
    }
