"""A need is ordered, checked, offered to the best in turn, confirmed by both sides."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from contracts.volunteers.need_life import (
    InvitationDeclined,
    InvitationLapsed,
    NeedMet,
    NeedOrdered,
    VolunteerInvited,
)
from contracts.volunteers.needs import PlaceReleased
from servicekit.errors import DomainError
from services.metrics.counting import deltas_of
from services.volunteers.needs import inviting, life
from services.volunteers.needs.domain import (
    Need,
    NeedClosed,
    TimeRange,
    TooLate,
    accept_volunteer,
    hold_place,
    withdraw_volunteer,
)
from tests.unit.volunteers.mothers import NOW, TODAY, a_need, a_posted_need, local, window

HOUR = timedelta(hours=1)
DURING, AFTER = local(10), local(12)


def staffed(need: Need | None = None, who: str = "v") -> Need:
    need, _ = hold_place(need or a_posted_need(), who, f"attempt {who}", NOW)
    return accept_volunteer(need, who, need.taken[who].hold, TODAY)[0]


def invited(need: Need | None = None, *line: str) -> Need:
    return inviting.invite(need or a_posted_need(places=2), line or tuple("abcd"), HOUR, NOW)[0]


def open_to(need: Need) -> list[str]:
    return [id_ for id_, invitation in need.invitations.items() if not invitation.answer]


def test_an_ordered_need_waits_to_be_checked_and_counts_once_it_is() -> None:
    ordered, (event,) = life.order_need(a_need(), "ordered", NOW)
    assert isinstance(event, NeedOrdered)
    assert deltas_of(event) == []
    with pytest.raises(NeedClosed):
        hold_place(ordered, "v", "x", NOW)
    checked, (event,) = life.check_need(ordered, NOW)
    assert [delta for _, delta in deltas_of(event)] == [1]
    assert hold_place(checked, "v", "x", NOW)[1]


def test_an_order_whose_time_has_passed_is_not_found_right() -> None:
    ordered, _ = life.order_need(a_need(), "ordered", NOW)
    with pytest.raises(TimeRange):
        life.check_need(ordered, AFTER)


def test_a_refused_need_is_neither_checked_nor_refused_again() -> None:
    ordered, _ = life.order_need(a_need(), "referred", NOW)
    refused, _ = life.refuse_need(ordered, "duplicate", TODAY)
    for again in (life.check_need, lambda n, _: life.refuse_need(n, "other", TODAY)):
        with pytest.raises(life.NeedStage):
            again(refused, NOW)


def test_a_need_is_met_when_both_sides_confirm_and_counts_once() -> None:
    one, events = life.confirm_need(staffed(), "provider", ["volunteer"], 0, AFTER)
    assert [type(e).__name__ for e in events] == ["NeedConfirmed"]
    both, events = life.confirm_need(one, "receiver", ["community"], 5, AFTER)
    met = events[-1]
    assert isinstance(met, NeedMet)
    assert (met.parties, met.accepted, met.stars) == (("community", "volunteer"), 1, 5)
    assert {c.indicator for c, _ in deltas_of(met)} == {
        "needs_met",
        "needs_met_by_parties",
        "needs_linked",
        "need_parties",
    }
    assert life.confirm_need(both, "provider", [], 0, AFTER) == (both, [])


def test_help_by_one_party_alone_is_met_but_not_linked() -> None:
    one, _ = life.confirm_need(staffed(), "provider", ["volunteer"], 0, AFTER)
    _, events = life.confirm_need(one, "receiver", [], 0, AFTER)
    assert "needs_linked" not in {c.indicator for c, _ in deltas_of(events[-1])}


def test_nothing_is_confirmed_before_it_began_or_when_nobody_came() -> None:
    with pytest.raises(life.NotOverYet):
        life.confirm_need(staffed(), "provider", [], 0, NOW)
    with pytest.raises(life.NobodyCame):
        life.confirm_need(a_posted_need(), "provider", [], 0, AFTER)


def test_a_withdrawn_need_gives_up_every_place() -> None:
    gone, events = life.withdraw_need(staffed(), "not_needed", TODAY)
    assert gone.taken == {}
    assert [e.reason for e in events if isinstance(e, PlaceReleased)] == ["need_withdrawn"]
    with pytest.raises(life.NeedStage):
        life.withdraw_need(gone, "not_needed", TODAY)


def test_a_need_expires_only_when_its_time_is_over_and_nobody_was_accepted() -> None:
    assert life.expire_need(a_posted_need(), DURING)[1] == []
    assert life.expire_need(staffed(), AFTER)[1] == []
    expired, (event,) = life.expire_need(a_posted_need(), AFTER)
    assert (expired.stage, event.type) == ("expired", "volunteers.need.expired.v1")
    assert life.expire_need(expired, AFTER)[1] == []


def test_as_many_are_asked_as_there_are_places_and_the_others_stand_in_line() -> None:
    need, events = inviting.invite(a_posted_need(places=2), "abcd", HOUR, NOW)
    assert [e.volunteer_id for e in events if isinstance(e, VolunteerInvited)] == ["a", "b"]
    assert need.line == ("c", "d")


def test_who_was_asked_or_has_a_place_is_not_asked_again() -> None:
    need = invited(staffed(a_posted_need(places=2), "a"), "a", "b", "b", "c")
    assert (open_to(need), need.line) == (["b"], ("c",))
    assert inviting.invite(need, ["b", "c"], HOUR, NOW)[0].line == ("c",)


def test_a_no_asks_the_next_in_line_in_the_same_breath() -> None:
    need, events = inviting.decline(invited(), "a", NOW)
    assert [type(e) for e in events] == [InvitationDeclined, VolunteerInvited]
    assert open_to(need) == ["b", "c"]
    assert inviting.decline(need, "a", NOW) == (need, [])
    with pytest.raises(inviting.NotInvited):
        inviting.decline(need, "z", NOW)


def test_no_answer_in_time_is_a_no() -> None:
    need = invited()
    assert inviting.lapse(need, NOW + HOUR - timedelta(seconds=1))[1] == []
    need, events = inviting.lapse(need, NOW + HOUR)
    assert sum(isinstance(e, InvitationLapsed) for e in events) == 2
    assert open_to(need) == ["c", "d"]


def test_taking_the_place_answers_the_invitation() -> None:
    need = staffed(invited(), "a")
    assert need.invitations["a"].answer == "accepted"
    assert open_to(need) == ["b"]


def test_nobody_is_asked_once_it_has_begun() -> None:
    with pytest.raises(TooLate):
        inviting.invite(a_posted_need(), "a", HOUR, DURING)
    asked, _ = inviting.invite(a_posted_need(places=1), "ab", timedelta(days=30), NOW)
    assert asked.invitations["a"].until == asked.window.starts


class Histories(RuleBasedStateMachine):
    """Invitations, answers, claims and withdrawals in any order."""

    who = st.sampled_from("abcdef")

    def __init__(self) -> None:
        super().__init__()
        self.need = a_posted_need(places=2, window=window(9, 11))
        self.now = NOW

    def do(self, decide) -> None:  # type: ignore[no-untyped-def]
        try:
            self.need, _ = decide()
        except DomainError:
            return

    @rule(line=st.lists(who, max_size=5))
    def invite(self, line: list[str]) -> None:
        self.do(lambda: inviting.invite(self.need, line, HOUR, self.now))

    @rule(who=who)
    def decline(self, who: str) -> None:
        self.do(lambda: inviting.decline(self.need, who, self.now))

    @rule(who=who)
    def take(self, who: str) -> None:
        self.do(lambda: hold_place(self.need, who, f"{who}{self.need.holds}", self.now))
        place = self.need.taken.get(who)
        if place is not None:
            self.do(lambda: accept_volunteer(self.need, who, place.hold, TODAY))

    @rule(who=who)
    def give_back(self, who: str) -> None:
        self.do(lambda: withdraw_volunteer(self.need, who, self.now))

    @rule(minutes=st.integers(1, 90))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        self.do(lambda: inviting.lapse(self.need, self.now))

    @invariant()
    def no_seat_too_many_and_the_counts_are_true(self) -> None:
        assert len(self.need.taken) <= self.need.places
        assert self.need.open_invitations == len(open_to(self.need))
        assert not set(self.need.line) & set(self.need.invitations)
        assert not set(open_to(self.need)) & set(self.need.taken)


TestHistories = Histories.TestCase
TestHistories.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
