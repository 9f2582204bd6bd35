from datetime import UTC, date, datetime, timedelta

import pytest

from servicekit.clock import FixedClock, SystemClock, local_date


def test_the_local_day_begins_at_midnight_in_shanghai() -> None:
    before = datetime(2022, 6, 30, 15, 59, 59, tzinfo=UTC)
    assert local_date(before) == date(2022, 6, 30)
    assert local_date(before + timedelta(seconds=1)) == date(2022, 7, 1)


def test_a_naive_instant_has_no_date() -> None:
    with pytest.raises(ValueError, match="time zone"):
        local_date(datetime(2022, 6, 30))
    with pytest.raises(ValueError, match="time zone"):
        FixedClock(datetime(2022, 6, 30))


def test_a_fixed_clock_moves_only_when_told() -> None:
    clock = FixedClock(datetime(2022, 6, 30, 15, 0, tzinfo=UTC))
    assert clock.now() == clock.now()
    clock.advance(timedelta(hours=1))
    assert clock.today() == date(2022, 7, 1)


def test_the_system_clock_is_aware() -> None:
    assert SystemClock().now().tzinfo is UTC
