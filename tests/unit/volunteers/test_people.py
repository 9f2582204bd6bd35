from dataclasses import replace
from datetime import date, timedelta

import pytest

from contracts.volunteers.people import VolunteerBooked, VolunteerRegistered, VolunteerUnbooked
from services.volunteers.people.domain import (
    DoubleBooked,
    HoldPassed,
    NotScreened,
    book,
    register_volunteer,
    unbook,
)
from tests.unit.volunteers.mothers import GEJIU, NOW, TODAY, a_booking, a_volunteer


def test_registration_tells_the_region_and_nothing_else():
    _, events = register_volunteer(a_volunteer(), TODAY)
    assert events == [VolunteerRegistered(region=GEJIU, occurred_on=TODAY)]


def test_no_volunteer_is_booked_twice_for_overlapping_times():
    busy, _ = book(a_volunteer(), a_booking(9, 11, "morning"), NOW)
    with pytest.raises(DoubleBooked) as refusal:
        book(busy, a_booking(10, 12, "other"), NOW)
    assert refusal.value.booking.need_id == "morning"


def test_bookings_may_touch():
    busy, _ = book(a_volunteer(), a_booking(9, 11, "morning"), NOW)
    busier, events = book(busy, a_booking(11, 12, "noon"), NOW)
    assert [b.need_id for b in busier.bookings] == ["morning", "noon"]
    assert events == [
        VolunteerBooked(region=GEJIU, occurred_on=TODAY, need_id="noon", hold=1),
    ]


def test_booking_the_same_hold_again_changes_nothing():
    busy, _ = book(a_volunteer(), a_booking(9, 11), NOW)
    assert book(busy, a_booking(9, 11), NOW) == (busy, [])


def test_a_later_hold_takes_over_and_an_earlier_one_never_does():
    busy, _ = book(a_volunteer(), a_booking(9, 11, hold=2), NOW)
    later, _ = book(busy, a_booking(9, 11, hold=3), NOW)
    assert [b.hold for b in later.bookings] == [3]
    with pytest.raises(HoldPassed):
        book(busy, a_booking(9, 11, hold=1), NOW)


def test_time_is_given_back_only_by_the_hold_that_has_it():
    busy, _ = book(a_volunteer(), a_booking(9, 11, hold=2), NOW)
    assert unbook(busy, "need", 1, TODAY) == (busy, [])
    free, events = unbook(busy, "need", 2, TODAY)
    assert free.bookings == ()
    assert events == [
        VolunteerUnbooked(region=GEJIU, occurred_on=TODAY, need_id="need", hold=2),
    ]


@pytest.mark.parametrize(
    ("until", "allowed"),
    [(None, False), (date(2026, 11, 29), False), (date(2026, 11, 30), True)],
)
def test_only_a_volunteer_screened_to_the_last_day_works_with_minors(until, allowed):
    volunteer = a_volunteer(screened_until=until)
    for_minors = replace(a_booking(9, 11), minors=True)
    if allowed:
        assert book(volunteer, for_minors, NOW)[0].bookings == (for_minors,)
    else:
        with pytest.raises(NotScreened):
            book(volunteer, for_minors, NOW)
    assert book(volunteer, a_booking(9, 11), NOW)[1]  # grown-ups: no screening asked


def test_long_past_bookings_leave_the_calendar_with_the_next_one():
    busy, _ = book(a_volunteer(), a_booking(9, 11, "old"), NOW)
    later, _ = book(busy, a_booking(12, 13, "new"), NOW + timedelta(days=60))
    assert [b.need_id for b in later.bookings] == ["new"]
