"""Histories of needs, shifts and hours: nobody in two places, no place too many, no hour twice.

Everything runs through the real steps and the real stores over documents in memory. Requests come
one by one, at once, or are killed between any two steps; a ledger kept by hand beside them says
who was promised a place and what was credited.
"""

from __future__ import annotations

import asyncio
import os
from collections import Counter, defaultdict
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from itertools import combinations
from random import Random
from typing import Any

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from servicekit.aggregate import Aggregates, Command
from servicekit.clock import local_date
from servicekit.errors import DomainError, NotFound
from servicekit.scope import EVERYWHERE
from services.volunteers.hours import domain as hours
from services.volunteers.needs.accepting import Accepting, one_step
from services.volunteers.needs.domain import Need, Place, post_need
from services.volunteers.needs.life import withdraw_need
from services.volunteers.people.domain import Change, Volunteer, register_volunteer
from services.volunteers.times import Window
from tests.unit.volunteers.mothers import GEJIU, NOW, TODAY, a_need, a_volunteer, local, window
from tests.unit.volunteers.stage import MemoryDatabase

HISTORIES = int(os.environ.get("WUSHE_HISTORIES", "60"))
"""How many random histories; 10,000 are run before a release."""

# A and B overlap, B and C overlap, A and C touch; D is for minors, E is another day.
NEEDS = {
    "A": a_need(places=2, window=window(9, 11)),
    "B": a_need(places=1, window=window(10, 12)),
    "C": a_need(places=2, window=window(11, 13)),
    "D": a_need(places=1, window=window(8, 10), minors=True),
    "E": a_need(places=2, window=window(9, 17, day=28)),
}
PEOPLE = {
    "u": a_volunteer(),
    "v": a_volunteer(),
    "w": a_volunteer(),
    "x": a_volunteer(screened_until=None),
}
MOMENTS = [
    NOW,
    *(local(*when) for when in ((8.5, 28), (12, 28), (18.5, 28))),
    *(local(*when) for when in ((8, 30), (9.5, 30), (11, 30), (12.5, 30), (14.5, 30), (9, 31, 12))),
]

OVER = {
    id_: next(n for n, now in enumerate(MOMENTS) if now >= need.window.ends)
    for id_, need in NEEDS.items()
}
"""The first moment at which a shift is over."""

ids = st.sampled_from("AAABBCCDE")
who = st.sampled_from("uvvwx")


class Killed(BaseException):
    """The process is gone: no handler of its own runs on."""


class Moving:
    def __init__(self) -> None:
        self.step = 0

    def now(self) -> datetime:
        return MOMENTS[self.step]

    def today(self) -> Any:
        return local_date(self.now())


class Steps:
    """Between any two steps over the store others get their turn, or the process is killed."""

    def __init__(self) -> None:
        self.left = -1
        self.random = Random(0)

    async def wait(self) -> None:
        if self.left == 0:
            raise Killed
        self.left -= 1
        for _ in range(self.random.randrange(4)):
            await asyncio.sleep(0)


