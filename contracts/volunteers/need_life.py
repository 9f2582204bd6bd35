"""Events of a need's way: ordered, checked, offered, met, or ended without."""

from __future__ import annotations

from typing import ClassVar

from contracts.event import Event, Whole
from contracts.volunteers.needs import NeedEvent


class NeedOrdered(NeedEvent, frozen=True, kw_only=True):
    """A resident ordered it 点单, or somebody referred it (`source`): it waits to be checked."""

    type: ClassVar[str] = "volunteers.need.ordered.v1"

    places: Whole
    source: str


class NeedChecked(NeedEvent, frozen=True, kw_only=True):
    """Found right 审核通过: it is open from now on, like one that was posted."""

    type: ClassVar[str] = "volunteers.need.checked.v1"

    places: Whole


class NeedRefused(NeedEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "volunteers.need.refused.v1"

    reason: str


class NeedWithdrawn(NeedEvent, frozen=True, kw_only=True):
    """Whoever asked needs it no more."""

    type: ClassVar[str] = "volunteers.need.withdrawn.v1"

    reason: str


class NeedExpired(NeedEvent, frozen=True, kw_only=True):
    """Its time passed and nobody had been accepted."""

    type: ClassVar[str] = "volunteers.need.expired.v1"


class InvitationEvent(NeedEvent, frozen=True, kw_only=True):
    volunteer_id: str


class VolunteerInvited(InvitationEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "volunteers.need.volunteer-invited.v1"

    until: str


class InvitationDeclined(InvitationEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "volunteers.need.invitation-declined.v1"


class InvitationLapsed(InvitationEvent, frozen=True, kw_only=True):
    """No answer in time; the next in line is asked."""

    type: ClassVar[str] = "volunteers.need.invitation-lapsed.v1"


class NeedConfirmed(NeedEvent, frozen=True, kw_only=True):
    """One side says the help was given: `side` provider | receiver."""

    type: ClassVar[str] = "volunteers.need.confirmed.v1"

    side: str


class NeedMet(NeedEvent, frozen=True, kw_only=True):
    """Both sides have confirmed. `parties`: which of the five took part; `stars` 0 when none."""

    type: ClassVar[str] = "volunteers.need.met.v1"

    parties: tuple[str, ...]
    accepted: Whole
    stars: Whole = 0


EVENTS: tuple[type[Event], ...] = (
    NeedOrdered,
    NeedChecked,
    NeedRefused,
    NeedWithdrawn,
    NeedExpired,
    VolunteerInvited,
    InvitationDeclined,
    InvitationLapsed,
    NeedConfirmed,
    NeedMet,
)
