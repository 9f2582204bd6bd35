"""Exam results, continuing education, and what hangs on a certificate."""

from __future__ import annotations

from datetime import date

import pytest

from services.registry.staff import domain
from services.registry.staff import refusals as no
from services.registry.staff.domain import Certificate, Person
from services.registry.staff.learning import Education, hours_since
from services.registry.staff.qualifying import complete_education, take_exam
from tests.unit.registry.test_staff import TODAY, a_person, certified

BOTH = {"comprehensive": "passed", "practice": "passed"}


def sat(person: Person, level: str, year: int, **results: str) -> tuple[Person, bool]:
    after, [event] = take_exam(person, level, year, results, TODAY)
    return after, event.complete  # type: ignore[union-attr]


def test_an_assistant_passes_both_subjects_in_one_year() -> None:
    person, complete = sat(a_person(), "assistant", 2021, comprehensive="passed", practice="failed")
    assert not complete
    person, complete = sat(person, "assistant", 2022, comprehensive="absent", practice="passed")
    assert not complete
    assert sat(person, "assistant", 2023, **BOTH)[1]


def test_a_social_worker_passes_three_subjects_within_two_years_in_a_row() -> None:
    first, complete = sat(a_person(), "social_worker", 2021, **BOTH)
    assert not complete
    assert sat(first, "social_worker", 2022, law="passed")[1]
    assert not sat(first, "social_worker", 2023, law="passed")[1]


def test_results_of_a_year_take_the_place_of_the_last_and_the_same_again_changes_nothing() -> None:
    person, _ = sat(a_person(), "assistant", 2022, comprehensive="failed", practice="failed")
    person, _ = sat(person, "assistant", 2022, **BOTH)
    assert len(person.exams) == 1
    assert take_exam(person, "assistant", 2022, BOTH, TODAY) == (person, [])


def test_a_subject_belongs_to_its_level_and_a_year_has_begun() -> None:
    with pytest.raises(no.NotASubject, match="comprehensive, practice"):
        sat(a_person(), "assistant", 2022, law="passed")
    with pytest.raises(no.ExamAhead):
        sat(a_person(), "assistant", TODAY.year + 1, **BOTH)


def test_education_counts_once_a_day_and_course_from_the_day_of_registration() -> None:
    done = Education(on=date(2022, 5, 1), hours=24)
    person, [event] = complete_education(a_person(), done, TODAY)
    assert (event.type, event.hours) == ("registry.education.completed.v1", 24)  # type: ignore[union-attr]
    with pytest.raises(no.EducationTwice):
        complete_education(person, done, TODAY)
    other = Education(on=date(2022, 5, 1), hours=8, course_id="c1")
    person, _ = complete_education(person, other, TODAY)
    assert hours_since(person.education, date(2022, 5, 1)) == 32
    assert hours_since(person.education, date(2022, 5, 2)) == 0


def test_supervising_ends_with_the_certificate_it_rests_on() -> None:
    supervisor, _ = domain.certify_supervisor(certified("social_worker"), TODAY)
    after, events = domain.end_certificate(supervisor, "social_worker", TODAY, "expired", TODAY)
    assert after.supervisor_since is None
    assert [e.type for e in events] == [
        "registry.certificate.ended.v1",
        "registry.supervisor.withdrawn.v1",
    ]


def test_supervising_goes_on_when_a_certificate_is_renewed_or_a_higher_one_follows() -> None:
    supervisor, _ = domain.certify_supervisor(certified("social_worker"), TODAY)
    renewed, _ = domain.renew_certificate(supervisor, "social_worker", date(2030, 1, 1), TODAY)
    assert renewed.supervisor_since == TODAY
    risen = certified("senior", supervisor)
    assert risen.supervisor_since == TODAY


def test_a_certificate_entered_wrongly_gives_its_number_back_and_a_renewed_one_keeps_it() -> None:
    held = Certificate(level="assistant", since=date(2021, 6, 1), mark="m")
    person, _ = domain.gain_certificate(a_person(), held, TODAY)
    renewed, _ = domain.renew_certificate(person, "assistant", date(2030, 1, 1), TODAY)
    assert [c.mark for c in renewed.certificates] == ["m", "m"]
    wrong, _ = domain.end_certificate(person, "assistant", TODAY, "entered_wrongly", TODAY)
    assert [c.mark for c in wrong.certificates] == [""]
