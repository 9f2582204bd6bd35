"""Events of donors: their kind, never their name."""

from __future__ import annotations

from typing import ClassVar

from contracts.event import Event


class DonorEvent(Event, frozen=True, kw_only=True):
    """`kind`: a code of donor_kinds; `anonymous`: not shown to the public."""

    topic: ClassVar[str] = "charity.donors"

    kind: str
    anonymous: bool
    organisation_id: str = ""


class DonorRegistered(DonorEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "charity.donor.registered.v1"


class DonorChanged(DonorEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "charity.donor.changed.v1"


EVENTS: tuple[type[Event], ...] = (DonorRegistered, DonorChanged)
