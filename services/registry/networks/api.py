"""Local networks over HTTP: their shape, and how far the stations fulfil it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from contracts import codes
from contracts.registry.networks import TierWanted
from servicekit.aggregate import Aggregates, Stored
from servicekit.boundaries import RegionAsked
from servicekit.commands import command
from servicekit.fields import Body, Count, Id, Line, LocalDate, RegionCode, View, coded
from servicekit.idempotency import Attempt, IfMatch
from servicekit.listing import mirrored
from servicekit.mirror import Mirror
from servicekit.paging import Page, Paging
from servicekit.providing import Now, provided
from servicekit.scope import EVERYWHERE
from servicekit.security import Actor, require
from services.registry.networks import domain
from services.registry.networks.domain import Network, TierFound
from services.registry.stations.station import Station

router = APIRouter(prefix="/api/registry/networks", tags=["networks 站点网络"])

Reader = Annotated[Actor, Depends(require("registry.networks.read"))]
Writer = Annotated[Actor, Depends(require("registry.networks.write"))]
Networks = Annotated[Aggregates[Network], Depends(provided(Aggregates[Network]))]
AllNetworks = Annotated[Mirror[Network], Depends(provided(Mirror[Network]))]
AllStations = Annotated[Mirror[Station], Depends(provided(Mirror[Station]))]

SHOWN = 50
"""How many unattached stations of a tier are named; all are counted."""


class Tier(Body):
    """`wanted`: how many stations; null is the X of "1+10+X"."""

    kinds: Annotated[
        list[Annotated[str, coded(codes.STATION_KINDS)]], Field(min_length=1, max_length=20)
    ]
    wanted: Count | None = None


class Shape(Body):
    """`tiers` from the top down, as in 1 总站 + 6 联络点 + 52 服务点."""

    name: Line
    tiers: Annotated[list[Tier], Field(min_length=1, max_length=6)]

    def wanted(self) -> tuple[TierWanted, ...]:
        return tuple(TierWanted(kinds=tuple(t.kinds), wanted=t.wanted) for t in self.tiers)


class ShapeNetwork(Shape):
    region: RegionCode


class TierView(View):
    kinds: list[str]
    wanted: int | None


class NetworkView(View):
    id: str
    version: int
    name: str
    region: str
    tiers: list[TierView]
    withdrawn_on: date | None

    @classmethod
    def of(cls, stored: Stored[Network]) -> NetworkView:
        network = stored.state
        return cls(
            id=stored.id,
            version=stored.version,
            name=network.name,
            region=network.region,
            tiers=[TierView(kinds=list(t.kinds), wanted=t.wanted) for t in network.tiers],
            withdrawn_on=network.withdrawn_on,
        )


class TierFulfilled(TierView):
    standing: int
    operating: int
    lacking: int
    unattached: int
    unattached_stations: list[str]

    @classmethod
    def of(cls, found: TierFound) -> TierFulfilled:
        return cls(
            kinds=list(found.kinds),
            wanted=found.wanted,
            standing=found.standing,
            operating=found.operating,
            lacking=found.lacking,
            unattached=len(found.unattached),
            unattached_stations=list(found.unattached[:SHOWN]),
        )


class Fulfilment(View):
    """`fulfilled`: no tier lacks a station it wants; whether they run is told beside it."""

    network: NetworkView
    on: date
    fulfilled: bool
    tiers: list[TierFulfilled]


class NetworkChange:
    """What every change of a network needs; calling it decides, saves and shows the network."""

    def __init__(
        self,
        network_id: Id,
        actor: Writer,
        networks: Networks,
        attempt: Attempt,
        version: IfMatch,
        clock: Now,
    ) -> None:
        self._id = network_id
        self._scope = actor.scope
        self._networks = networks
        self._command = command(attempt, actor, version)
        self.today = clock.today()

    async def __call__(self, decide: Callable[[Network], domain.Change]) -> NetworkView:
        return NetworkView.of(
            await self._networks.change(self._id, self._scope, self._command, decide)
        )


Changing = Annotated[NetworkChange, Depends()]


@router.post("", status_code=201)
async def post_network(
    body: ShapeNetwork, actor: Writer, networks: Networks, attempt: Attempt, clock: Now
) -> NetworkView:
    """What stations an area means to have."""
    actor.scope.require(body.region)
    network = Network(name=body.name, region=body.region, tiers=body.wanted())
    decision = domain.shape_network(network, clock.today())
    return NetworkView.of(
        await networks.create(
            attempt.id(actor.subject), body.region, decision, command(attempt, actor)
        )
    )


@router.get("")
async def get_networks(
    actor: Reader,
    networks: AllNetworks,
    paging: Paging,
    region: RegionAsked = None,
) -> Page[NetworkView]:
    """Networks of the caller's area that stand, in order of id."""
    scope = actor.scope.narrowed(region)
    return mirrored(networks, scope, lambda n: n.withdrawn_on is None, paging, NetworkView.of)


@router.get("/{network_id}")
async def get_network(network_id: Id, actor: Reader, networks: Networks) -> NetworkView:
    return NetworkView.of(await networks.load(network_id, actor.scope))


@router.post("/{network_id}/reshape")
async def post_reshape(body: Shape, change: Changing) -> NetworkView:
    return await change(
        lambda network: domain.reshape_network(network, body.name, body.wanted(), change.today)
    )


@router.post("/{network_id}/withdraw")
async def post_withdraw(change: Changing) -> NetworkView:
    return await change(lambda network: domain.withdraw_network(network, change.today))


@router.get("/{network_id}/fulfilment")
async def get_fulfilment(
    network_id: Id,
    actor: Reader,
    networks: Networks,
    stations: AllStations,
    clock: Now,
    on: Annotated[LocalDate | None, Query(description="截至哪一天；不填为今天")] = None,
) -> Fulfilment:
    """Each tier with what it wants, what stands, what runs, and what belongs to nobody above."""
    stored = await networks.load(network_id, actor.scope)
    day = on or clock.today()
    # By where they stood on that day, so those that have moved away since are looked at too.
    everyone = {s.id: s.state for s in stations.within(EVERYWHERE)}
    tiers = domain.fulfilment(stored.state, everyone, day)
    return Fulfilment(
        network=NetworkView.of(stored),
        on=day,
        fulfilled=all(tier.fulfilled for tier in tiers),
        tiers=[TierFulfilled.of(tier) for tier in tiers],
    )
