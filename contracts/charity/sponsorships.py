"""Events of sponsorships 结对资助 of a child: the child appears in none of them."""

from __future__ import annotations

from typing import ClassVar

from contracts.event import Event, Whole


class SponsorshipEvent(Event, frozen=True, kw_only=True):
    """`region` is the county, so that a place of few children gives nobody away."""

    topic: ClassVar[str] = "charity.sponsorships"

    donor_id: str


class SponsorshipAgreed(SponsorshipEvent, frozen=True, kw_only=True):
    """`instalments` in all of `amount_fen` together: a plan, not money."""

    type: ClassVar[str] = "charity.sponsorship.agreed.v1"

    instalments: Whole
    amount_fen: Whole


class InstalmentPaid(SponsorshipEvent, frozen=True, kw_only=True):
    """`gift_id`: the gift in whose books the money is; it is counted there alone."""

    type: ClassVar[str] = "charity.sponsorship.instalment-paid.v1"

    gift_id: str


class ProgressTold(SponsorshipEvent, frozen=True, kw_only=True):
    """`kind`: school | health | wellbeing; what it says stays with the station."""

    type: ClassVar[str] = "charity.sponsorship.progress-told.v1"

    kind: str


class SponsorshipEnded(SponsorshipEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "charity.sponsorship.ended.v1"

    reason: str


EVENTS: tuple[type[Event], ...] = (
    SponsorshipAgreed,
    InstalmentPaid,
    ProgressTold,
    SponsorshipEnded,
)
