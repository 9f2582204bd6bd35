"""The journal reaches the bus whole and in order, whatever happens to the bus."""

import asyncio
from uuid import uuid4

import pytest

from cli.engines import Engine
from contracts.event import Envelope, event_id, to_headers
from servicekit import metrics, publisher
from servicekit.journal import stream_of
from tests.eventually import eventually
from tests.integration.suite import (
    PARTITIONS,
    TOPIC,
    Heard,
    fresh_topics,
    hearing,
    on_the_bus,
    produce,
    sending,
    sequences,
)

pytestmark = pytest.mark.engines

IDS = [f"s{n}" for n in range(30)]


@pytest.fixture(autouse=True)
def _look_often(monkeypatch):
    monkeypatch.setattr(publisher, "CHECK_SECONDS", 0.5)


async def test_every_event_is_on_the_bus_with_its_envelope_in_the_partition_of_its_aggregate(
    database, bus
):
    async with sending(database, bus) as sender:
        await sender.plan(IDS)
        await sender.hire(IDS[:10], "k")
        await sender.all_sent()
        records = await on_the_bus(bus)

        journal = {
            entry.envelope.id: entry
            for place in PARTITIONS
            for entry in await sender.journal.read(f"{place.topic}/{place.partition}", 0, 1000)
        }
    assert len(records) == len(journal) == 40
    for record in records:
        entry = journal[dict(record.headers)["ce_id"].decode()]
        assert list(record.headers) == to_headers(entry.envelope, entry.sequence)
        assert record.value == entry.envelope.data.encode()
        assert record.key == entry.envelope.subject.encode()
        assert record.partition == entry.partition == TOPIC.partition_of(entry.envelope.subject)
    for found in sequences(records).values():
        assert found == list(range(1, len(found) + 1))


async def test_a_restarted_service_sends_only_what_the_bus_has_not(database, bus):
    async with sending(database, bus) as sender:
        await sender.plan(IDS)
        await sender.all_sent()
    async with sending(database, bus) as sender:
        await sender.hire(IDS, "k")
        await sender.all_sent()

    assert len(await on_the_bus(bus)) == 60


async def test_a_broker_killed_in_the_middle_gets_everything(database, bus):
    heard = Heard()
    async with sending(database, bus) as sender, hearing(heard, bus, uuid4().hex):
        await sender.plan(IDS)
        working = asyncio.create_task(_hire_often(sender, 8))
        await eventually(lambda: heard.count > 30)
        bus.kill()
        await asyncio.to_thread(bus.start)  # from here: the test goes on working meanwhile
        await _recreate_if_lost(bus)
        await working
        await sender.all_sent(within=60)
        await eventually(lambda: heard.count == 30 * 9, within=60)

    assert heard.versions == {i: list(range(1, 10)) for i in IDS}


async def test_a_broker_replaced_by_an_empty_one_gets_everything_again(database, bus):
    if bus.name == "noida":
        pytest.skip("clients that go on asking make its topics anew before they can be created")
    heard, resent = Heard(), _resent()
    async with sending(database, bus) as sender, hearing(heard, bus, uuid4().hex):
        await sender.plan(IDS)
        await eventually(lambda: heard.count == 30)
        await eventually(lambda: _acknowledged(sender, 30))  # noted: it must not be believed
        bus.wipe()
        await asyncio.to_thread(bus.start)
        await fresh_topics(bus)
        await sender.hire(IDS, "k")
        await eventually(lambda: heard.count == 60, within=60)
        await sender.all_sent(within=60)

    assert heard.versions == {i: [1, 2] for i in IDS}
    assert _resent() - resent >= 30


async def test_topics_emptied_under_a_running_producer_are_noticed_by_the_next_offset(
    database, bus, monkeypatch
):
    """The tail is gone and new events are appended in the same breath."""
    monkeypatch.setattr(publisher, "CHECK_SECONDS", 3600)  # not by looking
    if bus.name == "noida":
        pytest.skip("it makes a topic again whenever a client asks for it: none is ever gone")
    heard, resent = Heard(), _resent()
    async with sending(database, bus) as sender, hearing(heard, bus, uuid4().hex):
        await sender.plan(IDS)
        await eventually(lambda: heard.count == 30)
        await fresh_topics(bus)
        await sender.hire(IDS, "k")
        await eventually(lambda: heard.count == 60, within=60)

    assert heard.versions == {i: [1, 2] for i in IDS}
    assert _resent() - resent >= 30


async def test_a_hole_left_on_the_bus_is_filled_and_its_readers_go_on(database, bus):
    heard = Heard()
    async with sending(database, bus) as sender:
        await sender.plan(IDS)
        await sender.all_sent()
        records = await on_the_bus(bus)
    await fresh_topics(bus)
    kept = [r for r, n in zip(records, _numbers(records), strict=True) if n not in (3, 4)]
    await produce(bus, kept)

    async with sending(database, bus), hearing(heard, bus, uuid4().hex):
        await eventually(lambda: heard.count == 30, within=30)

    assert heard.versions == {i: [1] for i in IDS}


async def test_two_services_publishing_the_same_journal_only_repeat(database, bus):
    heard = Heard()
    async with (
        sending(database, bus) as one,
        sending(database, bus) as other,
        hearing(heard, bus, uuid4().hex),
    ):
        await one.plan(IDS)
        await asyncio.gather(_hire_often(one, 3, "one"), _hire_often(other, 3, "other"))
        await eventually(lambda: heard.count == 30 * 7, within=30)

    assert heard.versions == {i: list(range(1, 8)) for i in IDS}


async def test_a_bus_that_belongs_to_another_database_is_refused_by_name(database, kafka_bus):
    said = Envelope(
        id=event_id("x", 1), type="registry.station.signed.v1", source="/registry",
        time="2026-11-24T00:00:00Z", subject="x", subjectversion=1, data="{}",
    )  # fmt: skip
    from tests.streams import raw

    await produce(kafka_bus, [raw(to_headers(said, 1), offset=0, key=b"x", value=b"{}")])

    async with sending(database, kafka_bus) as sender:
        await eventually(lambda: "never wrote" in (sender.publisher._problem or ""))
        await sender.plan(["s1"])
        await sender.relay.drain()
        assert len(await on_the_bus(kafka_bus)) == 1


async def test_commands_are_taken_while_the_broker_is_away_from_the_start(database, kafka_bus):
    heard = Heard()
    kafka_bus.kill()
    async with sending(database, kafka_bus) as sender, hearing(heard, kafka_bus, uuid4().hex):
        await sender.plan(IDS)
        assert await sender.publisher.ready() is not None
        await asyncio.to_thread(kafka_bus.start)
        await eventually(lambda: heard.count == 30, within=60)
        assert await sender.publisher.ready() is None


async def _hire_often(sender, times: int, who: str = "k") -> None:
    for n in range(times):
        await sender.hire(IDS, f"{who}{n}")


async def _recreate_if_lost(bus: Engine) -> None:
    from cli.engines.topics import create_topics

    await create_topics(bus.address)


async def _acknowledged(sender, count: int) -> bool:
    streams = [stream_of(*place) for place in PARTITIONS]
    return sum([await sender.journal.acked(stream) for stream in streams]) == count


def _resent() -> float:
    return metrics.BUS_RESENT.labels(TOPIC.name)._value.get()


def _numbers(records):
    return [n for found in sequences(records).values() for n in found]
