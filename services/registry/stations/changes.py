"""What of a station changes beside its ladder: place, name, mode, parent, links, brand. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from contracts import codes
from contracts.registry.stations import (
    StationBranded,
    StationLinked,
    StationModeChanged,
    StationMoved,
    StationRenamed,
    StationReparented,
)
from services.registry.stations.ladder import RUNGS, Stage
from services.registry.stations.refusals import NothingChanges
from services.registry.stations.station import (
    Brand,
    Change,
    ModeSince,
    Station,
    Stood,
    happened,
    require,
)

LIVE = (Stage.PLANNED, *RUNGS, Stage.SUSPENDED)


def move_station(
    station: Station, region: str, place: str, reason: str, on: date, today: date
) -> Change:
    """What is in stocks moves with it; what it did before stays where it was done.

    Moving it out of its parent's area leaves it without a parent: that is checked by the caller,
    who can see the parent.
    """
    require(station, LIVE, "变更地点", "move")
    days = (station.last_step_on, station.staff_on)
    happened(on, max(filter(None, days), default=None), today)
    if (region, place) == (station.region, station.place):
        raise NothingChanges(pointer="/region")
    about = StationMoved(
        region=region,
        occurred_on=on,
        kind=station.kind,
        from_region=station.region,
        reason=reason,
        stage=station.stage,
        counted=station.counted,
        staff=station.staff,
        place=place,
    )
    stood = (*station.stood, Stood(station.region, station.place, on))
    return replace(station, region=region, place=place, stood=stood), [about]


def rename_station(station: Station, name: str, on: date, today: date) -> Change:
    require(station, LIVE, "更名", "be renamed")
    happened(on, None, today)
    if name == station.name:
        raise NothingChanges(pointer="/name")
    about = StationRenamed(
        region=station.region, occurred_on=on, kind=station.kind, was=station.name, name=name
    )
    return replace(station, name=name), [about]


def change_mode(station: Station, mode: str, on: date, today: date) -> Change:
    """Run by others from this day: own staff may become purchased, and later incorporated."""
    require(station, LIVE, "变更运营方式", "change its operating mode")
    happened(on, station.modes[-1].since if station.modes else None, today)
    if mode == station.operating_mode:
        raise NothingChanges(pointer="/operating_mode")
    about = StationModeChanged(
        region=station.region,
        occurred_on=on,
        kind=station.kind,
        was=station.operating_mode,
        now=mode,
    )
    first = ModeSince(station.operating_mode, station.signed_on or on)
    before = station.modes or ((first,) if first.since < on else ())
    changed = replace(station, operating_mode=mode, modes=(*before, ModeSince(mode, on)))
    return changed, [about]


def reparent(station: Station, parent_id: str, today: date) -> Change:
    """`parent_id` has been checked (tiers.check_parent); '' for none."""
    require(station, LIVE, "变更上级站点", "get another parent")
    if parent_id == station.parent_id:
        raise NothingChanges(pointer="/parent_id")
    about = StationReparented(
        region=station.region,
        occurred_on=today,
        kind=station.kind,
        was=station.parent_id,
        parent_id=parent_id,
    )
    return replace(station, parent_id=parent_id), [about]


def link_institutions(station: Station, links: Sequence[str], on: date, today: date) -> Change:
    """The whole list of institutions it shares its house with, in the code list's order."""
    require(station, LIVE, "登记共建共享", "be linked")
    happened(on, None, today)
    now = tuple(code for code in codes.PARTNER_INSTITUTIONS.codes if code in links)
    if now == station.links:
        return station, []
    about = StationLinked(
        region=station.region, occurred_on=on, kind=station.kind, was=station.links, now=now
    )
    return replace(station, links=now), [about]


def brand_station(station: Station, brand: Brand, today: date) -> Change:
    """A station has one brand: another takes the place of the last."""
    require(station, (*RUNGS, Stage.SUSPENDED), "登记品牌", "have a brand")
    happened(brand.since, station.signed_on, today)
    if station.brand is not None and station.brand.name == brand.name:
        raise NothingChanges(pointer="/name")
    about = StationBranded(
        region=station.region,
        occurred_on=brand.since,
        kind=station.kind,
        domain=brand.domain,
        was_domain=station.brand.domain if station.brand else "",
    )
    return replace(station, brand=brand), [about]
