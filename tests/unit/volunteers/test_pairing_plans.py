"""Yearly plans of paired areas: within the pairing's term, goal by goal, activity by activity."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from contracts.registry.pairings import PairingAgreed, PairingEnded
from contracts.volunteers.pairings import PairingActivityDone, Partner, YearGoal
from services.metrics.counting import deltas_of
from services.volunteers.days import DateInFuture, DateOutOfOrder
from services.volunteers.pairings import domain
from services.volunteers.pairings.copy import copied
from services.volunteers.pairings.domain import Activity, Plan, Term
from services.volunteers.pairings.refusals import (
    ActivityOver,
    GoalTwice,
    NoPlanYet,
    NoSuchActivity,
    NotAllGoals,
    NotInTheYear,
    OutsideTheTerm,
    PartnerIncomplete,
)
from tests.unit.volunteers.mothers import GEJIU, KUNMING_WUHUA, TODAY

TERM = Term(
    pairing_id="p",
    helper=KUNMING_WUHUA,
    helped=GEJIU,
    starts_on=date(2025, 9, 1),
    ends_on=date(2027, 8, 31),
)
GOALS = (
    YearGoal(indicator="stations", value=3, unit="个"),
    YearGoal(indicator="training_attendance", value=100, unit="人次"),
)


def unset(year: int = 2026) -> Plan:
    return Plan(pairing_id="p", helper=KUNMING_WUHUA, region=GEJIU, year=year)


def a_plan(**changes: Any) -> Plan:
    """Two goals for 2026 and one training due in March."""
    plan, _ = domain.set_plan(unset(), GOALS, (), TERM, TODAY)
    training = Activity(title="跟班学习", kind="training", due_on=date(2026, 3, 31))
    return replace(domain.plan_activity(plan, training, TODAY)[0], **changes)


def test_a_plan_is_made_for_a_year_of_the_pairings_term() -> None:
    for year in (2025, 2026, 2027):
        assert domain.set_plan(unset(year), GOALS, (), TERM, TODAY)[1]
    for year in (2024, 2028):
        with pytest.raises(OutsideTheTerm):
            domain.set_plan(unset(year), GOALS, (), TERM, TODAY)
    ended = replace(TERM, ended_on=date(2026, 2, 1))
    with pytest.raises(OutsideTheTerm):
        domain.set_plan(unset(2027), GOALS, (), ended, TODAY)


def test_an_indicator_has_one_goal_a_year() -> None:
    with pytest.raises(GoalTwice):
        domain.set_plan(unset(), (*GOALS, GOALS[0]), (), TERM, TODAY)


def test_a_partner_is_an_organisation_or_a_station_and_not_both() -> None:
    for wrong in (
        Partner(side="helper"),
        Partner(side="helped", organisation_id="o", station_id="s"),
    ):
        with pytest.raises(PartnerIncomplete):
            domain.set_plan(unset(), GOALS, (wrong,), TERM, TODAY)
    right = Partner(side="helper", organisation_id="o")
    assert domain.set_plan(unset(), GOALS, (right,), TERM, TODAY)[0].partners == (right,)


def test_nothing_is_done_before_the_year_has_goals() -> None:
    activity = Activity(title="x", kind="training", due_on=TODAY)
    with pytest.raises(NoPlanYet):
        domain.plan_activity(unset(), activity, TODAY)
    with pytest.raises(NoPlanYet):
        domain.tell_progress(unset(), (), TODAY, TODAY)


def test_an_activity_is_due_and_held_in_the_plans_year() -> None:
    next_year = Activity(title="x", kind="training", due_on=date(2027, 1, 1))
    with pytest.raises(NotInTheYear):
        domain.plan_activity(a_plan(), next_year, TODAY)
    with pytest.raises(NotInTheYear):
        domain.do_activity(a_plan(), 1, 5, date(2025, 12, 31), TODAY)
    with pytest.raises(DateInFuture):
        domain.do_activity(a_plan(), 1, 5, TODAY + timedelta(days=1), TODAY)


def test_an_activity_is_done_or_dropped_once() -> None:
    done, [event] = domain.do_activity(a_plan(), 1, 30, TODAY, TODAY)
    assert isinstance(event, PairingActivityDone)
    assert (event.late, event.person_times) == (True, 30)
    dropped, _ = domain.drop_activity(a_plan(), 1, TODAY)
    for over in (done, dropped):
        with pytest.raises(ActivityOver):
            domain.do_activity(over, 1, 30, TODAY, TODAY)
        with pytest.raises(ActivityOver):
            domain.drop_activity(over, 1, TODAY)
        assert over.late(TODAY) == 0
    assert a_plan().late(TODAY) == 1
    with pytest.raises(NoSuchActivity):
        domain.do_activity(a_plan(), 2, 30, TODAY, TODAY)


def test_progress_says_of_each_goal_what_was_reached() -> None:
    with pytest.raises(NotAllGoals):
        domain.tell_progress(a_plan(), GOALS[:1], TODAY, TODAY)
    reached = (replace_value(GOALS[0], 3), replace_value(GOALS[1], 99))
    told, _ = domain.tell_progress(a_plan(), reached, TODAY, TODAY)
    assert (told.met, told.told_on) == (1, TODAY)
    with pytest.raises(DateOutOfOrder):
        domain.tell_progress(told, reached, TODAY - timedelta(days=1), TODAY)


def replace_value(goal: YearGoal, value: int) -> YearGoal:
    return YearGoal(indicator=goal.indicator, value=value, unit=goal.unit)


def test_other_goals_forget_what_was_told_of_those_before() -> None:
    told, _ = domain.tell_progress(a_plan(), GOALS, TODAY, TODAY)
    assert told.met == 2
    higher = (replace_value(GOALS[0], 9), GOALS[1])
    assert domain.set_plan(told, higher, (), TERM, TODAY)[0].met == 1
    assert domain.set_plan(told, GOALS[:1], (), TERM, TODAY)[0].reached == ()


def test_activities_and_those_who_took_part_are_figures_of_their_own() -> None:
    _, [event] = domain.do_activity(a_plan(), 1, 30, TODAY, TODAY)
    counted = {cell.indicator: delta for cell, delta in deltas_of(event)}
    assert counted == {"pairing_activities": 1, "pairing_attendance": 30}


def test_goals_and_progress_count_nothing() -> None:
    _, planned = domain.set_plan(unset(), GOALS, (), TERM, TODAY)
    _, told = domain.tell_progress(a_plan(), GOALS, TODAY, TODAY)
    assert [deltas_of(event) for event in (*planned, *told)] == [[], []]


def test_the_copy_follows_a_pairing_that_is_agreed_ended_and_agreed_anew() -> None:
    agreed = PairingAgreed(
        region=GEJIU,
        occurred_on=TODAY,
        helper=KUNMING_WUHUA,
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
        goals=(),
    )
    ended = PairingEnded(region=GEJIU, occurred_on=TODAY, helper=KUNMING_WUHUA, reason="term_over")
    known = copied(agreed) | copied(ended)
    assert known["ended_on"] == TODAY.isoformat()
    assert (known | copied(agreed))["ended_on"] == ""
