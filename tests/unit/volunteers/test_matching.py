from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from services.volunteers.matching.ranking import Ranking
from services.volunteers.matching.score import distance_km, score

from services.volunteers.matching.rules import Person, Question, failed
from services.volunteers.needs.domain import Need
from services.volunteers.people.domain import Volunteer
from services.volunteers.times import Slot
from tests.unit.volunteers.mothers import (
    GEJIU,
    GEJIU_TOWNSHIP,
    KUNMING_WUHUA,
    MENGZI,
    a_booking,
    a_posted_need,
    a_volunteer,
)


def asked(**changes: object) -> Question:
    return Question("need", a_posted_need(**changes))


def failures(question: Question, volunteer: Volunteer, id_: str = "v") -> list[str]:
    return [rule.code for rule in failed(question, Person(id_, volunteer))]


def points(need_region: str, **volunteer: object) -> tuple[int, int, int]:
    found = score(asked(region=need_region), Person("v", a_volunteer(**volunteer)))
    return found.place, found.load, found.fit


def test_a_volunteer_who_fits_passes_every_rule():
    question = asked(skills=("tutoring",), languages=("yi",), minors=True)
    assert failures(question, a_volunteer()) == []


def test_every_rule_refuses_what_it_names():
    need = asked(skills=("tutoring", "legal"), languages=("dai",), minors=True)
    nobody = Volunteer(region=GEJIU, bookings=(a_booking(10, 12, "other"),))
    taken = Question("need", replace(need.need, taken={"v": object()}))  # type: ignore[dict-item]
    assert failures(taken, nobody) == [
        "screening", "skills", "languages", "availability", "registered", "booked",
    ]  # fmt: skip


def test_screening_matters_only_for_minors():
    unscreened = a_volunteer(screened_until=None)
    assert failures(asked(minors=True), unscreened) == ["screening"]
    assert failures(asked(minors=False), unscreened) == []


def test_screening_must_hold_on_the_day_of_the_need():
    assert failures(asked(minors=True), a_volunteer(screened_until=date(2026, 11, 29))) == [
        "screening"
    ]


def test_somebody_booked_elsewhere_at_that_time_is_no_candidate():
    assert failures(asked(), a_volunteer(bookings=(a_booking(10, 12, "other"),))) == ["booked"]
    assert failures(asked(), a_volunteer(bookings=(a_booking(11, 12, "other"),))) == []


def test_the_nearer_the_better_and_the_own_region_best():
    town = points(GEJIU_TOWNSHIP, region=GEJIU_TOWNSHIP)[0]
    county = points(GEJIU_TOWNSHIP, region=GEJIU)[0]
    next_county = points(GEJIU_TOWNSHIP, region=MENGZI)[0]
    far = points(GEJIU_TOWNSHIP, region=KUNMING_WUHUA)[0]
    assert (town, county) == (60, 45)
    assert county > next_county > far > 0


def test_a_need_of_a_county_is_near_to_all_its_townships():
    assert points(GEJIU, region=GEJIU_TOWNSHIP)[0] == 60


def test_distances_are_those_of_the_map():
    assert distance_km(GEJIU, GEJIU) == pytest.approx(0)
    assert 5 < (distance_km(GEJIU, MENGZI) or 0) < 60
    assert 150 < (distance_km(GEJIU, KUNMING_WUHUA) or 0) < 260
    assert distance_km(GEJIU, "999999") is None


def test_the_less_busy_come_first():
    one = a_booking(14, 15, "a")
    two = a_booking(16, 17, "b")
    assert [points(GEJIU, bookings=b)[1] for b in ((), (one,), (one, two))] == [30, 20, 10]
    assert points(GEJIU, bookings=tuple(a_booking(h, h + 1, str(h)) for h in range(12, 18)))[1] == 0


def test_the_versatile_are_kept_for_others():
    question = asked(skills=("tutoring",))
    handy = a_volunteer(skills=("tutoring", "legal", "driving", "arts", "sports"))
    assert score(question, Person("v", a_volunteer())).fit == 10
    assert score(question, Person("v", handy)).fit == 2


volunteers = st.builds(
    a_volunteer,
    region=st.sampled_from([GEJIU, GEJIU_TOWNSHIP, MENGZI, KUNMING_WUHUA]),
    skills=st.sampled_from([(), ("tutoring",), ("legal", "tutoring")]),
    languages=st.sampled_from([(), ("yi",)]),
    slots=st.sampled_from([(), (Slot(1, 0, 1440),)]),
    screened_until=st.sampled_from([None, date(2027, 1, 1)]),
    bookings=st.sampled_from([(), (a_booking(10, 12, "other"),), (a_booking(14, 15, "other"),)]),
)
needs = st.builds(
    a_posted_need,
    skills=st.sampled_from([(), ("tutoring",)]),
    languages=st.sampled_from([(), ("yi",)]),
    minors=st.booleans(),
)


@given(needs, st.lists(volunteers, max_size=30), st.integers(1, 10))
def test_the_candidates_are_exactly_the_best_of_all(need: Need, people: list[Volunteer], k: int):
    question = Question("need", need)
    everybody = [Person(f"v{n:02}", volunteer) for n, volunteer in enumerate(people)]
    ranking = Ranking(question, k)
    for person in everybody:
        ranking.consider(person)
    fit = [person for person in everybody if not failed(question, person)]
    best = sorted(fit, key=lambda p: (-score(question, p).total, p.id))[:k]
    assert [candidate.id for candidate in ranking.candidates()] == [person.id for person in best]
    assert ranking.eligible == len(fit)


@given(needs, st.lists(volunteers, max_size=30))
def test_everybody_not_eligible_is_counted_under_the_first_rule_they_fail(need, people):
    question = Question("need", need)
    ranking = Ranking(question, 1)
    for n, volunteer in enumerate(people):
        ranking.consider(Person(f"v{n:02}", volunteer))
    refused = ranking.refused()
    assert sum(r.first for r in refused) + ranking.eligible == len(people)
    alone = [f for v in people if len(f := failures(question, v)) == 1]
    assert sum(r.only for r in refused) <= len(alone)
    assert all(r.only == alone.count([r.rule.code]) for r in refused)


def test_what_would_fill_a_need_is_counted_by_the_one_rule_in_the_way():
    ranking = Ranking(asked(minors=True, languages=("dai",)), 5)
    ranking.consider(Person("a", a_volunteer()))  # lacks the language only
    ranking.consider(Person("b", a_volunteer(screened_until=None)))  # lacks both
    told = {r.rule.code: (r.first, r.only) for r in ranking.refused()}
    assert told == {"screening": (1, 0), "languages": (1, 1)}
    assert [(id_, rule.code) for id_, rule in ranking.examples] == [
        ("a", "languages"),
        ("b", "screening"),
    ]
