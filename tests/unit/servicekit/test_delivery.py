"""Every record is applied once and in order, dropped as a repeat, or parked with its reason."""

import asyncio
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.event import MAX_EVENT_BYTES
from servicekit import limits, metrics
from servicekit.clock import FixedClock
from servicekit.delivery import Delivery, TooManyParked
from tests.eventually import eventually
from tests.streams import NOW, PLACE, record
from tests.unit.servicekit.recorder import Partition, Recorder


def delivery_to(projection: Recorder) -> Delivery:
    return Delivery(projection, FixedClock(NOW))


async def delivered(*records, projection: Recorder | None = None) -> Recorder:
    projection = projection or Recorder()
    partition = Partition()
    partition.add(*records)
    await partition.deliver_all(delivery_to(projection))
    return projection


async def test_ten_deliveries_of_each_record_have_the_effect_of_one():
    ten_times = [record(n) for n in range(1, 6) for _ in range(10)]
    before = metrics.CONSUMER_DUPLICATES.labels(PLACE.topic)._value.get()

    projection = await delivered(*ten_times)

    assert projection.applied == [1, 2, 3, 4, 5]
    assert metrics.CONSUMER_DUPLICATES.labels(PLACE.topic)._value.get() - before == 45


async def test_a_rewound_group_applies_nothing_again():
    projection, partition = Recorder(), Partition()
    partition.add(*map(record, range(1, 31)))
    delivery = delivery_to(projection)
    await partition.deliver_all(delivery, 7)
    partition.seek(PLACE, 0)
    await partition.deliver_all(delivery, 4)

    assert projection.applied == list(range(1, 31))


async def test_nothing_behind_a_hole_is_applied_until_the_hole_is_filled():
    projection, partition = Recorder(), Partition()
    delivery = delivery_to(projection)
    partition.add(record(1), record(2), record(4), record(5))
    await partition.deliver_all(delivery)

    assert projection.applied == [1, 2]
    assert _gap_held() == 1

    partition.add(record(3), record(4), record(5))  # the relay sends again, from the hole on
    await partition.deliver_all(delivery)

    assert projection.applied == [1, 2, 3, 4, 5]
    assert _gap_held() == 0


async def test_a_hole_is_looked_for_once_from_the_beginning_of_the_partition():
    projection, partition = Recorder(), Partition()
    partition.add(*map(record, range(1, 6)))
    partition.seek(PLACE, 3)  # the group's offsets were set forward

    await partition.deliver_all(delivery_to(projection))

    assert projection.applied == [1, 2, 3, 4, 5]


async def test_a_position_that_was_lost_is_refolded_from_what_is_stored():
    """A zombie: its cached position is old, another consumer has gone on meanwhile."""
    projection, partition = Recorder(), Partition()
    zombie, successor = delivery_to(projection), delivery_to(projection)
    partition.add(*map(record, range(1, 9)))
    await zombie.deliver(partition.records[:3], partition)
    await successor.deliver(partition.records[:6], partition)

    await zombie.deliver(partition.records[3:8], partition)

    assert projection.applied == list(range(1, 9))


async def test_a_zombie_that_returns_behind_its_successor_sees_no_hole():
    projection, partition = Recorder(), Partition()
    zombie, successor = delivery_to(projection), delivery_to(projection)
    partition.add(*map(record, range(1, 9)))
    await zombie.deliver(partition.records[:3], partition)
    await successor.deliver(partition.records[:6], partition)

    await zombie.deliver(partition.records[6:8], partition)

    assert projection.applied == list(range(1, 9))


async def test_an_outage_is_waited_out_and_nothing_is_applied_twice():
    projection = Recorder(outages=3)

    await delivered(record(1), record(2), projection=projection)

    assert projection.applied == [1, 2]


