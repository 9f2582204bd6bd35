"""People: posts, certificates, talent, incentives; nobody is counted twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from servicekit.errors import DomainError
from services.metrics.counting import deltas_of
from services.registry.staff import domain
from services.registry.staff import refusals as no
from services.registry.staff.domain import Certificate, Person, Posting
from services.registry.staff.talent import Demand, Fit, fits, nearness, ranked

TODAY = date(2026, 11, 24)
YEAR = timedelta(days=365)


def a_person(**changes: object) -> Person:
    known = Person(name="张三", region="532501", entered_on=date(2020, 1, 1))
    return replace(known, **changes)  # type: ignore[arg-type]


def a_posting(station: str = "s1", employment: str = "full_time", **changes: object) -> Posting:
    known = Posting(
        station_id=station,
        post="social_worker",
        employment=employment,
        duty="professional",
        since=date(2022, 1, 1),
    )
    return replace(known, **changes)  # type: ignore[arg-type]


def posted(person: Person | None = None, **posting: object) -> Person:
    return domain.assign(person or a_person(), a_posting(**posting), TODAY)[0]  # type: ignore[arg-type]


def certified(level: str = "assistant", person: Person | None = None) -> Person:
    certificate = Certificate(level=level, since=date(2021, 6, 1))
    return domain.gain_certificate(person or a_person(), certificate, TODAY)[0]


def counted(*histories: list[domain.PersonEvent]) -> dict[str, int]:
    total: dict[str, int] = {}
    for event in (event for history in histories for event in history):
        for cell, delta in deltas_of(event):
            total[cell.indicator] = total.get(cell.indicator, 0) + delta
    return total


def test_nobody_has_two_full_time_posts_at_once() -> None:
    with pytest.raises(no.PostOverlaps):
        posted(posted(), station="s2", employment="dispatched")
    assert len(posted(posted(), station="s2", employment="part_time").posts) == 2


def test_nobody_is_twice_at_one_station_at_once() -> None:
    with pytest.raises(no.PostOverlaps):
        posted(posted(), employment="part_time")


def test_who_left_a_post_may_take_another_from_that_day() -> None:
    free, (event,) = domain.unassign(posted(), "s1", date(2023, 1, 1), "transferred", TODAY)
    assert event.type == "registry.person.unposted.v1"
    assert posted(free, station="s2", since=date(2023, 1, 1)).posts
    with pytest.raises(no.PostOverlaps):
        posted(free, station="s2", since=date(2022, 12, 31))


def test_a_post_begins_after_entering_and_not_in_the_future() -> None:
    for since in (date(2019, 12, 31), TODAY + timedelta(days=1)):
        with pytest.raises(no.DateOutOfOrder):
            posted(since=since)


def test_who_is_not_there_does_not_leave() -> None:
    with pytest.raises(no.NotPosted):
        domain.unassign(a_person(), "s1", TODAY, "resigned", TODAY)


def test_one_valid_certificate_a_level() -> None:
    with pytest.raises(no.CertificateHeld):
        certified(person=certified())


def test_a_higher_certificate_ends_the_lower_so_that_a_person_counts_once() -> None:
    one, first = domain.gain_certificate(
        a_person(), Certificate(level="assistant", since=date(2021, 6, 1)), TODAY
    )
    two, second = domain.gain_certificate(
        one, Certificate(level="social_worker", since=date(2023, 6, 1)), TODAY
    )
    assert two.levels(TODAY) == ("social_worker",)
    assert counted(first, second) == {"certified_social_workers": 1}


def test_a_certificate_holds_through_its_last_day() -> None:
    certificate = Certificate(level="assistant", since=TODAY - YEAR, valid_until=TODAY)
    assert certificate.holds(TODAY)
    assert not certificate.holds(TODAY + timedelta(days=1))


def test_a_renewal_changes_no_count() -> None:
    renewed, events = domain.renew_certificate(certified(), "assistant", TODAY + YEAR, TODAY)
    assert counted(events) == {"certified_social_workers": 0}
    assert renewed.levels(TODAY) == ("assistant",)


def test_a_supervisor_holds_a_certificate_of_social_worker_or_senior() -> None:
    with pytest.raises(no.NotSupervisor):
        domain.certify_supervisor(certified("assistant"), TODAY)
    known, (event,) = domain.certify_supervisor(certified("senior"), TODAY)
    assert counted([event]) == {"supervisors": 1}
    assert domain.certify_supervisor(known, TODAY) == (known, [])


def test_an_incentive_is_paid_once_for_a_person_and_a_level() -> None:
    paid, _ = domain.pay_incentive(certified(), "assistant", 2022, 100_000, TODAY)
    with pytest.raises(no.IncentiveTwice):
        domain.pay_incentive(paid, "assistant", 2023, 100_000, TODAY)
    with pytest.raises(no.NoCertificate):
        domain.pay_incentive(a_person(), "assistant", 2022, 100_000, TODAY)


def test_who_leaves_takes_posts_certificates_and_supervision_out_of_every_count() -> None:
    person, entered = domain.enter(a_person(), TODAY)
    person, gained = domain.gain_certificate(
        person, Certificate(level="senior", since=date(2021, 6, 1)), TODAY
    )
    person, supervisor = domain.certify_supervisor(posted(person), TODAY)
    gone, left = domain.leave(person, TODAY, "retired", TODAY)
    assert gone.posts == ()
    assert set(counted(entered, gained, supervisor, left).values()) == {0}
    with pytest.raises(no.Gone):
        posted(gone)


def test_a_demand_is_met_by_who_has_everything_asked_for() -> None:
    able = a_person(skills={"counselling": 2}, languages=("yi",), grade="practice")
    demand = Demand(region="532501", skills={"counselling": 2}, languages=frozenset({"yi"}))
    assert fits(demand, "p", able) == Fit("p", 3, 0, True)
    assert fits(replace(demand, skills={"counselling": 3}), "p", able) is None
    assert fits(replace(demand, languages=frozenset({"dai"})), "p", able) is None
    assert fits(replace(demand, grade="leading"), "p", able) is None
    assert fits(demand, "p", replace(able, left_on=TODAY)) is None


def test_the_nearest_come_first_then_the_free_then_the_more_skilled() -> None:
    homes = ("532501001", "532501", "532503", "530102")
    assert [nearness("532501001", home) for home in homes] == [3, 2, 1, 0]
    given = [
        Fit("a", 2, 5, True),
        Fit("b", 3, 0, False),
        Fit("c", 3, 0, True),
        Fit("d", 3, 1, True),
    ]
    assert [fit.id for fit in ranked(given)] == ["d", "c", "b", "a"]


class Histories(RuleBasedStateMachine):
    """Certificates gained, renewed, ended and people leaving, in any order."""

    levels = st.sampled_from(["assistant", "social_worker", "senior"])

    def __init__(self) -> None:
        super().__init__()
        self.person, events = domain.enter(a_person(), TODAY)
        self.counts = counted(events)

    def do(self, decide) -> None:  # type: ignore[no-untyped-def]
        try:
            self.person, events = decide()
        except DomainError:
            return
        for name, delta in counted(events).items():
            self.counts[name] = self.counts.get(name, 0) + delta

    @rule(level=levels, days=st.integers(0, 2000))
    def gain(self, level: str, days: int) -> None:
        certificate = Certificate(level=level, since=TODAY - timedelta(days=days))
        self.do(lambda: domain.gain_certificate(self.person, certificate, TODAY))

    @rule(level=levels)
    def renew(self, level: str) -> None:
        self.do(lambda: domain.renew_certificate(self.person, level, TODAY + YEAR, TODAY))

    @rule(level=levels)
    def end(self, level: str) -> None:
        self.do(lambda: domain.end_certificate(self.person, level, TODAY, "revoked", TODAY))

    @rule()
    def supervise(self) -> None:
        self.do(lambda: domain.certify_supervisor(self.person, TODAY))

    @rule()
    def stop_supervising(self) -> None:
        self.do(lambda: domain.withdraw_supervisor(self.person, TODAY))

    @rule()
    def leave(self) -> None:
        self.do(lambda: domain.leave(self.person, TODAY, "resigned", TODAY))

    @invariant()
    def what_is_counted_is_what_is_there(self) -> None:
        gone = self.person.left_on is not None
        live = 0 if gone else sum(c.ended_on is None for c in self.person.certificates)
        assert live <= 1
        assert self.counts.get("certified_social_workers", 0) == live
        assert self.counts.get("supervisors", 0) == (self.person.supervisor_since is not None)
        assert self.counts["social_workers"] == (not gone)


TestHistories = Histories.TestCase
TestHistories.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
