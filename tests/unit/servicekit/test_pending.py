import pytest

from contracts.event import MAX_EVENT_BYTES, event_id
from servicekit.clock import FixedClock
from servicekit.pending import pending
from tests.streams import NOW, signed


def test_events_follow_the_version_and_carry_all_the_envelope_needs():
    one, two = pending("station-1", 4, [signed(), signed()], FixedClock(NOW))

    assert (one["subjectversion"], two["subjectversion"]) == (5, 6)
    assert one["id"] == event_id("station-1", 5)
    assert one["time"] == "2026-11-24T02:00:00.000Z"
    assert (one["topic"], one["region"]) == ("registry.stations", "530102001")


def test_an_event_too_large_for_the_bus_is_refused_before_it_is_stored():
    """Measured in bytes as sent: a Chinese character is three."""
    name = "站" * (MAX_EVENT_BYTES // 3)

    with pytest.raises(ValueError, match=r"^event_too_large"):
        pending("station-1", 0, [signed(region=name)], FixedClock(NOW))
