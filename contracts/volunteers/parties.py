"""Events of the five parties 五社: who is on an area's register, and who took part in a need."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from contracts.event import Event
from contracts.volunteers.needs import NeedEvent


class PartyEvent(Event, frozen=True, kw_only=True):
    """About a body on the register: a community, an organisation, a source of charity. Social
    workers and volunteers are people and are kept where people are kept, by opaque id."""

    topic: ClassVar[str] = "volunteers.needs"

    party: str


class PartyRegistered(PartyEvent, frozen=True, kw_only=True):
    """`name` is the body's public name; `organisation_id` when the registry knows it."""

    type: ClassVar[str] = "volunteers.party.registered.v1"

    name: str
    domains: tuple[str, ...]
    organisation_id: str = ""


class PartyEnded(PartyEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "volunteers.party.ended.v1"

    reason: str


class PartyJoined(NeedEvent, frozen=True, kw_only=True):
    """One of the five took part in a need. `basis`: derived (it follows from events) | stated (a
    coordinator says so; `evidence` is the SHA-256 of what shows it). `was`: the parties known
    before. `met_on`: the day the need was met, none while it is not."""

    type: ClassVar[str] = "volunteers.need.party-joined.v1"

    party: str
    basis: str
    was: tuple[str, ...]
    evidence: str = ""
    member_id: str = ""
    met_on: date | None = None


class PartyLeft(NeedEvent, frozen=True, kw_only=True):
    """It was stated wrongly. `was`: the parties known before, this one among them."""

    type: ClassVar[str] = "volunteers.need.party-left.v1"

    party: str
    was: tuple[str, ...]
    reason: str
    met_on: date | None = None


EVENTS: tuple[type[Event], ...] = (PartyRegistered, PartyEnded, PartyJoined, PartyLeft)
