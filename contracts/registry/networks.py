"""Events of local networks: which stations an area means to have, tier by tier."""

from __future__ import annotations

from typing import ClassVar

import msgspec

from contracts.event import Event, Whole


class TierWanted(msgspec.Struct, frozen=True, kw_only=True):
    """A tier: stations of these kinds, so many of them; `wanted` None is the X of "1+10+X"."""

    kinds: tuple[str, ...]
    wanted: Whole | None


class NetworkEvent(Event, frozen=True, kw_only=True):
    """`region` is the area of the network."""

    topic: ClassVar[str] = "registry.network"


class NetworkShaped(NetworkEvent, frozen=True, kw_only=True):
    """The tiers from the top down; they replace those before (none: the network is new)."""

    type: ClassVar[str] = "registry.network.shaped.v1"

    was: tuple[TierWanted, ...] = ()
    now: tuple[TierWanted, ...]


class NetworkWithdrawn(NetworkEvent, frozen=True, kw_only=True):
    """The area means to have it no more; its stations stay."""

    type: ClassVar[str] = "registry.network.withdrawn.v1"


EVENTS: tuple[type[Event], ...] = (NetworkShaped, NetworkWithdrawn)
