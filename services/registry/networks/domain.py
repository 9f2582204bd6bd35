"""The shape of a local network, as data: "1+10+X", "1652", tier by tier. Pure.

A district means to have 1 general station, 10 subdistrict stations and any number of rooms; how
far its real stations fulfil that is looked at, never stored.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from contracts import codes
from contracts.regions import within
from contracts.registry.networks import NetworkEvent, NetworkShaped, NetworkWithdrawn, TierWanted
from servicekit.errors import DomainError
from services.registry.stations.ladder import Stage
from services.registry.stations.station import Station
from services.registry.stations.tiers import tier_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """`name` is what people call it; `tiers` from the top down."""

    name: str
    region: str
    tiers: tuple[TierWanted, ...]
    withdrawn_on: date | None = None


Change = tuple[Network, list[NetworkEvent]]


class TiersOutOfOrder(DomainError):
    code = "tiers_out_of_order"
    status = 422
    zh = "第 {tier} 层的站点类型须低于上一层：总站、乡镇（街道）站、村（社区）站、室和点。"
    en = "The kinds of tier {tier} must stand below those of the tier above it."


class KindTwice(DomainError):
    code = "kind_twice"
    status = 422
    zh = "「{kind}」在网络中出现了两次；每种站点只能属于一层。"
    en = "A kind belongs to one tier; {kind_en} is in two."


class NothingWanted(DomainError):
    code = "nothing_wanted"
    status = 422
    zh = "各层都没有写明数量；至少一层须写明应有多少个站点，其余可以不限（X）。"
    en = "No tier says how many it wants; at least one must, the others may be open (X)."


class NetworkIsWithdrawn(DomainError):
    code = "network_withdrawn"
    zh = "该网络已撤销，不能再变更；请另行登记。"
    en = "The network is withdrawn and changes no more; register another."


def shape_network(network: Network, today: date) -> Change:
    _check(network.tiers)
    return network, [NetworkShaped(region=network.region, occurred_on=today, now=network.tiers)]


def reshape_network(
    network: Network, name: str, tiers: tuple[TierWanted, ...], today: date
) -> Change:
    """The tiers replace those before; the event carries both."""
    _live(network)
    _check(tiers)
    reshaped = replace(network, name=name, tiers=tiers)
    if reshaped == network:
        return network, []
    about = NetworkShaped(region=network.region, occurred_on=today, was=network.tiers, now=tiers)
    return reshaped, [about]


def withdraw_network(network: Network, today: date) -> Change:
    _live(network)
    about = NetworkWithdrawn(region=network.region, occurred_on=today)
    return replace(network, withdrawn_on=today), [about]


@dataclass(frozen=True, slots=True)
class TierFound:
    """Of the stations of a tier: how many stand, how many of them run, and how many of those
    wanted are lacking. `unattached`: they stand, but belong to no station of the tier above."""

    kinds: tuple[str, ...]
    wanted: int | None
    standing: int
    operating: int
    lacking: int
    unattached: tuple[str, ...]

    @property
    def fulfilled(self) -> bool:
        return not self.lacking


def fulfilment(network: Network, stations: Mapping[str, Station], on: date) -> list[TierFound]:
    """How far the stations of the area, by id, fulfil the shape at the end of a day."""
    standing = {
        id_: station
        for id_, station in stations.items()
        if within(station.region_on(on), network.region) and station.stage_on(on).standing
    }
    found: list[TierFound] = []
    above: frozenset[str] | None = None
    for tier in network.tiers:
        here = {id_: s for id_, s in standing.items() if s.kind in tier.kinds}
        found.append(_tier(tier, here, above, on))
        above = frozenset(here)
    return found


def _tier(
    tier: TierWanted, here: Mapping[str, Station], above: frozenset[str] | None, on: date
) -> TierFound:
    running = sum(s.stage_on(on).reached(Stage.OPERATING) for s in here.values())
    astray = (id_ for id_, s in here.items() if above is not None and s.parent_id not in above)
    return TierFound(
        kinds=tier.kinds,
        wanted=tier.wanted,
        standing=len(here),
        operating=running,
        lacking=max(0, (tier.wanted or 0) - len(here)),
        unattached=tuple(sorted(astray)),
    )


def _check(tiers: Sequence[TierWanted]) -> None:
    counted = Counter(kind for tier in tiers for kind in tier.kinds)
    for kind, times in counted.items():
        if times > 1:
            named = codes.STATION_KINDS.require(kind)
            raise KindTwice(pointer="/tiers", kind=named.name_zh, kind_en=named.name_en)
    for number, (upper, lower) in enumerate(pairwise(tiers), 1):
        if max(map(tier_of, upper.kinds)) >= min(map(tier_of, lower.kinds)):
            raise TiersOutOfOrder(pointer=f"/tiers/{number}", tier=number + 1)
    if all(tier.wanted is None for tier in tiers):
        raise NothingWanted(pointer="/tiers")


def _live(network: Network) -> None:
    if network.withdrawn_on is not None:
        raise NetworkIsWithdrawn()
