from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from services.registry.checks.gaps import Place
from services.registry.standards.rule import Rule
from services.registry.standards.rulebook import Rulebook
from services.registry.what_if.domain import (
    Difference,
    StaffMove,
    Supposition,
    TooFewStaff,
    compare,
    next_version,
    suppose,
    townships_in,
)
from tests.unit.registry.standard_mothers import DOCUMENTS, TODAY, TOWNSHIP, rule

RULES = {
    "people": rule(2, measure="social_workers"),
    "cover": rule(1, measure="stations"),
    "office": rule(20),
}
OTHER = "532501002"


def station(id_: str, region: str = TOWNSHIP, **values: int) -> Place:
    return Place("station", id_, id_, region, "township", values={"office_area": 30, **values})


def home(region: str, stations: int) -> Place:
    return Place("township", region, region, region, values={"stations": stations})


PLACES = [
    home(OTHER, 0),
    home(TOWNSHIP, 1),
    station("a", social_workers=3, certified_staff=1),
]


def outcome(
    places: list[Place], rules: Mapping[str, Rule] = RULES, **what: object
) -> list[Difference]:
    supposed = Supposition(rules=rules, **what)  # type: ignore[arg-type]
    after = suppose(places, supposed)
    return compare(
        places, after, Rulebook(RULES, DOCUMENTS, TODAY), Rulebook(rules, DOCUMENTS, TODAY)
    )


def said(found: list[Difference]) -> list[tuple[str, str, str]]:
    return [(d.place.id, d.verdict.binding.rule_id, d.effect) for d in found]


def test_supposing_nothing_changes_nothing() -> None:
    assert outcome(PLACES) == []


def test_a_stricter_rule_shows_who_falls_below_with_the_value_before_and_after() -> None:
    stricter = {**RULES, "office": next_version(RULES["office"], 40, TODAY)}
    (difference,) = outcome(PLACES, stricter)
    assert said([difference]) == [("a", "office", "falls_below")]
    assert difference.before is not None
    assert difference.after is not None
    assert (difference.before.needed, difference.after.needed) == (20, 40)
    assert townships_in([difference]) == [TOWNSHIP]


def test_a_new_rule_shows_who_has_nothing_recorded_of_it() -> None:
    found = outcome(PLACES, {**RULES, "new": rule(1, measure="desk")})
    assert said(found) == [("a", "new", "falls_below")]
    assert found[0].before is None


def test_a_rule_ended_or_loosened_shows_who_recovers() -> None:
    weak = [replace(PLACES[2], values={"office_area": 10, "social_workers": 3})]
    ended = {**RULES, "office": replace(RULES["office"], ended_on=TODAY)}
    looser = {**RULES, "office": next_version(RULES["office"], 10, TODAY)}
    for rules in (ended, looser):
        assert said(outcome(weak, rules)) == [("a", "office", "recovers")]


def test_closing_a_station_uncovers_its_township_and_its_own_gaps_are_no_recovery() -> None:
    weak = [*PLACES[:2], station("a", office_area=1)]
    assert said(outcome(weak, closed=frozenset({"a"}))) == [(TOWNSHIP, "cover", "falls_below")]


def test_a_station_supposed_covers_its_township_and_shows_its_own_gaps() -> None:
    found = outcome(PLACES, added=(station("new", OTHER, social_workers=1),))
    assert said(found) == [(OTHER, "cover", "recovers"), ("new", "people", "falls_below")]


def test_moving_staff_shows_both_ends() -> None:
    places = [*PLACES, station("b", social_workers=1)]
    found = outcome(places, moves=(StaffMove("a", "b", 2),))
    assert said(found) == [("a", "people", "falls_below"), ("b", "people", "recovers")]


def test_nobody_moves_who_is_not_there() -> None:
    places = [*PLACES, station("b")]
    with pytest.raises(TooFewStaff):
        outcome(places, moves=(StaffMove("b", "a", 1),))
    with pytest.raises(TooFewStaff):
        outcome(places, moves=(StaffMove("a", "b", 2, certified=2),))


def test_what_is_supposed_leaves_the_world_as_it_is() -> None:
    before = [replace(place) for place in PLACES]
    outcome(PLACES, closed=frozenset({"a"}), added=(station("new", OTHER),))
    assert before == PLACES
    assert RULES["office"].on(date(2022, 6, 30)) == RULES["office"].versions[0]
