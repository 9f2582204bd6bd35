from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.volunteers.times import Slot, Window, by_day, covered, merged
from tests.unit.volunteers.mothers import local, window

slots = st.builds(
    lambda weekday, start, length: Slot(weekday, start, min(start + length, 1440)),
    st.integers(1, 7),
    st.integers(0, 1439),
    st.integers(1, 600),
)


def minutes(of: tuple[Slot, ...] | list[Slot]) -> set[tuple[int, int]]:
    return {(slot.weekday, minute) for slot in of for minute in range(slot.start, slot.end)}


@given(st.lists(slots, max_size=12))
def test_merging_keeps_every_minute_and_leaves_no_two_slots_touching(given_slots):
    found = merged(given_slots)
    assert minutes(found) == minutes(given_slots)
    for one, other in pairwise(found):
        assert one.weekday < other.weekday or one.end < other.start


def test_windows_that_touch_do_not_overlap():
    assert not window(9, 11).overlaps(window(11, 12))
    assert window(9, 11).overlaps(window(10.5, 12))


@given(st.tuples(*[st.integers(0, 50)] * 4))
def test_overlap_is_mutual_and_means_a_shared_instant(edges):
    a, b, c, d = edges
    start = datetime(2026, 1, 1, tzinfo=UTC)
    one = Window(start + timedelta(hours=a), start + timedelta(hours=a + b + 1))
    other = Window(start + timedelta(hours=c), start + timedelta(hours=c + d + 1))
    shared = set(range(a, a + b + 1)) & set(range(c, c + d + 1))
    assert one.overlaps(other) == other.overlaps(one) == bool(shared)


def test_a_window_over_midnight_is_cut_at_local_midnight():
    night = Window(local(22), local(1, day=1, month=12))
    assert list(by_day(night)) == [Slot(1, 22 * 60, 1440), Slot(2, 0, 60)]


def test_a_begun_minute_counts():
    late = Window(local(9), local(10) + timedelta(seconds=1))
    assert list(by_day(late)) == [Slot(1, 540, 601)]


def test_the_weekday_is_the_local_one():
    # Sunday 23:00 UTC is Monday morning in Yunnan.
    early = Window(
        datetime(2026, 11, 29, 23, 0, tzinfo=UTC), datetime(2026, 11, 30, 0, 0, tzinfo=UTC)
    )
    assert list(by_day(early)) == [Slot(1, 7 * 60, 8 * 60)]


@pytest.mark.parametrize(
    ("free", "fits"),
    [
        ([Slot(1, 540, 660)], True),
        ([Slot(1, 540, 659)], False),
        ([Slot(2, 0, 1440)], False),
        ([Slot(1, 360, 600), Slot(1, 600, 720)], True),
        ([], False),
    ],
)
def test_somebody_is_available_only_when_free_for_the_whole_time(free, fits):
    assert covered(window(9, 11), merged(free)) is fits
