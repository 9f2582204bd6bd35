"""A certificate of hours: what it says, when it holds; a number that tells a slip of the pen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from itertools import combinations
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from servicekit.clock import SHANGHAI
from services.volunteers.certificates import domain
from services.volunteers.people.domain import (
    Booking,
    Days,
    HasBookings,
    NotActive,
    Volunteer,
    book,
    change_profile,
    change_status,
)
from services.volunteers.people.number import ALPHABET, number_of, well_written
from services.volunteers.people.service import Credit
from services.volunteers.times import Window

TODAY = date(2022, 7, 8)
NOW = datetime(2022, 7, 8, 9, tzinfo=SHANGHAI)
FIRST, LAST = date(2022, 1, 1), date(2022, 6, 30)


def credit(day: date, hours: int, kind: str = "service") -> Credit:
    return Credit(
        need_id=f"{day}{kind}", window=Window(NOW, NOW), hours=hours, kind=kind, domain="elderly",
        region="532501", day=day,
    )  # fmt: skip


def volunteer(*credits: Credit, **changes: object) -> Volunteer:
    return replace(Volunteer(region="532501002", credits=credits), **changes)  # type: ignore[arg-type]


HELPED = (credit(date(2022, 3, 1), 3), credit(LAST, 2), credit(date(2022, 4, 1), 8, "training"))


def issued(person: Volunteer) -> domain.Certificate:
    return domain.issue("v", person, FIRST, LAST, TODAY)[0]


def test_service_and_training_are_certified_apart_and_only_of_the_days_asked():
    outside = credit(date(2022, 7, 1), 9)
    found = issued(volunteer(*HELPED, outside))
    assert (found.service_hours, found.training_hours, found.services) == (5, 8, 3)


def test_nothing_credited_is_nothing_certified_and_tomorrow_is_not_certified():
    with pytest.raises(domain.NothingToCertify):
        issued(volunteer())
    with pytest.raises(domain.DaysInvalid):
        domain.issue("v", volunteer(*HELPED), FIRST, date(2022, 7, 9), TODAY)


def test_a_certificate_stops_holding_when_hours_are_taken_back_and_stands_as_it_was():
    person = volunteer(*HELPED)
    found = issued(person)
    assert domain.holds(found, person)
    reversed_ = replace(HELPED[0], reversed_on=TODAY)
    assert not domain.holds(found, replace(person, credits=(reversed_, *HELPED[1:])))
    assert found.service_hours == 5


def test_more_training_does_not_make_up_for_service_taken_back():
    person = volunteer(*HELPED)
    found = issued(person)
    more = credit(date(2022, 5, 1), 80, "training")
    less = replace(person, credits=(HELPED[1], HELPED[2], more))
    assert not domain.holds(found, less)


def test_a_withdrawn_certificate_does_not_hold_and_is_withdrawn_once():
    person = volunteer(*HELPED)
    withdrawn = domain.withdraw(issued(person), "duplicate", TODAY)[0]
    assert not domain.holds(withdrawn, person)
    with pytest.raises(domain.AlreadyWithdrawn):
        domain.withdraw(withdrawn, "duplicate", TODAY)


IDS = st.uuids().map(str)


@given(IDS)
def test_a_number_is_well_written_also_in_small_letters_and_without_hyphens(id_):
    number = number_of(id_)
    assert well_written(number)
    assert well_written(number.lower().replace("-", ""))


@given(IDS, st.integers(0, 12), st.sampled_from(ALPHABET))
def test_every_single_error_in_a_number_is_noticed(id_, place, wrong):
    plain = number_of(id_).replace("-", "")
    miswritten = plain[:place] + wrong + plain[place + 1 :]
    assert well_written(miswritten) == (miswritten == plain)


@given(IDS)
@example("d77c8808-2b79-95cc-1ef2-86267bba2287")
def test_every_swap_of_two_characters_in_a_number_is_noticed(id_):
    plain = number_of(id_).replace("-", "")
    for one, other in combinations(range(len(plain)), 2):
        swapped = list(plain)
        swapped[one], swapped[other] = swapped[other], swapped[one]
        assert well_written("".join(swapped)) == ("".join(swapped) == plain)


def test_numbers_differ_where_ids_do():
    ids = [str(UUID(int=n << 68)) for n in range(2_000)]
    assert len({number_of(id_) for id_ in ids}) == 2_000


BOOKING = Booking(need_id="n", hold=1, window=Window(NOW, NOW.replace(hour=11)))


@pytest.mark.parametrize("status", ["paused", "left", "barred"])
def test_only_an_active_volunteer_is_booked(status):
    with pytest.raises(NotActive):
        book(volunteer(status=status), BOOKING, NOW)


def test_nobody_leaves_while_booked_and_a_pause_keeps_the_bookings():
    booked = book(volunteer(), BOOKING, NOW)[0]
    with pytest.raises(HasBookings):
        change_status(booked, "left", NOW)
    paused, (told,) = change_status(booked, "paused", NOW)
    assert (paused.status, paused.bookings) == ("paused", booked.bookings)
    assert (told.was, told.now) == ("active", "paused")
    assert change_status(paused, "paused", NOW) == (paused, [])


def test_a_new_profile_leaves_bookings_and_hours_as_they_are():
    person = book(volunteer(*HELPED), BOOKING, NOW)[0]
    told = Volunteer(region="", skills=("driving",), levels={"driving": 2}, reach_km=30)
    after, events = change_profile(person, told, TODAY)
    assert (after.skills, after.levels, after.reach_km) == (("driving",), {"driving": 2}, 30)
    assert (after.region, after.bookings, after.credits) == (
        person.region,
        person.bookings,
        person.credits,
    )
    assert len(events) == 1
    assert change_profile(after, told, TODAY) == (after, [])


def test_days_away_last_to_the_end_of_the_last():
    days = Days(first=date(2022, 7, 1), last=date(2022, 7, 2))
    assert days.window.starts == datetime(2022, 7, 1, tzinfo=SHANGHAI)
    assert days.window.ends == datetime(2022, 7, 3, tzinfo=SHANGHAI)