class Histories(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.steps, self.clock = Steps(), Moving()
        self.database = MemoryDatabase(self.steps)  # type: ignore[arg-type]
        self.runner = asyncio.Runner()
        self.promised: dict[str, set[str]] = defaultdict(set)
        self.credited: Counter[tuple[str, str]] = Counter()
        self.tries = 0

    def teardown(self) -> None:
        self.runner.close()

    @initialize()
    def open(self) -> None:
        for id_, need in NEEDS.items():
            posted = post_need(need, NOW)
            self._run(self._store("needs", Need).create(id_, GEJIU, posted, one_step()))
        for id_, person in PEOPLE.items():
            registered = register_volunteer(person, TODAY)
            self._run(self._store("people", Volunteer).create(id_, GEJIU, registered, one_step()))

    @rule(need=ids, one=who)
    def accept(self, need: str, one: str) -> None:
        self._heard(need, one, self._run(self._accepting(need, one)))

    @rule(wanted=st.lists(st.tuples(ids, who), min_size=2, max_size=4), seed=st.integers(0, 999))
    def accept_at_once(self, wanted: list[tuple[str, str]], seed: int) -> None:
        self.steps.random = Random(seed)

        async def all_of_them() -> list[Any]:
            return await asyncio.gather(*(_answer(self._accepting(*one)) for one in wanted))

        for one, answer in zip(wanted, self._run(all_of_them()), strict=True):
            self._heard(*one, answer)

    @rule(need=ids, one=who, steps=st.integers(0, 14))
    def accept_and_be_killed(self, need: str, one: str, steps: int) -> None:
        """Whatever it had begun is finished by the next sweep, one way or the other."""
        self.steps.left = steps
        answer = self._run(self._accepting(need, one))
        self.steps.left = -1
        self._heard(need, one, answer)
        self._run(self._office().settle_stale(need))
        if answer is Killed and self._has_place(need, one):
            self.promised[need].add(one)

    @rule(need=ids, one=who)
    def withdraw(self, need: str, one: str) -> None:
        answer = self._run(self._office().withdraw(need, one, EVERYWHERE, one_step()))
        started = self.clock.now() >= NEEDS[need].window.starts
        if one in self.promised[need] and not started:
            assert answer is None
            self.promised[need].discard(one)
        else:
            assert isinstance(answer, DomainError), answer

    @rule(need=ids)
    def cancel(self, need: str) -> None:
        had = tuple(self._needs()[need].taken)
        changed = self._store("needs", Need).change(
            need, EVERYWHERE, one_step(), lambda n: withdraw_need(n, "other", self.clock.today())
        )
        if not isinstance(self._run(changed), DomainError):
            self._run(self._office().free(need, had))
            self.promised[need].clear()

    @rule(need=ids, one=who)
    def check_in(self, need: str, one: str) -> None:
        self._hours(need, one, lambda v, n: hours.check_in(v, need, n, self.clock.now()))

    @rule(need=ids, one=who)
    def check_out(self, need: str, one: str) -> None:
        self._hours(need, one, lambda v, n: hours.check_out(v, need, n, self.clock.now()))

    @rule(need=ids, one=who, early=st.integers(-2, 2), late=st.integers(-2, 2))
    def tell(self, need: str, one: str, early: int, late: int) -> None:
        """A leader's list, up to an hour before and after what was promised."""
        told = NEEDS[need].window
        half = timedelta(minutes=30)
        there = Window(told.starts + early * half, told.ends + late * half)
        self._hours(
            need, one, lambda v, n: hours.tell_presence(v, need, n, there, self.clock.now())
        )

    @rule(need=ids, one=who)
    def dispute(self, need: str, one: str) -> None:
        self._hours(need, one, lambda v, n: hours.dispute(v, need, n, self.clock.today()))

    @rule(need=ids, one=who)
    def credit(self, need: str, one: str) -> None:
        if self._hours(need, one, lambda v, n: hours.credit_hours(v, need, n, "service")):
            assert not self.credited[one, need], "credited while a credit counted"
            self.credited[one, need] += 1

    @rule(need=ids, one=who)
    def reverse(self, need: str, one: str) -> None:
        today = self.clock.today()
        if self._hours(need, one, lambda v, _: hours.reverse(v, need, "mistake", today)):
            self.credited[one, need] -= 1

    @rule(need=ids, early=st.integers(-2, 2), late=st.integers(-2, 2))
    def list_and_credit(self, need: str, early: int, late: int) -> None:
        """The list of a shift that is over, and what it is worth, for all who had a place."""
        self.clock.step = max(self.clock.step, OVER[need])
        for one in sorted(self.promised[need]):
            self.tell(need, one, early, late)
            self.credit(need, one)

    @rule(steps=st.integers(1, 3))
    def time_passes(self, steps: int) -> None:
        self.clock.step = min(self.clock.step + steps, len(MOMENTS) - 1)

    @invariant()
    def nobody_is_in_two_places_at_one_time(self) -> None:
        for person in self._people().values():
            for one, other in combinations(person.bookings, 2):
                assert not one.window.overlaps(other.window)
        for one in PEOPLE:
            mine = [need for need in NEEDS if one in self.promised[need]]
            for need, other in combinations(mine, 2):
                assert not NEEDS[need].window.overlaps(NEEDS[other].window)

    @invariant()
    def never_more_are_accepted_than_there_are_places(self) -> None:
        for id_, need in self._needs().items():
            assert len(need.taken) <= need.places
            assert len(self.promised[id_]) <= NEEDS[id_].places

    @invariant()
    def whoever_was_promised_a_place_has_it_and_its_time(self) -> None:
        people = self._people()
        for id_, need in self._needs().items():
            assert {one for one, place in need.taken.items() if place.accepted} == self.promised[
                id_
            ]
            for one in self.promised[id_]:
                booking = people[one].booking_for(id_)
                gone = self.clock.now() > need.window.ends
                assert gone or (booking and booking.hold == need.taken[one].hold)

    @invariant()
    def whoever_is_not_screened_works_with_no_minors(self) -> None:
        assert "x" not in self.promised["D"]

    @invariant()
    def no_hour_is_credited_twice(self) -> None:
        """By the volunteer's document, by the events told of it, and by hand."""
        for one, person in self._people().items():
            counting = [credit for credit in person.credits if credit.counts]
            for credit, other in combinations(counting, 2):
                assert not credit.window.overlaps(other.window)
            assert Counter(c.need_id for c in counting) == self._by_hand(one)
            assert sum(c.hours for c in counting) == self._by_events(one)
            by_day: Counter[Any] = Counter()
            for credit in counting:
                by_day[credit.day] += credit.hours
            assert all(total <= hours.DAY_HOURS for total in by_day.values())

    def _by_hand(self, one: str) -> Counter[str]:
        return +Counter({need: self.credited[one, need] for need in NEEDS})

    def _by_events(self, one: str) -> int:
        sign = {"volunteers.hours.credited.v1": 1, "volunteers.hours.reversed.v1": -1}
        told = self._documents("people")[one]["pending"]
        return sum(
            sign.get(event["type"], 0) * msgspec.json.decode(event["data"]).get("hours", 0)
            for event in told
        )

    def _hours(self, need: str, one: str, verb: Callable[[Volunteer, Need], Change]) -> bool:
        """Whether it was done; only an accepted place lets anybody tell hours."""
        there = self._needs()[need]
        place = there.taken.get(one)
        if place is None or not place.accepted:
            return False
        changed = self._store("people", Volunteer).change(
            one, EVERYWHERE, one_step(), lambda volunteer: verb(volunteer, there)
        )
        return not isinstance(self._run(changed), DomainError)

    def _heard(self, need: str, one: str, answer: Any) -> None:
        if isinstance(answer, Place):
            self.promised[need].add(one)
        else:
            assert answer is Killed or isinstance(answer, DomainError), answer

    def _accepting(self, need: str, one: str) -> Coroutine[Any, Any, Place]:
        self.tries += 1
        attempt = f"try {self.tries}"
        by = Command(key=attempt, fingerprint=attempt)
        return self._office().accept(need, one, EVERYWHERE, attempt, by)

    def _office(self) -> Accepting:
        """A process of its own."""
        needs, people = self._store("needs", Need), self._store("people", Volunteer)
        return Accepting(needs, people, self.clock, timedelta())

    def _store(self, name: str, kind: type[Any]) -> Aggregates[Any]:
        return Aggregates(self.database.as_database(), name, kind, self.clock, lambda *_: None)

    def _run(self, wanted: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(_answer(wanted))

    def _has_place(self, need: str, one: str) -> bool:
        return one in self._needs()[need].taken

    def _documents(self, name: str) -> dict[str, dict[str, Any]]:
        return self.database.collection(name).documents

    def _needs(self) -> dict[str, Need]:
        return _states(self._documents("needs"), Need)

    def _people(self) -> dict[str, Volunteer]:
        return _states(self._documents("people"), Volunteer)


async def _answer(wanted: Coroutine[Any, Any, Any]) -> Any:
    try:
        return await wanted
    except (DomainError, NotFound) as refusal:
        return refusal
    except Killed:
        return Killed


def _states(documents: dict[str, dict[str, Any]], kind: type[Any]) -> dict[str, Any]:
    return {id_: msgspec.convert(d["state"], kind) for id_, d in documents.items()}


Histories.TestCase.settings = settings(
    max_examples=HISTORIES, stateful_step_count=40, deadline=None
)
TestHistories = Histories.TestCase
