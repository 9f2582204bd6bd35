"""Projects from the survey to the audit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.volunteers.projects import Limit, Part, ProjectApproved, ProjectSpendingReversed
from servicekit.errors import DomainError
from services.volunteers.days import DateInFuture, DayRange
from services.volunteers.offices import SecondPersonRequired, level_of
from services.volunteers.projects import domain, running
from services.volunteers.projects.project import Milestone, Project, Spending, Visit
from services.volunteers.projects.refusals import (
    ApprovalLevel,
    AuditDiffers,
    BudgetExceeded,
    NoMilestones,
    NoSuchSpending,
    NotASource,
    NotReadyForAcceptance,
    ProjectStage,
    SameOrganisation,
    SourceOnce,
)
from services.volunteers.projects.schemes import (
    DEFAULT,
    LimitsIncomplete,
    Scheme,
    limits_for,
    needed_level,
    set_scheme,
)
from tests.unit.volunteers.mothers import GEJIU, TODAY
from tests.unit.volunteers.project_mothers import (
    ENDS,
    MILESTONES,
    ORGANISATION,
    STARTS,
    a_finished_project,
    a_paired_project,
    a_project,
    an_approved_project,
)

YUAN = 100


def approved(project: Project, kind: str, by: tuple[str, str]) -> domain.Change:
    return domain.approve(project, kind, (STARTS, ENDS), MILESTONES, by, DEFAULT, TODAY)


def spent(project: Project, id_: str, amount: int, part: int = 1) -> Project:
    spending = Spending(part=part, amount_fen=amount, on=TODAY)
    return running.spend(project, id_, spending, TODAY)[0]


def test_a_project_is_approved_only_once_an_organisation_is_paired_with_it() -> None:
    with pytest.raises(ProjectStage):
        approved(a_project(), "micro", ("officer", "county"))


@pytest.mark.parametrize(
    ("kind", "yuan", "level"),
    [
        ("micro", 900_000, "county"),
        ("general", 200_000, "county"),
        ("general", 200_001, "prefecture"),
        ("demonstration", 1, "prefecture"),
        ("demonstration", 1_000_001, "province"),
    ],
)
def test_who_approves_follows_from_the_grade_and_the_planned_sum(
    kind: str, yuan: int, level: str
) -> None:
    assert needed_level(DEFAULT, kind, yuan * YUAN) == level


def test_an_office_below_the_level_needed_approves_nothing_and_one_above_may() -> None:
    for level in ("", "county"):
        with pytest.raises(ApprovalLevel):
            approved(a_paired_project(), "demonstration", ("officer", level))
    after, _ = approved(a_paired_project(), "demonstration", ("officer", "province"))
    assert (after.stage, after.kind, after.level) == ("approved", "demonstration", "province")


def test_a_township_has_no_office_that_approves() -> None:
    assert level_of("532501101") == ""
    assert [level_of(code) for code in ("532501", "532500", "530000")] == [
        "county",
        "prefecture",
        "province",
    ]


def test_nobody_approves_what_they_entered_themselves() -> None:
    with pytest.raises(SecondPersonRequired):
        approved(a_paired_project(), "general", ("collector", "county"))


def test_the_limits_of_the_nearest_area_above_hold_and_else_the_usual_ones() -> None:
    strict = (Limit(kind="micro", level="province"),)
    known = {"532500": Scheme(region="532500", limits=strict)}
    assert limits_for("532501101", known) == strict
    assert limits_for("530102", known) == DEFAULT
    own = Scheme(region=GEJIU, limits=DEFAULT[:1])
    assert limits_for(GEJIU, {**known, GEJIU: own}) == DEFAULT[:1]


@pytest.mark.parametrize(
    "limits",
    [
        DEFAULT[1:],
        DEFAULT[:-1],
        (*DEFAULT[:2], Limit(kind="general", level="county"), *DEFAULT[3:]),
        (Limit(kind="micro", level="county"), *DEFAULT),
        (
            *DEFAULT[:1],
            Limit(kind="general", level="county", up_to_fen=9),
            Limit(kind="general", level="prefecture", up_to_fen=8),
            Limit(kind="general", level="province"),
            *DEFAULT[3:],
        ),
    ],
    ids=[
        "a grade without an office",
        "no end",
        "one level twice",
        "an end and then more",
        "a higher office with a smaller sum",
    ],
)
def test_limits_rise_with_the_level_and_leave_no_sum_without_an_office(
    limits: tuple[Limit, ...],
) -> None:
    with pytest.raises(LimitsIncomplete):
        set_scheme(Scheme(region=GEJIU), limits, TODAY)
    assert set_scheme(Scheme(region=GEJIU), DEFAULT, TODAY)[0].limits == DEFAULT


def test_a_milestone_lies_within_the_term_and_a_term_is_three_years_at_most() -> None:
    by, paired = ("officer", "county"), a_paired_project()
    after = (Milestone(title="x", due_on=ENDS + timedelta(days=1)),)
    with pytest.raises(NoMilestones):
        domain.approve(paired, "micro", (STARTS, ENDS), after, by, DEFAULT, TODAY)
    too_long = (STARTS, date(2029, 12, 2))
    with pytest.raises(DayRange):
        domain.approve(paired, "micro", too_long, MILESTONES, by, DEFAULT, TODAY)


def test_a_returned_project_is_revised_and_goes_on_where_it_was() -> None:
    returned, _ = domain.send_back(a_paired_project(), "budget_unclear", TODAY)
    with pytest.raises(ProjectStage):
        approved(returned, "micro", ("officer", "county"))
    parts = (Part(source="budget", amount_fen=5),)
    revised, [event] = domain.revise(returned, "新名", parts, ("general",), TODAY)
    assert (revised.stage, revised.planned_fen, revised.reason) == ("paired", 5, "")
    assert revised.organisation_id == ORGANISATION
    assert event.parts == parts  # type: ignore[attr-defined]


def test_a_refused_project_changes_no_more() -> None:
    refused, _ = domain.refuse(a_project(), "duplicate", TODAY)
    with pytest.raises(ProjectStage):
        domain.pair(refused, ORGANISATION, "", TODAY)
    with pytest.raises(ProjectStage):
        domain.refuse(refused, "duplicate", TODAY)


def test_a_project_is_carried_out_by_one_organisation() -> None:
    with pytest.raises(SameOrganisation):
        domain.pair(a_paired_project(), "another", "", TODAY)
    assert domain.pair(a_paired_project(), ORGANISATION, "", TODAY)[1] == []
    free, _ = domain.unpair(a_paired_project(), "plans_differ", TODAY)
    assert domain.pair(free, "another", "", TODAY)[0].organisation_id == "another"


def test_each_funder_has_one_part_and_a_sum_is_no_source() -> None:
    twice = (Part(source="budget", amount_fen=1), Part(source="budget", amount_fen=2))
    with pytest.raises(SourceOnce):
        domain.collect(a_project(parts=twice), TODAY)
    with pytest.raises(NotASource):
        domain.collect(a_project(parts=(Part(source="all", amount_fen=1),)), TODAY)
    two_funders = (*twice[:1], Part(source="budget", amount_fen=2, funder_id="a foundation"))
    assert domain.collect(a_project(parts=two_funders), TODAY)[0].planned_fen == 3


def test_no_part_is_spent_beyond_what_was_planned_of_it() -> None:
    project = spent(an_approved_project(), "a", 8_000_000)
    with pytest.raises(BudgetExceeded) as caught:
        spent(project, "b", 1)
    assert caught.value.words["left"] == 0
    assert spent(project, "b", 4_000_000, part=2).spent_fen == 12_000_000


@given(st.lists(st.tuples(st.integers(1, 2), st.integers(1, 6_000_000)), max_size=12))
def test_whatever_is_entered_in_any_order_no_part_is_overspent(
    bills: list[tuple[int, int]],
) -> None:
    project = an_approved_project()
    for number, (part, amount) in enumerate(bills):
        try:
            project = spent(project, str(number), amount, part)
        except BudgetExceeded:
            over = project.spent_of(part) + amount
            assert over > project.parts[part - 1].amount_fen
    for part, planned in enumerate(project.parts, 1):
        assert project.spent_of(part) <= planned.amount_fen
    assert project.planned_fen == 12_000_000


def test_planned_and_spent_are_never_added() -> None:
    project = spent(an_approved_project(), "a", 3_000_000)
    assert (project.planned_fen, project.spent_fen) == (12_000_000, 3_000_000)


def test_a_spending_is_reversed_once_on_its_own_day_and_its_room_comes_back() -> None:
    project = spent(an_approved_project(), "a", 8_000_000)
    free, [event] = running.reverse(project, "a")
    assert isinstance(event, ProjectSpendingReversed)
    assert (event.occurred_on, event.amount_fen, free.spent_fen) == (TODAY, 8_000_000, 0)
    with pytest.raises(NoSuchSpending):
        running.reverse(free, "a")
    assert spent(free, "b", 8_000_000).spent_fen == 8_000_000


def test_nothing_is_spent_before_approval_or_after_the_audit_or_in_the_future() -> None:
    audited, _ = running.audit(
        running.accept(a_finished_project(), 90, TODAY)[0], 0, "clean", TODAY
    )
    for project in (a_paired_project(), audited):
        with pytest.raises(ProjectStage):
            spent(project, "a", 1)
    tomorrow = Spending(part=1, amount_fen=1, on=TODAY + timedelta(days=1))
    with pytest.raises(DateInFuture):
        running.spend(an_approved_project(), "a", tomorrow, TODAY)


def test_a_milestone_reached_twice_is_no_news_and_a_late_one_is_told() -> None:
    after_due = date(2027, 2, 1)
    project, [event] = running.reach(an_approved_project(), 1, after_due, after_due)
    assert event.late  # type: ignore[attr-defined]
    assert running.reach(project, 1, after_due, after_due)[1] == []
    assert an_approved_project().late(after_due) == 1
    assert project.late(after_due) == 0


def test_acceptance_waits_for_milestones_a_visit_and_what_visits_asked_for() -> None:
    asked = Visit(on=TODAY, result="rectify", evidence="0" * 64)
    for project in (
        an_approved_project(visits=(replace(asked, result="on_track"),)),
        replace(a_finished_project(), visits=()),
        running.supervise(a_finished_project(), asked, TODAY)[0],
    ):
        with pytest.raises(NotReadyForAcceptance):
            running.accept(project, 90, TODAY)
    asked_for = running.supervise(a_finished_project(), asked, TODAY)[0]
    done, _ = running.rectify(asked_for, 2, TODAY, TODAY)
    assert running.accept(done, 90, TODAY)[0].stage == "accepted"


def test_a_clean_audit_finds_what_was_entered() -> None:
    accepted, _ = running.accept(spent(a_finished_project(), "a", 500), 90, TODAY)
    with pytest.raises(AuditDiffers):
        running.audit(accepted, 501, "clean", TODAY)
    after, [event] = running.audit(accepted, 501, "with_findings", TODAY)
    assert (after.stage, after.audited_fen, after.spent_fen) == ("audited", 501, 500)
    assert (event.spent_fen, event.audited_fen) == (500, 501)  # type: ignore[attr-defined]


def test_a_project_stopped_early_is_audited_all_the_same() -> None:
    ended, _ = running.end(spent(an_approved_project(), "a", 700), "breach", TODAY)
    with pytest.raises(ProjectStage):
        spent(ended, "b", 1)
    assert running.audit(ended, 700, "clean", TODAY)[0].stage == "audited"


def test_only_an_accepted_or_stopped_project_is_audited() -> None:
    with pytest.raises(ProjectStage):
        running.audit(an_approved_project(), 0, "clean", TODAY)


def test_every_refusal_says_what_would_satisfy_it_in_both_languages() -> None:
    with pytest.raises(DomainError) as caught:
        approved(a_paired_project(), "demonstration", ("officer", "county"))
    assert "州市级" in caught.value.sentence("zh")
    assert "prefecture" in caught.value.sentence("en")


def test_the_approval_tells_the_plan_by_funder() -> None:
    _, [event] = approved(a_paired_project(), "general", ("officer", "county"))
    assert isinstance(event, ProjectApproved)
    assert sum(part.amount_fen for part in event.parts) == 12_000_000
    assert event.organisation_id == ORGANISATION
