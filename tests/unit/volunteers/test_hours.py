"""Hours are credited for confirmed attendance, once."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from contracts.volunteers.hours import HoursCredited, HoursReversed
from servicekit.errors import DomainError
from services.metrics.counting import deltas_of
from services.volunteers.hours import domain
from services.volunteers.hours import refusals as no
from services.volunteers.matching.knowing import profile_of
from services.volunteers.needs.domain import Need
from services.volunteers.people.domain import Volunteer
from services.volunteers.times import Window
from tests.unit.volunteers.mothers import NOW, TODAY, a_need, a_volunteer, local, window

AFTER = local(13)


def told(
    volunteer: Volunteer, start: float = 9, end: float = 11, need_id: str = "need"
) -> Volunteer:
    return domain.tell_presence(volunteer, need_id, a_need(), window(start, end), AFTER)[0]


def credited(volunteer: Volunteer | None = None, need_id: str = "need") -> Volunteer:
    return domain.credit_hours(volunteer or told(a_volunteer()), need_id, a_need(), "service")[0]


def test_confirmed_attendance_is_credited_in_whole_hours() -> None:
    _, (event,) = domain.credit_hours(told(a_volunteer()), "need", a_need(), "service")
    assert isinstance(event, HoursCredited)
    assert (event.hours, event.region) == (2, a_need().region)


@pytest.mark.parametrize(("minutes", "hours"), [(30, 1), (89, 1), (90, 2), (120, 2), (149, 2)])
def test_half_an_hour_over_counts_as_one(minutes: int, hours: int) -> None:
    assert domain.whole_hours(Window(NOW, NOW + timedelta(minutes=minutes))) == hours


def test_less_than_half_an_hour_is_not_credited() -> None:
    with pytest.raises(no.TooShort):
        credited(told(a_volunteer(), 9, 9.4))


def test_a_need_is_credited_once() -> None:
    with pytest.raises(no.AlreadyCredited):
        credited(credited())


def test_a_credited_presence_is_not_told_anew_before_it_is_reversed() -> None:
    with pytest.raises(no.AlreadyCredited):
        told(credited(), 9, 10)


def test_nothing_is_credited_without_a_complete_presence() -> None:
    with pytest.raises(no.NothingToCredit):
        credited(a_volunteer())
    arrived, _ = domain.check_in(a_volunteer(), "need", a_need(), local(9))
    with pytest.raises(no.NothingToCredit):
        credited(arrived)


def test_who_checks_in_checks_out_and_is_credited_for_the_time_between() -> None:
    there, _ = domain.check_in(a_volunteer(), "need", a_need(), local(9))
    with pytest.raises(no.AlreadyCheckedIn):
        domain.check_in(there, "need", a_need(), local(9.1))
    gone, _ = domain.check_out(there, "need", a_need(), local(11))
    with pytest.raises(no.NotCheckedIn):
        domain.check_out(gone, "need", a_need(), local(11))
    assert credited(gone).credits[0].hours == 2


def test_presence_lies_within_an_hour_of_the_need() -> None:
    assert told(a_volunteer(), 8, 12).presences
    for start, end in ((7.9, 9), (11, 12.1)):
        with pytest.raises(no.OutsideTheNeed):
            told(a_volunteer(), start, end)


def test_a_disputed_presence_is_credited_only_when_told_anew() -> None:
    disputed, _ = domain.dispute(told(a_volunteer()), "need", a_need(), TODAY)
    with pytest.raises(no.PresenceInDispute):
        credited(disputed)
    assert credited(told(disputed, 9, 10)).credits[0].hours == 1


def test_no_time_is_credited_twice() -> None:
    both = told(told(a_volunteer(), 9, 11, "a"), 10, 12, "b")
    with pytest.raises(no.HoursOverlap):
        credited(credited(both, "a"), "b")


def test_a_day_holds_at_most_eight_hours() -> None:
    long = a_need(window=window(6, 22))
    volunteer = a_volunteer()
    for name, (start, end) in {"a": (6, 12), "b": (13, 16)}.items():
        volunteer, _ = domain.tell_presence(volunteer, name, long, window(start, end), local(23))
    volunteer, _ = domain.credit_hours(volunteer, "a", long, "service")
    with pytest.raises(no.DayIsFull) as refusal:
        domain.credit_hours(volunteer, "b", long, "service")
    assert "2 小时" in refusal.value.sentence("zh")


def test_a_reversed_credit_leaves_every_total_and_the_facts_are_told_anew() -> None:
    back, (event,) = domain.reverse(credited(), "need", "not_happened", TODAY)
    assert isinstance(event, HoursReversed)
    assert [delta for _, delta in deltas_of(event)] == [-2]
    with pytest.raises(no.PresenceInDispute):
        credited(back)
    again = credited(told(back, 9, 10))
    assert [(c.hours, c.counts) for c in again.credits] == [(2, False), (1, True)]


def test_training_is_no_service() -> None:
    _, (event,) = domain.credit_hours(told(a_volunteer()), "need", a_need(), "training")
    assert deltas_of(event) == []


def test_what_those_helped_say_becomes_the_record_matching_reads() -> None:
    assert profile_of(credited(), NOW).record == 500
    rated, _ = domain.rate(credited(), "need", 5, TODAY)
    assert profile_of(rated, NOW).record == 1000
    assert domain.rate(rated, "need", 5, TODAY) == (rated, [])


class Histories(RuleBasedStateMachine):
    """Whatever is told, credited, disputed and reversed, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.volunteer = a_volunteer()
        self.counted: dict[str, int] = defaultdict(int)

    needs = st.sampled_from("abc")
    day_need: Need = a_need(window=window(6, 22))

    def do(self, decide) -> None:  # type: ignore[no-untyped-def]
        try:
            self.volunteer, events = decide()
        except DomainError:
            return
        for event in events:
            for _, delta in deltas_of(event):
                self.counted[event.need_id] += delta

    @rule(need=needs, start=st.integers(6, 20), length=st.integers(1, 8))
    def tell(self, need: str, start: int, length: int) -> None:
        when = window(start, min(22, start + length))
        self.do(lambda: domain.tell_presence(self.volunteer, need, self.day_need, when, local(23)))

    @rule(need=needs)
    def credit(self, need: str) -> None:
        self.do(lambda: domain.credit_hours(self.volunteer, need, self.day_need, "service"))

    @rule(need=needs)
    def dispute(self, need: str) -> None:
        self.do(lambda: domain.dispute(self.volunteer, need, self.day_need, TODAY))

    @rule(need=needs)
    def reverse(self, need: str) -> None:
        self.do(lambda: domain.reverse(self.volunteer, need, "other", TODAY))

    @invariant()
    def no_hour_is_credited_twice(self) -> None:
        counting = [c for c in self.volunteer.credits if c.counts]
        assert len({c.need_id for c in counting}) == len(counting)
        assert sum(c.hours for c in counting) <= domain.DAY_HOURS
        assert not any(
            a.window.overlaps(b.window) for a in counting for b in counting if a is not b
        )
        assert sum(self.counted.values()) == sum(c.hours for c in counting)


TestHistories = Histories.TestCase
TestHistories.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