async def test_an_outage_is_told_to_the_readiness_probe_while_it_lasts():
    projection, partition = Recorder(outages=1), Partition()
    delivery = delivery_to(projection)
    delivering = asyncio.create_task(delivery.deliver([record(1)], partition))

    await eventually(delivery.ready)
    await delivering

    assert await delivery.ready() is None


async def test_retries_of_one_bad_record_do_not_add_up_to_the_limit(monkeypatch):
    async def at_once(self, until=None):
        await asyncio.sleep(0)

    monkeypatch.setattr("servicekit.backoff.Backoff.wait", at_once)
    projection, partition = Recorder(outages=3 * limits.IN_A_ROW), Partition()
    partition.add(record(1, value=b"{"), record(2))

    await asyncio.wait_for(partition.deliver_all(delivery_to(projection), size=1), 5)

    assert projection.applied == [2]
    assert projection.reasons == {1: "malformed"}


async def test_a_delivery_told_to_stop_during_an_outage_raises_so_that_nothing_is_committed():
    projection = Recorder(outages=10**6)
    delivery = delivery_to(projection)
    delivering = asyncio.create_task(delivery.deliver([record(1)], Partition()))
    await eventually(delivery.ready)

    delivery.stop()

    with pytest.raises(Exception, match="away"):
        await asyncio.wait_for(delivering, 2)


BAD = {
    "empty_value": {"value": None},
    "malformed": {"value": b"{not json"},
    "malformed gzip": {"value": b"\x1f\x8b\x08\x00"},
    "malformed utf-8": {"value": b'{"region":"\xff"}'},
    "missing_field id": {"without": ["ce_id"]},
    "missing_field null": {"ce_id": None},
    "missing_field version": {"without": ["ce_subjectversion"]},
    "missing_field time": {"without": ["ce_time"]},
    "missing_field data": {"value": b'{"region":"530102001","occurred_on":"2026-11-01"}'},
    "unknown_type": {"ce_type": b"registry.station.repainted.v1"},
    "unknown_type nonsense": {"ce_type": b"\xff\xfe"},
    "unsupported_version": {"ce_type": b"registry.station.signed.v2"},
    "source_forbidden": {"ce_type": b"charity.gift.pledged.v1"},
    "key_mismatch": {"key": b"station-2"},
    "key_mismatch none": {"key": None},
    "version_invalid": {"ce_subjectversion": b"0"},
    "version_invalid negative": {"ce_subjectversion": b"-1"},
    "version_invalid long": {"ce_subjectversion": b"9" * 5000},
    "time_implausible": {
        "value": b'{"region":"530102001","occurred_on":"2099-01-01","kind":"township"}'
    },
    "time_implausible past": {
        "value": b'{"region":"530102001","occurred_on":"1970-01-01","kind":"township"}'
    },
    "time_implausible said": {"ce_time": b"2099-01-01T00:00:00Z"},
    "time_implausible long ago": {"ce_time": b"1970-01-01T00:00:00Z"},
    "malformed time": {"ce_time": b"yesterday"},
    "malformed naive time": {"ce_time": b"2026-11-01T00:00:00"},
    "event_too_large": {"value": b'"' + b"x" * MAX_EVENT_BYTES + b'"'},
    "event_too_large headers": {f"x{n}": b"" for n in range(10_000)},
    "type_error": {"value": b'{"region":530102,"occurred_on":"2026-11-01","kind":"township"}'},
}


@pytest.mark.parametrize("name", BAD)
async def test_a_bad_record_is_parked_with_its_reason_and_the_next_one_applied(name):
    projection = await delivered(record(1), record(2, **BAD[name]), record(3))

    assert projection.reasons == {2: name.partition(" ")[0]}
    assert projection.applied == [1, 3]
    assert projection.at == 3


async def test_an_event_of_another_namespace_is_passed_over_and_counted():
    before = metrics.CONSUMER_IGNORED.labels(PLACE.topic)._value.get()

    projection = await delivered(record(1), record(2, ce_type=b"weather.rain.v1"), record(3))

    assert projection.applied == [1, 3]
    assert not projection.parked
    assert metrics.CONSUMER_IGNORED.labels(PLACE.topic)._value.get() == before + 1


