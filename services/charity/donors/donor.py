"""A donor 捐赠方: of a kind, shown by name or not. Pure.

`name` is what officers see; the public sees it only if the donor is not anonymous. A person's
name never leaves this service.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from contracts.charity.donors import DonorChanged, DonorEvent, DonorRegistered

UNNAMED_ZH, UNNAMED_EN = "爱心人士（不公开姓名）", "A kind donor (name withheld)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Donor:
    """`kind`: a code of donor_kinds; `organisation_id`: the registry's, for a body known there."""

    kind: str
    name: str
    region: str
    anonymous: bool = False
    organisation_id: str = ""

    def public_name(self) -> tuple[str, str]:
        """(Chinese, English) for anybody."""
        return (UNNAMED_ZH, UNNAMED_EN) if self.anonymous else (self.name, self.name)


Change = tuple[Donor, list[DonorEvent]]


def register(donor: Donor, today: date) -> Change:
    return donor, [_told(DonorRegistered, donor, today)]


def change(donor: Donor, name: str | None, anonymous: bool | None, today: date) -> Change:
    """Another name, or shown from now on otherwise: public pages follow at once."""
    after = replace(
        donor,
        name=donor.name if name is None else name,
        anonymous=donor.anonymous if anonymous is None else anonymous,
    )
    return (after, []) if after == donor else (after, [_told(DonorChanged, after, today)])


def _told(kind: type[DonorEvent], donor: Donor, today: date) -> DonorEvent:
    return kind(
        region=donor.region,
        occurred_on=today,
        kind=donor.kind,
        anonymous=donor.anonymous,
        organisation_id=donor.organisation_id,
    )
