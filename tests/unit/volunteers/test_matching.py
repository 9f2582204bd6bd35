"""The rules a candidate passes, the parts of a score, and plans for many needs."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.regions.distance import distance_km
from services.volunteers.matching.knowing import asked_by, profile_of
from services.volunteers.matching.planning import Offers, greedy, plan
from services.volunteers.matching.points import Points, points
from services.volunteers.matching.profile import Asked, Profile
from services.volunteers.matching.rules import Person, failed
from services.volunteers.matching.weights import DEFAULT
from services.volunteers.people.domain import Volunteer
from services.volunteers.times import Slot
from tests.unit.volunteers.mothers import (
    GEJIU,
    GEJIU_TOWNSHIP,
    KUNMING_WUHUA,
    MENGZI,
    NOW,
    a_booking,
    a_posted_need,
    a_volunteer,
)


def asked(**changes: object) -> Asked:
    return asked_by(a_posted_need(**changes))


def failures(question: Asked, volunteer: Volunteer, id_: str = "v") -> list[str]:
    return [rule.code for rule in failed(question, Person(id_, profile_of(volunteer, NOW)))]


def parts(need_region: str = GEJIU, **volunteer: object) -> Points:
    known = profile_of(a_volunteer(**volunteer), NOW)
    return points(asked(region=need_region), known, DEFAULT)


def test_a_volunteer_who_fits_passes_every_rule() -> None:
    question = asked(skills=("tutoring",), languages=("yi",), minors=True)
    assert failures(question, a_volunteer()) == []


def test_every_rule_refuses_what_it_names() -> None:
    question = asked(skills=("tutoring", "legal"), languages=("dai",), minors=True)
    question = Asked(
        **{n: getattr(question, n) for n in Asked.__slots__ if n != "taken"}, taken=frozenset("v")
    )
    nobody = profile_of(Volunteer(region=KUNMING_WUHUA, bookings=(a_booking(10, 12, "x"),)), NOW)
    nobody = Profile(**{n: getattr(nobody, n) for n in Profile.__slots__ if n != "reach"}, reach=0)
    assert [rule.code for rule in failed(question, Person("v", nobody))] == [
        "screening", "skills", "languages", "reach", "availability", "registered", "booked",
    ]  # fmt: skip


def test_a_level_below_the_one_asked_for_is_not_the_skill() -> None:
    need = Asked(region=GEJIU, window=asked().window, hours=frozenset(), skills={"legal": 2})
    one, two = (Profile(region=GEJIU, skills={"legal": level}) for level in (1, 2))
    assert [rule.code for rule in failed(need, Person("v", one))] == ["skills"]
    assert failed(need, Person("v", two)) == []


def test_screening_matters_only_for_minors() -> None:
    unscreened = a_volunteer(screened_until=None)
    assert failures(asked(minors=True), unscreened) == ["screening"]
    assert failures(asked(minors=False), unscreened) == []


def test_screening_must_hold_on_the_day_of_the_need() -> None:
    assert failures(asked(minors=True), a_volunteer(screened_until=date(2026, 11, 29))) == [
        "screening"
    ]


def test_somebody_booked_elsewhere_at_that_time_is_no_candidate() -> None:
    assert failures(asked(), a_volunteer(bookings=(a_booking(10, 12, "other"),))) == ["booked"]
    assert failures(asked(), a_volunteer(bookings=(a_booking(11, 12, "other"),))) == []


def test_an_hour_only_partly_free_is_not_free() -> None:
    half_past = tuple(Slot(weekday, 9 * 60 + 30, 12 * 60) for weekday in range(1, 8))
    assert failures(asked(), a_volunteer(slots=half_past)) == ["availability"]


def test_the_nearer_the_better_and_the_own_region_best() -> None:
    town = parts(GEJIU_TOWNSHIP, region=GEJIU_TOWNSHIP).distance
    county = parts(GEJIU_TOWNSHIP, region=GEJIU).distance
    next_county = parts(GEJIU_TOWNSHIP, region=MENGZI).distance
    far = parts(GEJIU_TOWNSHIP, region=KUNMING_WUHUA).distance
    assert (town, county) == (300, 255)
    assert county > next_county > far > 0


def test_a_need_of_a_county_is_near_to_all_its_townships() -> None:
    assert parts(GEJIU, region=GEJIU_TOWNSHIP).distance == 300


def test_distances_are_those_of_the_map() -> None:
    assert distance_km(GEJIU, GEJIU) == pytest.approx(0)
    assert 5 < (distance_km(GEJIU, MENGZI) or 0) < 60
    assert 150 < (distance_km(GEJIU, KUNMING_WUHUA) or 0) < 260
    assert distance_km(GEJIU, "999999") is None


def test_the_less_busy_come_first() -> None:
    one = a_booking(14, 15, "a")
    two = a_booking(16, 17, "b")
    assert [parts(bookings=b).load for b in ((), (one,), (one, two))] == [150, 142, 135]


def test_the_versatile_are_kept_for_others() -> None:
    handy = a_volunteer(skills=("tutoring", "legal", "driving", "arts", "sports"))
    need = asked(skills=("tutoring",))
    fit = [points(need, profile_of(v, NOW), DEFAULT).skill for v in (a_volunteer(), handy)]
    assert fit == [200, 40]


def test_a_newcomer_gets_a_chance_until_the_third_service() -> None:
    chances = [points(asked(), Profile(region=GEJIU, services=n), DEFAULT).newcomer for n in (2, 3)]
    assert chances == [50, 0]


offers = st.lists(
    st.lists(
        st.tuples(st.sampled_from("abcdefgh"), st.integers(0, 1000)),
        max_size=6,
        unique_by=lambda o: o[0],
    ).map(lambda o: sorted(o, key=lambda one: -one[1])),
    max_size=6,
)


@given(offers, st.data())
def test_a_plan_fills_no_more_than_asked_books_nobody_twice_and_beats_the_greedy_one(
    given_offers: list[Offers], data: st.DataObject
) -> None:
    places = [data.draw(st.integers(1, 3)) for _ in given_offers]
    made, simple = plan(given_offers, places), greedy(given_offers, places)
    everybody = [id_ for chosen in made.chosen for id_ in chosen]
    assert len(everybody) == len(set(everybody))
    assert len(made.chosen) == len(places)
    assert all(len(c) <= wanted for c, wanted in zip(made.chosen, places, strict=True))
    for chosen, candidates in zip(made.chosen, given_offers, strict=True):
        assert set(chosen) <= {id_ for id_, _ in candidates}
    assert simple.worth <= made.worth <= made.bound


def test_a_plan_gives_up_a_little_so_that_both_needs_are_served() -> None:
    shared: list[Offers] = [[("a", 900), ("b", 890)], [("a", 800)]]
    assert greedy(shared, [1, 1]).chosen == [["a"], []]
    assert plan(shared, [1, 1]).chosen == [["b"], ["a"]]
