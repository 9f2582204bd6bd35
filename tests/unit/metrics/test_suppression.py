"""What the public sees lets nobody work out a count of one to four people."""

from __future__ import annotations

from itertools import product

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from contracts import indicators
from services.metrics.suppression import SMALL, concerns, hidden, hidden_in

VALUES = st.lists(st.integers(0, 12), min_size=1, max_size=4)


def named(values: list[int]) -> dict[str, int]:
    return {f"c{number}": value for number, value in enumerate(values)}


def test_a_count_of_one_to_four_is_hidden_and_another_with_it_whatever_its_size() -> None:
    assert hidden({"a": 3, "b": 40, "c": 7, "d": 0}) == {"a", "b"}


def test_two_small_counts_hide_each_other() -> None:
    assert hidden({"a": 3, "b": 2, "c": 50}) == {"a", "b"}


def test_ones_that_would_be_told_by_their_sum_take_another_with_them() -> None:
    assert hidden({"a": 1, "b": 1, "c": 50, "d": 60}) == {"a", "b", "c"}


def test_fours_that_would_be_told_by_their_sum_take_another_with_them() -> None:
    assert hidden({"a": 4, "b": 4, "c": 50}) == {"a", "b", "c"}


def test_what_every_row_would_tell_hides_its_total_too() -> None:
    assert hidden({"a": 1, "b": 1}) is None
    assert hidden({"a": 3, "b": 0}) is None


def test_nothing_small_hides_nothing() -> None:
    assert hidden({"a": 5, "b": 0, "c": 90}) == frozenset()


@given(VALUES)
def test_no_small_count_is_ever_shown(values: list[int]) -> None:
    row = named(values)
    found = hidden(row)
    assert found is None or {c for c, v in row.items() if v in SMALL} <= found


@settings(deadline=None, max_examples=60)
@given(VALUES)
def test_no_hidden_cell_can_be_derived_from_the_row_and_its_total(values: list[int]) -> None:
    """Even by one who knows the rule: every row that would be shown alike is tried."""
    row = named(values)
    found = hidden(row)
    assume(found)
    assert found
    open_cells = sorted(found)
    total = sum(row[code] for code in open_cells)
    seen: dict[str, set[int]] = {code: set() for code in open_cells}
    for guess in product(range(total + 1), repeat=len(open_cells) - 1):
        rest = total - sum(guess)
        if rest < 0:
            continue
        tried = {**row, **dict(zip(open_cells, (*guess, rest), strict=True))}
        if hidden(tried) == found:
            for code in open_cells:
                seen[code].add(tried[code])
    assert all(len(possible) > 1 for possible in seen.values()), seen


def test_what_a_hidden_county_consists_of_is_not_shown_either() -> None:
    rows = {
        "530000": {"532500": 47, "530100": 90},
        "532500": {"532501": 3, "532502": 14, "532503": 30},
        "532501": {"532501001": 3},
        "532502": {"532502001": 6, "532502002": 8},
        "532503": {"532503001": 30},
    }

    def row_of(region: str) -> dict[str, int]:
        return rows.get(region, {})

    assert hidden_in("530000", row_of) == frozenset()
    assert hidden_in("532500", row_of) == {"532501", "532502"}
    assert hidden_in("532502", row_of) == {"532502001", "532502002"}
    assert hidden_in("532503", row_of) == frozenset()


def test_a_county_whose_townships_would_tell_is_hidden_itself() -> None:
    rows = {
        "530000": {"532500": 100, "530100": 90},
        "532500": {"532501": 6, "532502": 44, "532503": 50},
        "532501": {f"53250100{n}": 1 for n in range(1, 7)},
    }

    def row_of(region: str) -> dict[str, int]:
        return rows.get(region, {})

    assert hidden_in("532500", row_of) == {"532501", "532502"}
    assert hidden_in("532501", row_of) == set(rows["532501"])


def test_only_figures_of_people_are_kept_from_the_public() -> None:
    assert concerns(indicators.require("persons_served"))
    assert concerns(indicators.require("household_visits"))
    assert not concerns(indicators.require("stations"))
    assert not concerns(indicators.require("funds"))
