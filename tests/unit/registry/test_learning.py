"""Exams, training and supervision."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from contracts.registry.learning import Funnel
from services.metrics.counting import deltas_of
from services.registry.exams import domain as exams
from services.registry.exams.domain import ExamCounts
from services.registry.supervision import domain as supervision
from services.registry.supervision.domain import Finding, Visit
from services.registry.training import domain as training
from services.registry.training.domain import Course, Session

TODAY = date(2026, 11, 24)
QUJING = {
    "assistant": Funnel(persons_applied=2756),
    "social_worker": Funnel(persons_applied=758),
    "senior": Funnel(persons_applied=10),
}


def an_exam(levels: dict[str, Funnel] | None = None) -> ExamCounts:
    return ExamCounts(region="530300", year=2022, levels=levels or {})


def test_the_total_applied_is_the_sum_of_the_levels() -> None:
    counts, (event,) = exams.count_exam(an_exam(), QUJING, {"applied": 3524}, TODAY)
    assert counts.total("applied") == 3524
    assert sum(delta for _, delta in deltas_of(event)) == 3524
    with pytest.raises(exams.SumDiffers) as refusal:
        exams.count_exam(an_exam(), QUJING, {"applied": 3525}, TODAY)
    assert "3524" in refusal.value.sentence("zh")


@pytest.mark.parametrize(("applied", "paid", "passed"), [(10, 11, 0), (10, 5, 6)])
def test_no_more_pay_than_applied_and_no_more_pass_than_paid(
    applied: int, paid: int, passed: int
) -> None:
    wide = Funnel(persons_applied=applied, persons_paid=paid, persons_passed=passed)
    with pytest.raises(exams.FunnelWidens):
        exams.count_exam(an_exam(), {"assistant": wide}, {}, TODAY)


def test_a_new_count_moves_the_figures_by_the_difference() -> None:
    first, _ = exams.count_exam(an_exam(), QUJING, {}, TODAY)
    more = {**QUJING, "senior": Funnel(persons_applied=12)}
    again, (event,) = exams.count_exam(first, more, {}, TODAY)
    assert sum(delta for _, delta in deltas_of(event)) == 2
    assert exams.count_exam(again, more, {}, TODAY) == (again, [])


def a_session(**changes: int) -> Session:
    known = Session(on=date(2026, 3, 1), attendance=120, hours=16, answers=100, satisfied=95)
    return replace(known, **changes)


def a_course() -> Course:
    return Course(title="业务能力培训班", region="530500", mode="onsite")


def test_attendance_is_counted_in_person_times_and_sessions_apart() -> None:
    course, (one,) = training.hold_session(a_course(), a_session(), TODAY)
    course, (two,) = training.hold_session(course, a_session(attendance=310), TODAY)
    total: dict[str, int] = {}
    for cell, delta in [*deltas_of(one), *deltas_of(two)]:
        total[cell.indicator] = total.get(cell.indicator, 0) + delta
    assert total == {"training_sessions": 2, "training_attendance": 430}


def test_a_plan_for_a_course_counts_nothing() -> None:
    _, (event,) = training.plan_course(replace(a_course(), planned_fen=10**6), TODAY)
    assert deltas_of(event) == []


def test_a_voided_session_counts_no_more_and_is_not_voided_again() -> None:
    course, (held,) = training.hold_session(a_course(), a_session(), TODAY)
    voided, (event,) = training.void_session(course, 1)
    assert sum(delta for _, delta in [*deltas_of(held), *deltas_of(event)]) == 0
    assert voided.held == ()
    for number in (1, 0, 2):
        with pytest.raises(training.NoSuchSession):
            training.void_session(voided, number)


@pytest.mark.parametrize("wrong", [{"answers": 121}, {"satisfied": 101}])
def test_no_more_answer_than_attended_nor_are_content_than_answered(wrong: dict[str, int]) -> None:
    with pytest.raises(training.MoreAnswersThanPeople):
        training.hold_session(a_course(), a_session(**wrong), TODAY)


def test_only_what_was_held_is_recorded() -> None:
    with pytest.raises(training.SessionDate):
        training.hold_session(a_course(), replace(a_session(), on=date(2026, 11, 25)), TODAY)


def a_visit(**changes: object) -> Visit:
    known = Visit(
        station_id="s",
        region="532501001",
        kind="professional",
        mode="onsite",
        on=date(2026, 11, 1),
        findings=(Finding(aspect="files", due_on=date(2026, 11, 20), note="缺台账"),),
    )
    return replace(known, **changes)  # type: ignore[arg-type]


def test_a_station_counts_as_supervised_once_a_year_and_each_visit_as_a_visit() -> None:
    for first, counted in ((True, 2), (False, 1)):
        _, events = supervision.record_visit(a_visit(), first, TODAY)
        assert sum(delta for event in events for _, delta in deltas_of(event)) == counted


def test_a_findings_note_stays_in_the_registry() -> None:
    _, events = supervision.record_visit(a_visit(), True, TODAY)
    assert "缺台账" not in repr(events)


def test_a_finding_is_overdue_the_day_after_its_day_until_it_is_closed_with_evidence() -> None:
    finding = a_visit().findings[0]
    assert not finding.overdue(date(2026, 11, 20))
    assert finding.overdue(date(2026, 11, 21))
    closed, (event,) = supervision.close_finding(a_visit(), 1, "e" * 64, TODAY)
    assert not closed.findings[0].overdue(TODAY)
    assert getattr(event, "late", None) is True
    assert supervision.close_finding(closed, 1, "f" * 64, TODAY) == (closed, [])
    with pytest.raises(supervision.NoSuchFinding):
        supervision.close_finding(closed, 2, "e" * 64, TODAY)


def test_a_visit_lies_not_ahead_and_its_findings_are_not_due_before_it() -> None:
    with pytest.raises(supervision.VisitDate):
        supervision.record_visit(a_visit(on=date(2026, 11, 25)), True, TODAY)
    early = Finding(aspect="files", due_on=date(2026, 10, 31))
    with pytest.raises(supervision.DueDate):
        supervision.record_visit(a_visit(findings=(early,)), True, TODAY)
