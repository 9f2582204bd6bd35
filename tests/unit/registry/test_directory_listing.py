"""What a station may say of itself, and whether its doors are open."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from contracts.registry.directory import ListingPublished, ListingWithdrawn, Offer, OpeningHours
from servicekit.clock import SHANGHAI, local_date
from services.registry.directory import domain
from services.registry.directory.domain import Listing
from services.registry.directory.holidays import DayKind, day_kind

TODAY = date(2026, 9, 1)
NINE, NOON, FIVE = 9 * 60, 12 * 60, 17 * 60


def listing(**said: object) -> Listing:
    hours = (OpeningHours(weekday=1, opens=NINE, closes=FIVE),)
    known = Listing(
        station_id="s", region="532501002", offers=(Offer(domain="elderly"),), hours=hours
    )
    return replace(known, **said)  # type: ignore[arg-type]


def open_at(known: Listing, *when: int) -> bool:
    at = datetime(*when, tzinfo=SHANGHAI)  # type: ignore[arg-type,misc]
    return domain.is_open(known, at, day_kind(local_date(at)))


def test_publishing_tells_codes_and_hours_but_neither_place_nor_telephone() -> None:
    _, (event,) = domain.publish(listing(place="二楼", telephone="0873-2123456"), TODAY)
    assert isinstance(event, ListingPublished)
    assert "0873" not in repr(event)
    assert "二楼" not in repr(event)


def test_the_same_said_again_is_no_news() -> None:
    known, _ = domain.publish(listing(), TODAY)
    assert domain.publish_again(known, listing(), TODAY) == (known, [])


def test_a_station_offers_at_least_one_service() -> None:
    with pytest.raises(domain.NothingOffered):
        domain.publish(listing(offers=()), TODAY)


def test_a_domain_is_offered_once() -> None:
    with pytest.raises(domain.OfferRepeated):
        domain.publish(listing(offers=(Offer(domain="elderly"), Offer(domain="elderly"))), TODAY)


@pytest.mark.parametrize(
    "hours",
    [
        [(1, FIVE, NINE)],
        [(1, NINE, NINE)],
        [(8, NINE, FIVE)],
        [(1, NINE, 24 * 60 + 1)],
        [(1, NINE, FIVE), (1, NOON, FIVE + 60)],
    ],
)
def test_hours_that_no_clock_shows_are_refused(hours: list[tuple[int, int, int]]) -> None:
    said = tuple(OpeningHours(weekday=d, opens=o, closes=c) for d, o, c in hours)
    with pytest.raises(domain.HoursInvalid):
        domain.publish(listing(hours=said), TODAY)


def test_a_withdrawn_listing_comes_back_by_publishing_and_is_not_withdrawn_twice() -> None:
    gone, (event,) = domain.withdraw(listing(), TODAY)
    assert isinstance(event, ListingWithdrawn)
    with pytest.raises(domain.AlreadyWithdrawn):
        domain.withdraw(gone, TODAY)
    back, (event,) = domain.publish_again(gone, listing(), TODAY)
    assert not back.withdrawn


def test_doors_are_open_from_opening_until_just_before_closing_local_time() -> None:
    assert open_at(listing(), 2026, 9, 7, 9, 0)
    assert open_at(listing(), 2026, 9, 7, 16, 59)
    assert not open_at(listing(), 2026, 9, 7, 17, 0)
    assert not open_at(listing(), 2026, 9, 8, 10, 0)


def test_a_public_holiday_closes_it_unless_it_says_otherwise() -> None:
    thursday = (OpeningHours(weekday=4, opens=NINE, closes=FIVE),)
    assert not open_at(listing(hours=thursday), 2026, 10, 1, 10, 0)
    assert open_at(listing(hours=thursday, open_on_holidays=True), 2026, 10, 1, 10, 0)


def test_a_weekend_day_worked_instead_keeps_mondays_hours() -> None:
    assert day_kind(date(2026, 10, 10)) is DayKind.WORKED_WEEKEND  # a Saturday
    assert open_at(listing(), 2026, 10, 10, 10, 0)
    assert not open_at(listing(), 2026, 10, 17, 10, 0)


def test_a_year_whose_holidays_are_not_arranged_yet_has_ordinary_days() -> None:
    assert day_kind(date(2099, 10, 1)) is DayKind.ORDINARY