FOREIGN = {
    "empty_value": {"value": None, "without": ["ce_sequence"]},
    "missing_field": {"without": ["ce_sequence"]},
    "missing_field null": {"ce_sequence": None},
    "missing_field text": {"ce_sequence": b"two"},
    "missing_field zero": {"ce_sequence": b"0"},
    "missing_field huge": {"ce_sequence": b"9" * 5000},
    "missing_field source": {"without": ["ce_source"]},
    "source_forbidden": {"ce_source": b"/somebody"},
}


@pytest.mark.parametrize("name", FOREIGN)
async def test_a_record_no_journal_wrote_is_parked_and_takes_no_ones_place(name):
    projection = await delivered(record(1), record(2, **FOREIGN[name]), record(2), record(3))

    assert projection.applied == [1, 2, 3]
    assert {p.offset: p.reason for p in projection.foreign.values()} == {1: name.partition(" ")[0]}


async def test_what_our_own_code_stumbles_over_is_parked_as_a_bug():
    projection = await delivered(*map(record, (1, 2, 3)), projection=Recorder(breaks_on={2}))

    assert projection.applied == [1, 3]
    assert projection.reasons == {2: "bug"}


async def test_a_parked_record_keeps_no_content_and_no_key():
    projection = await delivered(record(1, key=b"13800138000"))

    assert "13800138000" not in str(projection.parked)
    assert len(projection.parked[0].key_hash) == 16


async def test_too_many_parked_in_a_row_stop_the_stream_where_it_is():
    projection, partition = Recorder(), Partition()
    delivery = delivery_to(projection)
    partition.add(*(record(n, value=b"{") for n in range(1, 31)), record(31))
    delivering = asyncio.create_task(partition.deliver_all(delivery))

    problem = await eventually(delivery.ready)

    assert "停止消费" in problem
    assert projection.at == limits.IN_A_ROW + 1
    assert not delivering.done()
    delivery.stop()
    with pytest.raises(TooManyParked):  # so that nothing is committed past what was applied
        await delivering


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
async def test_any_history_of_repeats_holes_and_rewinds_applies_each_event_once_in_order(data):
    last = data.draw(st.integers(1, 12), label="events")
    partition = Partition()
    partition.add(*_sent(data, last))
    projection = Recorder(outages=0)
    consumers = [delivery_to(projection) for _ in range(2)]
    readers = [replace(partition), replace(partition)]
    for _ in range(data.draw(st.integers(1, 12), label="steps")):
        who = data.draw(st.integers(0, 1), label="who")
        if data.draw(st.booleans(), label="rewind"):
            readers[who].reading = data.draw(st.integers(0, len(partition.records)))
        both = data.draw(st.booleans(), label="both at once")
        sizes = data.draw(st.tuples(st.integers(1, 8), st.integers(1, 8)))
        turns = (who, 1 - who) if both else (who,)
        await asyncio.gather(
            *(consumers[n].deliver(readers[n].next(sizes[n]), readers[n]) for n in turns)
        )
        assert projection.applied == list(range(1, projection.at + 1))
    readers[0].reading = 0
    await readers[0].deliver_all(consumers[0])

    assert projection.applied == list(range(1, last + 1))


def _sent(data, last):
    """What publishers may do: skip forward (the bus lost a stretch), then go back to the hole."""
    records, whole = [], 0
    while whole < last:
        start = data.draw(st.integers(1, last), label="start")
        end = data.draw(st.integers(start, last), label="end")
        records += map(record, range(start, end + 1))
        if start <= whole + 1:
            whole = max(whole, end)
    return records


def _gap_held() -> float:
    return metrics.CONSUMER_GAP_HELD.labels(PLACE.topic, "0")._value.get()
