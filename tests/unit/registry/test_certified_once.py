"""A certificate counts while it is valid, at the highest level; an area's exam counts once."""

from __future__ import annotations

from datetime import date

import pytest

from contracts.registry.learning import Funnel
from services.registry.exams.domain import CountedElsewhere, ExamCounts, refuse_counted_twice
from services.registry.staff import domain
from services.registry.staff.domain import Certificate, Person
from services.registry.staff.expiring import expired
from services.registry.staff.refusals import HigherHeld

TODAY = date(2026, 11, 24)
LAST_DAY = date(2026, 11, 23)


def certified(level: str, until: date | None = None) -> Person:
    person = Person(name="张三", region="532501", entered_on=date(2020, 1, 1))
    certificate = Certificate(level=level, since=date(2021, 6, 1), valid_until=until)
    return domain.gain_certificate(person, certificate, TODAY)[0]


def test_an_old_lower_certificate_entered_late_does_not_end_the_higher_one() -> None:
    senior = certified("social_worker")
    late = Certificate(level="assistant", since=date(2018, 6, 1))
    with pytest.raises(HigherHeld):
        domain.gain_certificate(senior, late, TODAY)


def test_a_lower_certificate_may_follow_when_the_higher_one_has_ended() -> None:
    ended, _ = domain.end_certificate(certified("senior"), "senior", TODAY, "revoked", TODAY)
    again = Certificate(level="assistant", since=date(2022, 6, 1))
    assert domain.gain_certificate(ended, again, TODAY)[0].levels(TODAY) == ("assistant",)


def test_a_certificate_ends_by_itself_on_the_day_after_its_last() -> None:
    ((certificate, on),) = expired(certified("assistant", LAST_DAY), TODAY)
    assert (certificate.level, on) == ("assistant", TODAY)
    assert not list(expired(certified("assistant", LAST_DAY), LAST_DAY))
    assert not list(expired(certified("assistant"), TODAY))


def test_what_has_ended_or_whose_holder_has_left_does_not_end_again() -> None:
    person = certified("assistant", LAST_DAY)
    ended, _ = domain.end_certificate(person, "assistant", TODAY, "expired", TODAY)
    left, _ = domain.leave(person, LAST_DAY, "retired", TODAY)
    assert not list(expired(ended, TODAY))
    assert not list(expired(left, TODAY))


@pytest.mark.parametrize("other", ["530000", "532500", "532501001"])
def test_an_area_and_one_inside_it_do_not_both_count_the_same_exam(other: str) -> None:
    levels = {"assistant": Funnel(persons_applied=5)}
    known = [ExamCounts(region=other, year=2022, levels=levels)]
    with pytest.raises(CountedElsewhere):
        refuse_counted_twice("532501", 2022, known)
    refuse_counted_twice("532501", 2023, known)
    refuse_counted_twice(other, 2022, known)
    refuse_counted_twice("532503", 2022, [ExamCounts(region="532501", year=2022, levels=levels)])
    refuse_counted_twice("532501", 2022, [ExamCounts(region=other, year=2022)])
