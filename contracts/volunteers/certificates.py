"""Events of certificates of volunteering hours: that there is one, never whose."""

from __future__ import annotations

from typing import ClassVar

from contracts.event import Event, Whole


class CertificateEvent(Event, frozen=True, kw_only=True):
    """`region` is where the volunteer lives; `hours` 小时 of service."""

    topic: ClassVar[str] = "volunteers.certificates"

    hours: Whole


class HoursCertified(CertificateEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "volunteers.certificate.issued.v1"


class CertificateWithdrawn(CertificateEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "volunteers.certificate.withdrawn.v1"

    reason: str


EVENTS: tuple[type[Event], ...] = (HoursCertified, CertificateWithdrawn)
