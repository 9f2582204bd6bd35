"""Micro-grants: votes decide the ranking, the budget decides how far it reaches."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.metrics.counting import deltas_of
from services.volunteers.microgrants import call as calls
from services.volunteers.microgrants import proposal as proposals
from services.volunteers.microgrants.call import Call, Entry, rank
from services.volunteers.microgrants.proposal import Proposal, Report
from services.volunteers.microgrants.refusals import (
    AlreadyAwarded,
    BetterRankedFirst,
    CallDates,
    GrantBudgetExceeded,
    GrantExceeded,
    MoreThanAsked,
    MostAboveBudget,
    NoSuchAward,
    NotCountedYet,
    NotRanked,
    NotTheTime,
    ProposalStage,
    SpentAlready,
)
from services.volunteers.microgrants.votes import Vote, cast, vote_id
from tests.unit.volunteers.mothers import GEJIU, TODAY

UNTIL, FROM, LAST = (TODAY + timedelta(days=n) for n in (10, 15, 20))
AFTER = LAST + timedelta(days=1)


def a_call(**changes: Any) -> Call:
    """A budget of 100, 60 for one at most; opens today."""
    call = Call(
        title="公益微创投",
        region=GEJIU,
        kind="venture",
        budget_fen=100,
        most_fen=60,
        opens_on=TODAY,
        proposals_until=UNTIL,
        votes_from=FROM,
        votes_until=LAST,
        tie_rule="smaller_amount",
    )
    return replace(call, **changes)


def an_entry(id_: str, asked: int = 50, at: str = "1") -> Entry:
    return Entry(proposal_id=id_, asked_fen=asked, domain="elderly", submitted_at=at)


def counted(*asked: int, **changes: Any) -> Call:
    """Proposals a, b, c … asking for so much, ranked in this order."""
    ids = "abcdefghij"[: len(asked)]
    entries = [an_entry(id_, fen) for id_, fen in zip(ids, asked, strict=True)]
    votes = {id_: 10 - number for number, id_ in enumerate(ids)}
    return replace(calls.count(a_call(), entries, votes, AFTER)[0], **changes)


def a_proposal(**changes: Any) -> Proposal:
    proposal = Proposal(
        title="楼道议事",
        region=GEJIU,
        call_id="c",
        domain="community_governance",
        target_groups=("general",),
        asked_fen=50,
        submitted_at="2026-11-24T01:00:00+00:00",
    )
    return replace(proposal, **changes)


def told(spent: int) -> Report:
    return Report(on=TODAY, spent_fen=spent, persons=5, evidence="0" * 64)


def test_the_days_of_a_call_come_in_order_and_not_all_in_the_past() -> None:
    assert calls.open_call(a_call(), TODAY)[1]
    for wrong in (
        a_call(opens_on=UNTIL + timedelta(days=1)),
        a_call(votes_from=UNTIL),
        a_call(votes_until=FROM - timedelta(days=1)),
    ):
        with pytest.raises(CallDates):
            calls.open_call(wrong, TODAY)
    with pytest.raises(CallDates):
        calls.open_call(a_call(), UNTIL + timedelta(days=1))


def test_one_proposal_gets_no_more_than_the_whole_budget() -> None:
    with pytest.raises(MostAboveBudget):
        calls.open_call(a_call(most_fen=101), TODAY)


@pytest.mark.parametrize(("day", "open_"), [(FROM, True), (LAST, True), (AFTER, False)])
def test_votes_are_cast_until_the_end_of_the_last_day(day: date, open_: bool) -> None:
    if open_:
        calls.require_voting(a_call(), day)
    else:
        with pytest.raises(NotTheTime):
            calls.require_voting(a_call(), day)
    with pytest.raises(NotTheTime):
        calls.require_voting(a_call(), FROM - timedelta(days=1))


def test_proposals_come_in_within_their_days_and_are_admitted_before_the_first_vote() -> None:
    calls.require_proposals(a_call(), UNTIL)
    for day in (TODAY - timedelta(days=1), UNTIL + timedelta(days=1)):
        with pytest.raises(NotTheTime):
            calls.require_proposals(a_call(), day)
    calls.require_before_voting(a_call(), FROM - timedelta(days=1))
    with pytest.raises(NotTheTime):
        calls.require_before_voting(a_call(), FROM)


def test_a_voter_has_one_vote_in_a_call_and_another_in_another() -> None:
    assert vote_id("c", "voter") == vote_id("c", "voter")
    assert len({vote_id("c", "v"), vote_id("c", "w"), vote_id("d", "v")}) == 3


def test_for_whom_somebody_voted_is_in_no_event() -> None:
    _, [event] = cast(Vote(region=GEJIU, call_id="c", proposal_id="secret"), TODAY)
    assert "secret" not in str(event)
    assert [cell.indicator for cell, _ in deltas_of(event)] == ["microgrant_votes"]


def test_votes_are_counted_once_after_the_last_day() -> None:
    with pytest.raises(NotCountedYet):
        calls.count(a_call(), [], {}, LAST)
    call, [event] = calls.count(a_call(), [an_entry("a")], {"a": 3, "withdrawn": 2}, AFTER)
    assert (call.votes, event.votes) == (3, 3)  # type: ignore[attr-defined]
    assert calls.count(call, [an_entry("b")], {"b": 9}, AFTER) == (call, [])


@pytest.mark.parametrize(
    ("rule", "order"),
    [("smaller_amount", ["top", "cheap", "dear"]), ("earlier", ["top", "dear", "cheap"])],
)
def test_a_tie_is_decided_by_the_rule_the_call_was_opened_with(rule: str, order: list[str]) -> None:
    entries = [an_entry("cheap", 10, "2"), an_entry("dear", 20, "1"), an_entry("top", 60, "3")]
    ranking = rank(entries, {"cheap": 4, "dear": 4, "top": 5}, rule)
    assert [ranked.proposal_id for ranked in ranking] == order


@given(st.permutations(["a", "b", "c", "d"]), st.sampled_from(["smaller_amount", "earlier"]))
def test_the_ranking_does_not_depend_on_the_order_proposals_are_read_in(
    order: list[str], rule: str
) -> None:
    votes = {"a": 1, "b": 1, "c": 1, "d": 2}
    ranking = rank([an_entry(id_) for id_ in order], votes, rule)
    assert [ranked.proposal_id for ranked in ranking] == ["d", "a", "b", "c"]


def test_awards_never_exceed_the_budget() -> None:
    call, _ = calls.award(counted(60, 50), "a", 60, "", AFTER)
    with pytest.raises(GrantBudgetExceeded) as caught:
        calls.award(call, "b", 41, "jury", AFTER)
    assert caught.value.words["left"] == 40
    assert calls.award(call, "b", 40, "jury", AFTER)[0].left_fen == 0


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(1, 60)), max_size=20))
def test_whatever_is_tried_in_any_order_the_budget_holds(tried: list[tuple[str, int]]) -> None:
    call = counted(60, 50, 40, 30, 20, 10)
    asked = {ranked.proposal_id: ranked.asked_fen for ranked in call.ranking}
    for id_, amount in tried:
        try:
            call, _ = calls.award(call, id_, amount, "jury", AFTER)
        except (GrantBudgetExceeded, MoreThanAsked, AlreadyAwarded):
            continue
    assert call.awarded_fen <= call.budget_fen
    assert all(award.amount_fen <= asked[id_] for id_, award in call.awards.items())


def test_nobody_gets_a_grant_before_the_count_or_without_standing_in_it() -> None:
    with pytest.raises(NotCountedYet):
        calls.award(a_call(), "a", 1, "jury", AFTER)
    with pytest.raises(NotRanked):
        calls.award(counted(50), "z", 1, "jury", AFTER)


def test_a_grant_is_no_more_than_was_asked_for() -> None:
    with pytest.raises(MoreThanAsked):
        calls.award(counted(50), "a", 51, "", AFTER)


def test_the_better_ranked_go_first_unless_a_reason_is_given_or_they_cost_too_much() -> None:
    with pytest.raises(BetterRankedFirst):
        calls.award(counted(50, 50), "b", 50, "", AFTER)
    assert calls.award(counted(50, 50), "b", 50, "jury", AFTER)[0].awarded_fen == 50
    call, _ = calls.award(counted(60, 60, 40), "a", 60, "", AFTER)
    assert calls.award(call, "c", 40, "", AFTER)[0].left_fen == 0


def test_the_same_award_again_is_no_news_and_another_sum_is_refused() -> None:
    call, _ = calls.award(counted(50), "a", 50, "", AFTER)
    assert calls.award(call, "a", 50, "", AFTER) == (call, [])
    with pytest.raises(AlreadyAwarded):
        calls.award(call, "a", 40, "", AFTER)


def test_a_grant_taken_back_gives_the_budget_its_room_and_leaves_no_figure() -> None:
    call, awarded = calls.award(counted(60), "a", 60, "", AFTER)
    later = AFTER + timedelta(days=40)
    free, taken = calls.take_back(call, "a", 1, later)
    assert free.left_fen == 100
    found: Counter[object] = Counter()
    for event in (*awarded, *taken):
        for cell, delta in deltas_of(event):
            found[cell] += delta
    assert set(found.values()) == {0}
    assert calls.take_back(free, "a", 1, later) == (free, [])
    with pytest.raises(NoSuchAward):
        calls.award_of(free, "a")


def test_an_award_made_since_is_not_taken_back_by_what_was_said_of_the_one_before() -> None:
    call, _ = calls.award(counted(60), "a", 60, "", AFTER)
    call, _ = calls.take_back(call, "a", 1, AFTER)
    again, _ = calls.award(call, "a", 50, "", AFTER)
    assert again.awards["a"].number == 2
    assert calls.take_back(again, "a", 1, AFTER) == (again, [])


def test_a_proposal_is_voted_for_only_once_admitted() -> None:
    assert proposals.admit(a_proposal(), TODAY)[0].stage == "admitted"
    for stage in ("refused", "withdrawn", "admitted"):
        with pytest.raises(ProposalStage):
            proposals.admit(a_proposal(stage=stage), TODAY)
    with pytest.raises(ProposalStage):
        proposals.be_awarded(a_proposal(), 5, 1, TODAY)


def test_no_more_of_a_grant_is_reported_spent_than_was_granted() -> None:
    granted, _ = proposals.be_awarded(a_proposal(stage="admitted"), 50, 1, TODAY)
    with pytest.raises(NoSuchAward):
        proposals.report(a_proposal(stage="admitted"), told(1), False, TODAY)
    spent, [event] = proposals.report(granted, told(30), False, TODAY)
    assert [delta for _, delta in deltas_of(event)] == [30]
    with pytest.raises(GrantExceeded):
        proposals.report(spent, told(21), False, TODAY)
    final, _ = proposals.report(spent, told(20), True, TODAY)
    assert (final.stage, final.spent_fen) == ("completed", 50)
    with pytest.raises(ProposalStage):
        proposals.report(final, told(0), True, TODAY)


def test_a_grant_is_given_up_only_while_nothing_of_it_is_spent() -> None:
    granted, _ = proposals.be_awarded(a_proposal(stage="admitted"), 50, 1, TODAY)
    given_up, _ = proposals.give_up(granted, 50, 1, TODAY)
    assert (given_up.stage, given_up.awarded_fen) == ("admitted", 0)
    assert proposals.give_up(given_up, 50, 1, TODAY)[1] == []
    spent, _ = proposals.report(granted, told(1), False, TODAY)
    with pytest.raises(SpentAlready):
        proposals.give_up(spent, 50, 1, TODAY)


def test_an_award_given_up_is_not_heard_of_again_but_a_new_one_is() -> None:
    unheard, _ = proposals.give_up(a_proposal(stage="admitted"), 50, 1, TODAY)
    assert proposals.be_awarded(unheard, 50, 1, TODAY) == (unheard, [])
    again, _ = proposals.be_awarded(unheard, 40, 2, TODAY)
    assert (again.stage, again.awarded_fen) == ("awarded", 40)
    assert proposals.be_awarded(again, 40, 2, TODAY) == (again, [])


def test_an_award_is_counted_where_the_call_tells_of_it_and_not_twice() -> None:
    _, by_call = calls.award(counted(50), "a", 50, "", AFTER)
    _, by_proposal = proposals.be_awarded(a_proposal(stage="admitted"), 50, 1, TODAY)
    assert [delta for event in by_call for _, delta in deltas_of(event)] == [1, 50]
    assert [delta for event in by_proposal for _, delta in deltas_of(event)] == []
