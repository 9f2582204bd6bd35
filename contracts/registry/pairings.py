"""Events of pairings 牵手: a strong area helps a weak one towards goals they agreed on."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import msgspec

from contracts.event import Event, Whole


class Goal(msgspec.Struct, frozen=True, kw_only=True):
    """`value` of an indicator, a whole number of its unit: what is aimed at, or was reached."""

    indicator: str
    value: Whole
    unit: str


class PairingEvent(Event, frozen=True, kw_only=True):
    """`region` is the area that is helped."""

    topic: ClassVar[str] = "registry.network"

    helper: str


class PairingAgreed(PairingEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "registry.pairing.agreed.v1"

    starts_on: date
    ends_on: date
    goals: tuple[Goal, ...]


class PairingReviewed(PairingEvent, frozen=True, kw_only=True):
    """What was reached of each goal by `occurred_on`."""

    type: ClassVar[str] = "registry.pairing.reviewed.v1"

    reached: tuple[Goal, ...]


class PairingEnded(PairingEvent, frozen=True, kw_only=True):
    """`reason`: code list `pairing_endings`."""

    type: ClassVar[str] = "registry.pairing.ended.v1"

    reason: str


EVENTS: tuple[type[Event], ...] = (PairingAgreed, PairingReviewed, PairingEnded)
