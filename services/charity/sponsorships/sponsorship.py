"""A sponsorship 结对资助: instalments of a donor for one protected child. Pure.

`child` is a code of the station's own paper register. It is seen by the station and the county,
never by the donor, and stands in no event.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from contracts.charity.sponsorships import (
    InstalmentPaid,
    ProgressTold,
    SponsorshipAgreed,
    SponsorshipEnded,
    SponsorshipEvent,
)
from servicekit.errors import DomainError


class SponsorshipOver(DomainError):
    code = "sponsorship_ended"
    zh = "该结对资助已于 {on} 结束。"
    en = "The sponsorship ended on {on}."


class NothingDue(DomainError):
    code = "instalments_paid"
    zh = "各期资助均已到账。"
    en = "Every instalment has been paid."


class GiftUnfit(DomainError):
    code = "gift_unfit"
    zh = "该笔捐赠不是同一捐赠方已到账的、不少于 {amount} 分的资金，或已用于另一期。"
    en = "This gift is not money of the same donor, received, of at least {amount} fen; or it has "
    en += "paid another instalment."


@dataclass(frozen=True, slots=True, kw_only=True)
class Instalment:
    due_on: date
    amount_fen: int
    gift_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sponsorship:
    region: str
    station_id: str
    child: str
    donor_id: str
    instalments: tuple[Instalment, ...]
    agreed_on: date
    progress: tuple[tuple[date, str], ...] = ()
    ended_on: date | None = None

    @property
    def county(self) -> str:
        return self.region[:6]

    def next_due(self) -> Instalment | None:
        return next((one for one in self.instalments if not one.gift_id), None)

    def overdue(self, today: date) -> bool:
        due = self.next_due()
        return self.ended_on is None and due is not None and due.due_on < today


Change = tuple[Sponsorship, list[SponsorshipEvent]]


def agree(sponsorship: Sponsorship, today: date) -> Change:
    event = SponsorshipAgreed(
        region=sponsorship.county,
        occurred_on=today,
        donor_id=sponsorship.donor_id,
        instalments=len(sponsorship.instalments),
        amount_fen=sum(one.amount_fen for one in sponsorship.instalments),
    )
    return sponsorship, [event]


def pay(sponsorship: Sponsorship, gift_id: str, received_fen: int, today: date) -> Change:
    """The next instalment, by a gift of which so much has come in (NothingDue, GiftUnfit)."""
    _require_on(sponsorship)
    due = sponsorship.next_due()
    if due is None:
        raise NothingDue()
    used = any(one.gift_id == gift_id for one in sponsorship.instalments)
    if used or received_fen < due.amount_fen:
        raise GiftUnfit(amount=due.amount_fen)
    paid = replace(due, gift_id=gift_id)
    instalments = tuple(paid if one is due else one for one in sponsorship.instalments)
    event = InstalmentPaid(
        region=sponsorship.county,
        occurred_on=today,
        donor_id=sponsorship.donor_id,
        gift_id=gift_id,
    )
    return replace(sponsorship, instalments=instalments), [event]


def tell_progress(sponsorship: Sponsorship, kind: str, today: date) -> Change:
    """That there is news, and of what kind; the letter itself goes through the station."""
    _require_on(sponsorship)
    event = ProgressTold(
        region=sponsorship.county, occurred_on=today, donor_id=sponsorship.donor_id, kind=kind
    )
    return replace(sponsorship, progress=(*sponsorship.progress, (today, kind))), [event]


def end(sponsorship: Sponsorship, reason: str, today: date) -> Change:
    _require_on(sponsorship)
    event = SponsorshipEnded(
        region=sponsorship.county, occurred_on=today, donor_id=sponsorship.donor_id, reason=reason
    )
    return replace(sponsorship, ended_on=today), [event]


def _require_on(sponsorship: Sponsorship) -> None:
    """Raises SponsorshipOver."""
    if sponsorship.ended_on is not None:
        raise SponsorshipOver(on=sponsorship.ended_on)
