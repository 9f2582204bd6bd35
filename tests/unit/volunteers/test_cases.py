"""A case goes from intake to closed by the steps of the trade, each approved by somebody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from servicekit.errors import DomainError
from services.volunteers.cases import domain
from services.volunteers.cases.case import Case, PlannedService, Referral, SameWorker, WrongStage

TODAY = date(2022, 6, 30)
STATION, OTHER = "station", "other-station"
LEVELS = {"person": 3, "family": 2, "community": 1, "society": 1}
VISIT = PlannedService(id="s1", kind="household_visit", due_on=TODAY + timedelta(days=7))


def opened() -> Case:
    case = Case(
        region="532501002", station_id=STATION, reference="2022-17", domain="children",
        target_group="left_behind_children", source="visit", opened_on=TODAY,
        found_on=TODAY - timedelta(days=2), by="worker",
    )  # fmt: skip
    return domain.open_case(case, TODAY)[0]


def assessed(approved: bool = True) -> Case:
    case = domain.assess(opened(), "2022-1", LEVELS, "worker", TODAY)[0]
    return domain.approve(case, "assessment", "supervisor", TODAY)[0] if approved else case


def planned() -> Case:
    return domain.plan(assessed(), [VISIT], TODAY + timedelta(days=90), "worker", TODAY)[0]


def serving() -> Case:
    return domain.approve(planned(), "plan", "supervisor", TODAY)[0]


def served() -> Case:
    return domain.serve(serving(), "s1", TODAY, TODAY)[0]


def closing() -> Case:
    return domain.propose_closing(served(), "goals_met", "worker", TODAY)[0]


def test_a_case_is_closed_after_assessment_plan_and_service():
    closed, (told,) = domain.decide_closing(closing(), True, "supervisor", TODAY)
    assert (closed.stage, closed.closed_on, told.reason) == ("closed", TODAY, "goals_met")


def test_a_plan_waits_for_the_approved_assessment_and_service_for_the_approved_plan():
    with pytest.raises(domain.NotApproved):
        domain.plan(assessed(approved=False), [VISIT], TODAY, "worker", TODAY)
    with pytest.raises(WrongStage):
        domain.plan(opened(), [VISIT], TODAY, "worker", TODAY)
    with pytest.raises(WrongStage):
        domain.serve(planned(), "s1", TODAY, TODAY)


def test_nobody_approves_their_own_assessment_plan_or_closure():
    with pytest.raises(SameWorker):
        domain.approve(assessed(approved=False), "assessment", "worker", TODAY)
    with pytest.raises(SameWorker):
        domain.approve(planned(), "plan", "worker", TODAY)
    with pytest.raises(SameWorker):
        domain.decide_closing(closing(), True, "worker", TODAY)


def test_goals_are_met_only_when_the_planned_services_are_done():
    with pytest.raises(domain.ServicesOpen):
        domain.propose_closing(serving(), "goals_met", "worker", TODAY)
    early = domain.propose_closing(serving(), "moved_away", "worker", TODAY)[0]
    assert early.stage == "closing"


def test_a_refused_closure_goes_on_where_it_was():
    back = domain.decide_closing(closing(), False, "supervisor", TODAY)[0]
    assert (back.stage, back.closing_reason) == ("serving", "")


def test_a_reopened_case_is_the_same_file_assessed_anew():
    closed = domain.decide_closing(closing(), True, "supervisor", TODAY)[0]
    again, (told,) = domain.reopen(closed, "need_returned", TODAY)
    assert (again.stage, again.times_opened, len(again.assessments)) == ("intake", 2, 1)
    assert told.type == "volunteers.case.reopened.v1", "counted as no new case"
    with pytest.raises(WrongStage):
        domain.reopen(again, "need_returned", TODAY)


def test_what_is_late_is_told_service_review_and_referral():
    case = serving()
    assert case.overdue(TODAY + timedelta(days=7)) == []
    assert case.overdue(TODAY + timedelta(days=8)) == ["service"]
    assert case.overdue(TODAY + timedelta(days=91)) == ["service", "review"]
    asked = domain.refer(case, referral("transfer"), TODAY)[0]
    assert "referral" in asked.overdue(TODAY + timedelta(days=6))
    closed = replace(case, stage="closed")
    assert closed.overdue(TODAY + timedelta(days=400)) == []


def referral(kind: str, id_: str = "r") -> Referral:
    return Referral(
        id=id_, kind=kind, reason="specialist", services=("casework",), consent="a" * 64,
        until=TODAY + timedelta(days=5), to_station_id=OTHER,
    )  # fmt: skip


def test_an_accepted_transfer_moves_the_file_with_its_history_and_the_first_still_reads_it():
    asked = domain.refer(serving(), referral("transfer"), TODAY)[0]
    assert asked.readable_by(OTHER), "whoever is asked reads it until it is answered"
    there = domain.answer(asked, "r", "accepted", "532503001", TODAY)[0]
    assert (there.station_id, there.region, there.stage) == (OTHER, "532503001", "serving")
    assert there.readable_by(STATION)
    assert len(there.assessments) == 1


def test_a_declined_or_late_referral_changes_nothing_and_closes_the_file_to_the_other():
    asked = domain.refer(serving(), referral("transfer"), TODAY)[0]
    declined = domain.answer(asked, "r", "declined", "532503001", TODAY)[0]
    late = domain.answer(asked, "r", "accepted", "532503001", TODAY + timedelta(days=6))[0]
    for case, said in ((declined, "declined"), (late, "timed_out")):
        assert case.station_id == STATION
        assert case.referrals[0].answer == said
        assert not case.readable_by(OTHER)
    with pytest.raises(domain.AlreadyAnswered):
        domain.answer(declined, "r", "accepted", "532503001", TODAY)


def test_an_event_of_a_case_says_nothing_of_the_client():
    _, (told,) = domain.open_case(opened(), TODAY)
    assert "2022-17" not in str(told)


def test_how_long_the_first_response_took_is_known():
    assert opened().first_response_days == 2
    with pytest.raises(domain.DateWrong):
        domain.open_case(replace(opened(), found_on=TODAY + timedelta(days=1)), TODAY)


@pytest.mark.parametrize(
    "verb",
    [
        lambda c: domain.assess(c, "2022-1", LEVELS, "worker", TODAY),
        lambda c: domain.refer(c, referral("referral"), TODAY),
        lambda c: domain.propose_closing(c, "moved_away", "worker", TODAY),
        lambda c: domain.review(c, "better", TODAY + timedelta(days=1), TODAY),
    ],
)
def test_nothing_happens_to_a_closed_case_but_reopening(verb):
    closed = domain.decide_closing(closing(), True, "supervisor", TODAY)[0]
    with pytest.raises(DomainError):
        verb(closed)
