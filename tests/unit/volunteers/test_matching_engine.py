"""The index in columns finds exactly what looking at everybody one by one finds."""

from __future__ import annotations

import random
from dataclasses import replace
from uuid import UUID

import pytest

from servicekit.scope import Scope
from services.volunteers.matching.columns import Columns
from services.volunteers.matching.finding import find
from services.volunteers.matching.profile import Profile
from services.volunteers.matching.roll import Roll
from services.volunteers.matching.weights import Weights
from tests.unit.volunteers.people_in_columns import a_profile, a_question, an_id, scanned

SCOPES = [Scope.of(code) for code in ("530000", "532500", "532501", "532501001", "532600")]


def agree(roll: Roll, people: dict[str, Profile], chance: random.Random, questions: int) -> None:
    for _ in range(questions):
        asked, scope = a_question(chance, list(people)), chance.choice(SCOPES)
        k = chance.choice([1, 5, 50])
        found = find(roll, asked, k, scope)
        refused = [(r.rule.code, r.first, r.only) for r in found.refused]
        assert (found.best, found.considered, found.eligible, refused) == scanned(
            people, asked, k, scope
        )


def rolled(people: dict[str, Profile]) -> Roll:
    roll = Roll(Columns.of(list(people.items())))
    for id_, profile in people.items():
        roll.put(id_, profile)  # what they are busy with is not in the columns
    return roll


@pytest.mark.parametrize("seed", range(8))
def test_the_best_and_the_refused_are_those_of_the_full_scan(seed: int) -> None:
    chance = random.Random(seed)
    people = {an_id(chance): a_profile(chance) for _ in range(chance.choice([0, 1, 70, 900]))}
    agree(rolled(people), people, chance, questions=12)


@pytest.mark.parametrize("seed", range(4))
def test_it_stays_right_while_people_come_move_change_and_leave(seed: int) -> None:
    chance = random.Random(100 + seed)
    people = {an_id(chance): a_profile(chance) for _ in range(200)}
    roll = rolled(people)
    for _ in range(10):
        for _ in range(120):
            id_ = an_id(chance) if chance.random() < 0.6 else chance.choice(list(people))
            people[id_] = a_profile(chance)
            roll.put(id_, people[id_])
        agree(roll, people, chance, questions=2)


def test_equal_scores_are_told_by_id() -> None:
    one = a_profile(random.Random(1))
    same = replace(one, active=True, busy=(), languages=frozenset(), skills={})
    people = {str(UUID(int=n << 64 | (5 - n))): same for n in range(5)}
    chance = random.Random(3)
    asked = replace(
        a_question(chance, []), hours=frozenset(), languages=frozenset(), skills={}, minors_on=None
    )
    found = find(rolled(people), replace(asked, region=same.region), 3)
    assert [id_ for id_, _ in found.best] == sorted(people)[:3]


@pytest.mark.parametrize("weights", [(1000, 1, 0, 0, 0, 0, 0), (1001, -1, 0, 0, 0, 0, 0)])
def test_weights_add_up_to_a_thousand_and_none_is_negative(weights: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="1000"):
        Weights(*weights)
