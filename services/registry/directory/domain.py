"""What a station offers in the directory, and whether it is open at a moment. Pure."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise

from contracts.registry.directory import (
    ListingEvent,
    ListingPublished,
    ListingWithdrawn,
    Offer,
    OpeningHours,
)
from servicekit.clock import SHANGHAI
from servicekit.errors import DomainError
from services.registry.directory.holidays import DayKind

DAY_MINUTES = 24 * 60
MONDAY = 1
_NAMESPACE = uuid.UUID("c5f0d7c2-6a2f-5d1e-9a53-3f1f3f0b7a10")


@dataclass(frozen=True, slots=True)
class Point:
    """Where the door is, in degrees of WGS 84."""

    longitude: float
    latitude: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """`place`: how to find it; `telephone`: the office's own, never a person's."""

    station_id: str
    region: str
    offers: tuple[Offer, ...]
    hours: tuple[OpeningHours, ...] = ()
    languages: tuple[str, ...] = ()
    open_on_holidays: bool = False
    place: str = ""
    telephone: str = ""
    point: Point | None = None
    withdrawn: bool = False


Change = tuple[Listing, list[ListingEvent]]


class NothingOffered(DomainError):
    code = "offer_required"
    status = 422
    zh = "请至少写明一项服务（领域）。"
    en = "Name at least one service (its domain)."


class OfferRepeated(DomainError):
    code = "offer_repeated"
    status = 422
    zh = "领域「{domain}」写了两次；请合并为一项。"
    en = "The domain {domain} is offered twice; make one offer of it."


class HoursInvalid(DomainError):
    code = "hours_invalid"
    status = 422
    zh = "开放时间有误：星期须为 1 至 7，结束须晚于开始，同一天的时段不能重叠。"
    en = "Hours are wrong: weekday 1..7, closing after opening, none of a day's hours overlapping."


class AlreadyWithdrawn(DomainError):
    code = "listing_withdrawn"
    zh = "该站点的服务目录已撤下；重新发布即可恢复。"
    en = "The listing is withdrawn already; publish it again to bring it back."


def listing_id(station_id: str) -> str:
    """A station has one listing, so its id follows from the station's."""
    return str(uuid.uuid5(_NAMESPACE, station_id))


def publish(listing: Listing, today: date) -> Change:
    """What the station offers from today; the same again is no news."""
    _check_offers(listing.offers)
    _check_hours(listing.hours)
    event = ListingPublished(
        region=listing.region,
        occurred_on=today,
        station_id=listing.station_id,
        offers=listing.offers,
        hours=listing.hours,
        languages=listing.languages,
        open_on_holidays=listing.open_on_holidays,
    )
    return replace(listing, withdrawn=False), [event]


def publish_again(known: Listing, said: Listing, today: date) -> Change:
    """Replace the whole listing; the same words again change nothing."""
    return (known, []) if said == known else publish(said, today)


def withdraw(listing: Listing, today: date) -> Change:
    if listing.withdrawn:
        raise AlreadyWithdrawn()
    event = ListingWithdrawn(
        region=listing.region, occurred_on=today, station_id=listing.station_id
    )
    return replace(listing, withdrawn=True), [event]


def is_open(listing: Listing, at: datetime, kind: DayKind) -> bool:
    """Whether its doors are open at a moment of a day of this kind.

    A public holiday closes it unless it says otherwise; on a weekend day that is worked instead
    (调休) a station without hours of its own for that weekday keeps Monday's.
    """
    local = at.astimezone(SHANGHAI)
    if kind is DayKind.HOLIDAY and not listing.open_on_holidays:
        return False
    hours = _hours_of(listing, local.isoweekday())
    if kind is DayKind.WORKED_WEEKEND and not hours:
        hours = _hours_of(listing, MONDAY)
    minute = local.hour * 60 + local.minute
    return any(h.opens <= minute < h.closes for h in hours)


def _hours_of(listing: Listing, weekday: int) -> list[OpeningHours]:
    return [hours for hours in listing.hours if hours.weekday == weekday]


def _check_offers(offers: Sequence[Offer]) -> None:
    if not offers:
        raise NothingOffered(pointer="/offers")
    seen: set[str] = set()
    for number, offer in enumerate(offers):
        if offer.domain in seen:
            raise OfferRepeated(domain=offer.domain, pointer=f"/offers/{number}/domain")
        seen.add(offer.domain)


def _check_hours(hours: Sequence[OpeningHours]) -> None:
    ordered = sorted(hours, key=lambda h: (h.weekday, h.opens))
    legal = all(1 <= h.weekday <= 7 and 0 <= h.opens < h.closes <= DAY_MINUTES for h in ordered)
    overlap = any(a.weekday == b.weekday and b.opens < a.closes for a, b in pairwise(ordered))
    if not legal or overlap:
        raise HoursInvalid(pointer="/hours")
