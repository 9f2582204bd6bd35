"""No double booking, no seat too many: the real steps, in every order, killed anywhere."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from itertools import combinations
from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicekit.aggregate import Aggregates, Command
from servicekit.clock import FixedClock
from servicekit.errors import Conflict, DomainError
from services.volunteers.needs.accepting import EVERYWHERE, Accepting
from services.volunteers.needs.domain import AlreadyRegistered, Need, Place, ShiftFull, post_need
from services.volunteers.people.domain import (
    Booking,
    DoubleBooked,
    NotScreened,
    Volunteer,
    book,
    register_volunteer,
)
from tests.unit.volunteers.mothers import GEJIU, NOW, TODAY, a_need, a_volunteer, window
from tests.unit.volunteers.stage import Cues, MemoryDatabase, play


class Town:
    """Needs and volunteers of one history; each `office` is a process of its own."""

    def __init__(self) -> None:
        self.cues = Cues()
        self._database = MemoryDatabase(self.cues)

    def _store(self, name: str, kind: type[Any]) -> Aggregates[Any]:
        woken = lambda *_: None  # noqa: E731
        clock = FixedClock(NOW)
        return Aggregates(self._database.as_database(), name, kind, clock, woken)

    def office(self, stale: timedelta = timedelta()) -> Accepting:
        needs, people = self._store("needs", Need), self._store("people", Volunteer)
        return Accepting(needs, people, FixedClock(NOW), stale)

    async def open(self, needs: dict[str, Need], people: dict[str, Volunteer]) -> None:
        for id_, need in needs.items():
            posted = post_need(need, NOW)
            await self._store("needs", Need).create(id_, GEJIU, posted, key(f"post {id_}"))
        for id_, person in people.items():
            registered = register_volunteer(person, TODAY)
            await self._store("people", Volunteer).create(id_, GEJIU, registered, key("post"))

    def needs(self) -> dict[str, Need]:
        return self._states("needs", Need)

    def people(self) -> dict[str, Volunteer]:
        return self._states("people", Volunteer)

    def _states(self, name: str, kind: type[Any]) -> dict[str, Any]:
        documents = self._database.collection(name).documents
        return {id_: msgspec.convert(d["state"], kind) for id_, d in documents.items()}

    def check(self) -> None:
        """What must hold at every moment."""
        needs, people = self.needs(), self.people()
        for need in needs.values():
            assert len(need.taken) <= need.places
        for person in people.values():
            for one, other in combinations(person.bookings, 2):
                assert not one.window.overlaps(other.window)
        for need_id, need in needs.items():
            for who, place in need.taken.items():
                booking = people[who].booking_for(need_id)
                assert not place.accepted or (booking and booking.hold == place.hold)


def key(name: str) -> Command:
    return Command(key=name, fingerprint=name)


def accept(office: Accepting, need_id: str, who: str, attempt: str) -> Any:
    return office.accept(need_id, who, EVERYWHERE, attempt, key(attempt))


async def settle(town: Town) -> None:
    for need_id in town.needs():
        await town.office().settle_stale(need_id)


# A and B overlap, B and C overlap, A and C do not; D is for minors.
NEEDS = {
    "A": a_need(places=1, window=window(9, 11)),
    "B": a_need(places=2, window=window(10, 12)),
    "C": a_need(places=2, window=window(11, 13)),
    "D": a_need(places=3, window=window(8, 10), minors=True),
}
PEOPLE = {"v": a_volunteer(), "w": a_volunteer(), "x": a_volunteer(screened_until=None)}

attempts = st.lists(
    st.tuples(
        st.sampled_from(["accept", "accept", "withdraw"]),
        st.sampled_from("AAABBCD"),
        st.sampled_from("vvvwx"),
        st.integers(0, 1),
    ),
    min_size=2,
    max_size=14,
)


def act(town: Town, verb: str, need_id: str, who: str, attempt: str) -> Any:
    if verb == "accept":
        return accept(town.office(), need_id, who, attempt)
    return town.office().withdraw(need_id, who, EVERYWHERE, key(attempt))


async def _history(wanted: list[tuple[str, str, str, int]], seed: int, kills: float) -> None:
    town = Town()
    await town.open(NEEDS, PEOPLE)
    named = [(verb, need_id, who, f"{verb}{need_id}{who}{n}") for verb, need_id, who, n in wanted]
    actors = [act(town, *one) for one in named]
    answers = await play(town.cues, actors, Random(seed), kills, town.check)
    await settle(town)
    town.check()
    assert all(need.unsettled == 0 for need in town.needs().values())
    for (verb, need_id, who, attempt), answer in zip(named, answers, strict=True):
        assert answer is None or isinstance(answer, Place | DomainError), answer
        if verb == "accept" and not _withdrawn_or_repeated(named, need_id, who, attempt):
            _check_answer(town.needs()[need_id].taken.get(who), attempt, answer)
    if not kills:
        _check_calendars(town)


def _withdrawn_or_repeated(named: list[Any], need_id: str, who: str, attempt: str) -> bool:
    withdrawn = any(n[0] == "withdraw" and n[1:3] == (need_id, who) for n in named)
    return withdrawn or sum(n[3] == attempt for n in named) > 1


def _check_answer(place: Place | None, attempt: str, answer: Any) -> None:
    """Whoever heard yes has the place; whoever heard no has not."""
    if isinstance(answer, Place):
        assert place == answer
        assert place.accepted
    elif isinstance(answer, DomainError):
        assert place is None or place.attempt != attempt


def _check_calendars(town: Town) -> None:
    """When nobody is killed no booking is left behind."""
    needs = town.needs()
    for who, person in town.people().items():
        for booking in person.bookings:
            assert needs[booking.need_id].taken[who].hold == booking.hold


@settings(max_examples=300, deadline=None)
@given(attempts, st.integers(0, 2**32), st.sampled_from([0.0, 0.03, 0.15]))
def test_in_no_order_and_with_no_kill_is_anybody_booked_twice_or_a_seat_oversold(
    wanted: list[tuple[str, str, str, int]], seed: int, kills: float
) -> None:
    asyncio.run(_history(wanted, seed, kills))


async def test_of_many_at_once_exactly_as_many_are_accepted_as_there_are_places():
    town = Town()
    people = {f"v{n}": a_volunteer() for n in range(30)}
    await town.open({"A": a_need(places=5)}, people)
    actors = [accept(town.office(timedelta(seconds=5)), "A", who, who) for who in people]
    answers = await play(town.cues, actors, Random(1), 0.0, town.check)
    assert sum(isinstance(answer, Place) for answer in answers) == 5
    assert sum(isinstance(answer, ShiftFull) for answer in answers) == 25


async def test_one_volunteer_wanted_by_overlapping_needs_at_once_goes_to_exactly_one():
    for seed in range(40):
        town = Town()
        needs = {f"n{n}": a_need(window=window(9 + n / 10, 11)) for n in range(4)}
        await town.open(needs, {"v": a_volunteer()})
        actors = [accept(town.office(timedelta(seconds=5)), id_, "v", id_) for id_ in needs]
        answers = await play(town.cues, actors, Random(seed), 0.0, town.check)
        assert sum(isinstance(answer, Place) for answer in answers) == 1
        assert sum(isinstance(answer, DoubleBooked) for answer in answers) == 3
        assert sum(len(need.taken) for need in town.needs().values()) == 1


async def test_a_repeat_long_after_gets_the_same_place():
    town = Town()
    people = {f"v{n}": a_volunteer() for n in range(12)}
    await town.open({"A": a_need(places=20)}, people)
    office = town.office()
    first = await accept(office, "A", "v0", "mine")
    for who in list(people)[1:]:
        await accept(office, "A", who, who)
    assert await accept(office, "A", "v0", "mine") == first
    with pytest.raises(AlreadyRegistered):
        await accept(office, "A", "v0", "another")


async def test_whoever_is_not_screened_takes_no_place_for_minors():
    town = Town()
    await town.open(NEEDS, PEOPLE)
    with pytest.raises(NotScreened):
        await accept(town.office(), "D", "x", "try")
    assert town.needs()["D"].taken == {}


async def test_a_place_held_by_a_killed_process_is_finished_by_the_next_who_comes():
    town = Town()
    await town.open({"A": a_need(places=1)}, {"v": a_volunteer(), "w": a_volunteer()})
    await _held_and_killed(town, "A", "v")
    with pytest.raises(ShiftFull):
        await accept(town.office(), "A", "w", "late")
    assert town.needs()["A"].taken["v"].accepted


async def test_a_booking_whose_hold_is_gone_blocks_nobody():
    """Left by a process that was paused between two steps, and killed once it had lost."""
    town = Town()
    orphan = Booking(need_id="A", hold=7, window=window(9, 11))
    booked, _ = book(a_volunteer(), orphan, NOW)
    await town.open({"A": a_need(), "B": a_need(window=window(10, 12))}, {"v": booked})
    assert (await accept(town.office(), "B", "v", "try")).accepted
    assert [b.need_id for b in town.people()["v"].bookings] == ["B"]


async def test_the_last_word_on_a_hold_is_the_needs_own():
    """Whoever books for a hold that is gone gives the time back and says so."""
    town = Town()
    await town.open({"A": a_need()}, {"v": a_volunteer()})
    with pytest.raises(Conflict):
        await town.office().settle("A", town.needs()["A"], "v", 5)
    assert town.people()["v"].bookings == ()


async def _held_and_killed(town: Town, need_id: str, who: str) -> None:
    town.cues.playing = True
    task = asyncio.create_task(accept(town.office(), need_id, who, "first"))
    while not town.needs()[need_id].taken:
        await asyncio.sleep(0)
        for waiting in town.cues.waiting:
            await town.cues.cue(waiting)
    await town.cues.kill(task)
    town.cues.playing = False
    assert not town.needs()[need_id].taken[who].accepted
