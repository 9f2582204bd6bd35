"""Likely duplicates: the same station, day, domain, activity, target group and numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from servicekit.aggregate import Stored
from services.registry.service_log.domain import ServiceEntry
from services.registry.service_log.duplicates import likely_duplicates
from tests.unit.metrics.mothers import facts


def entry(id_: str, apart: tuple[str, ...] = (), **changes: Any) -> Stored[ServiceEntry]:
    state = ServiceEntry(facts=facts(**{"person_times": 4, **changes}), distinct_from=apart)
    return Stored(id_, 1, state.facts.region, state)


def alike(*entries: Stored[ServiceEntry]) -> list[tuple[str, ...]]:
    return [found.ids for found in likely_duplicates(entries)]


def test_the_same_service_entered_twice_is_listed_with_both_ids() -> None:
    assert alike(entry("b"), entry("a"), entry("c", person_times=5)) == [("a", "b")]


@pytest.mark.parametrize(
    "change",
    [
        {"station_id": "s2"},
        {"occurred_on": date(2022, 6, 16)},
        {"domain": "children"},
        {"activity": "casework"},
        {"target_group": "general"},
        {"persons": 1},
        {"person_times": 5},
        {"households": 1},
        {"sessions": 1},
    ],
)
def test_entries_that_differ_in_anything_counted_are_no_duplicates(change: dict[str, Any]) -> None:
    assert alike(entry("a"), entry("b", **change)) == []


def test_a_voided_entry_is_no_duplicate_any_more() -> None:
    voided = entry("b")
    voided = replace(voided, state=replace(voided.state, voided=True))
    assert alike(entry("a"), voided) == []


@pytest.mark.parametrize("who", [("b",), ()])
def test_entries_told_apart_by_either_are_not_listed(who: tuple[str, ...]) -> None:
    assert alike(entry("a", who), entry("b", () if who else ("a",))) == []


def test_a_third_one_alike_is_still_listed_with_those_it_was_not_told_apart_from() -> None:
    assert alike(entry("a", ("b",)), entry("b"), entry("c")) == [("a", "b", "c")]
    assert alike(entry("a", ("b", "c")), entry("b"), entry("c")) == [("b", "c")]
