"""Talks about projects: who is invited, what they would do, and what comes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from contracts.volunteers.projects import Part
from services.metrics.counting import deltas_of
from services.volunteers.days import DateInFuture
from services.volunteers.projects import domain as projects
from services.volunteers.projects.refusals import ProjectStage, SourceOnce
from services.volunteers.talks import domain
from services.volunteers.talks.domain import Interest, Talks
from services.volunteers.talks.refusals import (
    InterestOnce,
    NoSuchInterest,
    NotInvited,
    NotOnTheTable,
    PlannedInThePast,
    TalksStage,
)
from tests.unit.volunteers.mothers import GEJIU, TODAY
from tests.unit.volunteers.project_mothers import a_paired_project, a_project, an_approved_project

INTEREST = Interest(organisation_id="o", project_id="p", role="carry_out")


def some_talks(**changes: Any) -> Talks:
    """Two organisations invited, one project on the table, one interest expressed."""
    talks, _ = domain.plan(Talks(title="洽谈会", region=GEJIU, starts_on=TODAY), TODAY)
    talks, _ = domain.invite(talks, ["o", "q"], TODAY)
    talks, _ = domain.table(talks, "p", TODAY)
    talks, _ = domain.express(talks, INTEREST, TODAY)
    return replace(talks, **changes)


def held() -> Talks:
    return domain.hold(some_talks(), TODAY, ["o"], TODAY)[0]


def test_talks_are_planned_for_today_or_later() -> None:
    yesterday = Talks(title="x", region=GEJIU, starts_on=TODAY - timedelta(days=1))
    with pytest.raises(PlannedInThePast):
        domain.plan(yesterday, TODAY)


def test_an_organisation_is_invited_once_and_its_last_answer_holds() -> None:
    talks, [event] = domain.invite(some_talks(), ["o", "r", "r"], TODAY)
    assert event.organisations == ("r",)  # type: ignore[attr-defined]
    assert domain.invite(talks, ["r"], TODAY)[1] == []
    for comes, said in ((True, "yes"), (False, "no")):
        talks, _ = domain.answer(talks, "o", comes, TODAY)
        assert talks.answers["o"] == said
    with pytest.raises(NotInvited):
        domain.answer(talks, "stranger", True, TODAY)


def test_only_the_invited_express_interest_and_only_in_what_is_on_the_table() -> None:
    with pytest.raises(NotInvited):
        domain.express(some_talks(), replace(INTEREST, organisation_id="stranger"), TODAY)
    with pytest.raises(NotOnTheTable):
        domain.express(some_talks(), replace(INTEREST, project_id="other"), TODAY)


def test_an_interest_is_expressed_once_but_one_may_carry_out_and_fund() -> None:
    with pytest.raises(InterestOnce):
        domain.express(some_talks(), INTEREST, TODAY)
    funding = replace(INTEREST, role="fund", source="charity", amount_fen=5)
    assert len(domain.express(some_talks(), funding, TODAY)[0].interests) == 2


def test_an_interest_that_led_to_a_pairing_is_not_taken_back() -> None:
    free, _ = domain.withdraw(some_talks(), INTEREST.about, TODAY)
    assert free.interests == ()
    paired, _ = domain.record_pairing(held(), INTEREST.about, TODAY)
    with pytest.raises(NoSuchInterest):
        domain.withdraw(paired, INTEREST.about, TODAY)


def test_nothing_is_agreed_before_the_talks_are_held() -> None:
    with pytest.raises(TalksStage):
        domain.require_held(some_talks())
    domain.require_held(held())


def test_talks_are_held_once_with_the_invited_and_not_in_the_future() -> None:
    with pytest.raises(NotInvited):
        domain.hold(some_talks(), TODAY, ["stranger"], TODAY)
    with pytest.raises(DateInFuture):
        domain.hold(some_talks(), TODAY + timedelta(days=1), ["o"], TODAY)
    with pytest.raises(TalksStage):
        domain.hold(held(), TODAY, ["o"], TODAY)
    with pytest.raises(TalksStage):
        domain.cancel(held(), "postponed", TODAY)


def test_a_pairing_is_recorded_once() -> None:
    paired, [event] = domain.record_pairing(held(), INTEREST.about, TODAY)
    assert (paired.paired, event.project_id) == (1, "p")  # type: ignore[attr-defined]
    assert domain.record_pairing(paired, INTEREST.about, TODAY)[1] == []


def test_a_project_on_the_table_is_in_talks_and_one_that_is_settled_is_not() -> None:
    tabled, _ = projects.present(a_project(), "s", TODAY)
    assert tabled.stage == "in_talks"
    assert projects.present(tabled, "s", TODAY)[1] == []
    with pytest.raises(ProjectStage):
        projects.present(a_paired_project(), "s", TODAY)


def test_a_funder_joins_the_plan_once_and_only_before_approval() -> None:
    part = Part(source="charity", amount_fen=5, funder_id="f")
    joined, [event] = projects.join_funder(a_project(), part, "s", TODAY)
    assert joined.planned_fen == a_project().planned_fen + 5
    assert joined.spent_fen == 0
    assert event.part == part  # type: ignore[attr-defined]
    assert projects.join_funder(joined, part, "s", TODAY)[1] == []
    other = Part(source="charity", amount_fen=6, funder_id="f")
    with pytest.raises(SourceOnce):
        projects.join_funder(joined, other, "s", TODAY)
    with pytest.raises(ProjectStage):
        projects.join_funder(an_approved_project(), part, "s", TODAY)


def test_a_session_counts_once_and_every_organisation_that_came() -> None:
    _, [event] = domain.hold(some_talks(), TODAY, ["o", "q"], TODAY)
    counted = {cell.indicator: delta for cell, delta in deltas_of(event)}
    assert counted == {"project_talks": 1, "talk_attendance": 2}


def test_a_pairing_undone_is_taken_out_again() -> None:
    _, made = projects.pair(a_project(), "o", "s", TODAY)
    _, undone = projects.unpair(a_paired_project(), "plans_differ", TODAY)
    deltas = [delta for event in (*made, *undone) for _, delta in deltas_of(event)]
    assert deltas == [1, -1]
