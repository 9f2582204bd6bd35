"""What a service reads from the real bus: each event once, whatever the bus and others do."""

import asyncio
import time
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaConsumer
from faststream import AckPolicy

from cli.engines import Engine
from contracts.topics import TOPICS
from servicekit import consuming, metrics, publisher
from servicekit.clock import SystemClock
from servicekit.consuming import Subscriptions
from tests.eventually import eventually
from tests.integration.suite import (
    PARTITIONS,
    TOPIC,
    Heard,
    hearing,
    on_the_bus,
    produce,
    sending,
)
from tests.streams import record
from tests.unit.servicekit.test_delivery import BAD, FOREIGN

pytestmark = pytest.mark.engines

IDS = [f"s{n}" for n in range(30)]


def test_what_would_lose_records_by_default_is_pinned():
    """Seen on FastStream 0.7.8 and aiokafka 0.14: each default here loses or skips."""
    assert consuming.PINNED["ack_policy"] is AckPolicy.NACK_ON_ERROR
    assert consuming.PINNED["auto_offset_reset"] == "earliest"
    assert consuming.PINNED["batch"] is True
    assert publisher.PRODUCER["acks"] == "all"
    assert publisher.PRODUCER["enable_idempotence"] is True


def test_the_pinned_settings_reach_every_subscriber():
    subscriptions = Subscriptions("metrics", "127.0.0.1:1", SystemClock())
    subscriptions.subscribe(tuple(TOPICS.values()), Heard())

    assert len(subscriptions.broker.subscribers) == len(TOPICS)
    for subscriber in subscriptions.broker.subscribers:
        options = subscriber._connection_args
        assert subscriber.ack_policy is AckPolicy.NACK_ON_ERROR
        assert options["auto_offset_reset"] == "earliest"
        assert options["enable_auto_commit"] is False
        assert subscriber.max_records == consuming.PINNED["max_records"]
        assert subscriber.group_id == f"metrics.heard.{subscriber.topic_names[0]}"
        assert subscriber._outer_config.allow_auto_create_topics is False
        assert subscriber._outer_config.consumer_only is True


async def test_poison_of_every_kind_is_parked_and_what_is_behind_it_applied(bus):
    heard = Heard()
    bad = {name: what for name, what in BAD.items() if "headers" not in name}
    records = [record(1)]
    for n, what in enumerate(bad.values(), 1):
        records += [record(2 * n, **what), record(2 * n + 1)]
    records += [record(2, **what) for what in FOREIGN.values()]
    await produce(bus, [*records, record(2 * len(bad) + 2)])
    monotonic = time.monotonic()

    async with hearing(heard, bus, uuid4().hex) as subscriptions:
        await eventually(lambda: heard.at[PARTITIONS[0]] == 2 * len(bad) + 2)
        assert await subscriptions.deliveries[0].ready() is None

    assert time.monotonic() - monotonic < 20
    assert [parked.reason for parked in heard.parked] == [n.partition(" ")[0] for n in bad]
    reasons = [p.reason for _, p in sorted(heard.foreign.items())]
    assert reasons == [name.partition(" ")[0] for name in FOREIGN]
    assert heard.count == len(bad) + 2
    _ = heard.versions


async def test_every_record_ten_times_has_the_effect_of_one(database, bus):
    heard = Heard()
    async with sending(database, bus) as sender:
        await sender.plan(IDS)
        await sender.all_sent()
    said = await on_the_bus(bus)
    before = _duplicates()
    for _ in range(9):
        await produce(bus, said)

    async with hearing(heard, bus, uuid4().hex):
        await eventually(lambda: _duplicates() - before == 9 * 30)

    assert heard.versions == {i: [1] for i in IDS}


async def test_a_group_set_back_to_the_beginning_applies_nothing_twice(database, bus):
    heard, group = Heard(), uuid4().hex
    async with sending(database, bus) as sender:
        await sender.plan(IDS)
        async with hearing(heard, bus, group):
            await eventually(lambda: heard.count == 30)
        before = _duplicates()
        async with hearing(heard, bus, uuid4().hex):  # a group without offsets
            await eventually(lambda: _duplicates() - before == 30)
            await sender.hire(IDS, "k")
            await eventually(lambda: heard.count == 60)

    assert heard.versions == {i: [1, 2] for i in IDS}


async def test_a_consumer_started_again_goes_on_where_it_was(database, bus):
    heard, group = Heard(), uuid4().hex
    async with sending(database, bus) as sender:
        await sender.plan(IDS)
        async with hearing(heard, bus, group):
            await eventually(lambda: heard.count == 30)
        before = _duplicates()
        await sender.hire(IDS, "k")
        async with hearing(heard, bus, group):
            await eventually(lambda: heard.count == 60)

    assert heard.versions == {i: [1, 2] for i in IDS}
    assert _duplicates() == before  # the offsets were committed


async def test_offsets_set_past_what_was_applied_skip_nothing(database, bus):
    heard, group = Heard(), uuid4().hex
    async with sending(database, bus) as sender:
        await sender.plan(IDS)
        await sender.all_sent()
        await _commit_ends(bus, f"{group}.heard.{TOPIC.name}")
        async with hearing(heard, bus, group):
            await sender.hire(IDS, "k")
            await eventually(lambda: heard.count == 60)

    assert heard.versions == {i: [1, 2] for i in IDS}


async def test_three_consumers_come_and_go_and_each_event_is_applied_once(database, kafka_bus):
    heard, group = Heard(), uuid4().hex

    async def come_and_go(pause: float) -> None:
        while not done.is_set():
            async with hearing(heard, kafka_bus, group):
                await asyncio.sleep(pause)

    done = asyncio.Event()
    async with sending(database, kafka_bus) as sender:
        await sender.plan(IDS)
        consumers = [asyncio.create_task(come_and_go(pause)) for pause in (0.4, 0.7, 1.1)]
        for n in range(5):
            await sender.hire(IDS, f"k{n}")
        await eventually(lambda: heard.count == 30 * 6, within=60)
        done.set()
        await asyncio.gather(*consumers)

    assert heard.versions == {i: list(range(1, 7)) for i in IDS}


@pytest.mark.crash
async def test_a_broker_away_for_a_while_costs_a_delay_and_little_work(
    database, kafka_bus, record_property
):
    heard, away = Heard(), 15.0
    async with sending(database, kafka_bus) as sender, hearing(heard, kafka_bus, uuid4().hex):
        await sender.plan(IDS)
        await eventually(lambda: heard.count == 30)
        kafka_bus.kill()
        await sender.hire(IDS, "k")
        began, cpu = time.monotonic(), time.process_time()
        await asyncio.sleep(away)
        share = (time.process_time() - cpu) / (time.monotonic() - began)
        record_property("cpu_share_while_away", round(share, 3))
        print(f"CPU while the broker was away: {share:.1%} of a core")
        assert await sender.publisher.ready() is not None
        await asyncio.to_thread(kafka_bus.start)
        back = time.monotonic()
        await eventually(lambda: heard.count == 60, within=60)
        print(f"all applied {time.monotonic() - back:.1f} s after its return")
        assert len(_running("_sender_routine")) == 1  # no producer of before is still trying

    assert heard.versions == {i: [1, 2] for i in IDS}
    assert share < 0.25


def _running(routine: str) -> list[asyncio.Task[object]]:
    return [task for task in asyncio.all_tasks() if routine in repr(task.get_coro())]


def _duplicates() -> float:
    return metrics.CONSUMER_DUPLICATES.labels(TOPIC.name)._value.get()


async def _commit_ends(bus: Engine, group: str) -> None:
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bus.address, group_id=group, enable_auto_commit=False
    )
    await consumer.start()
    try:
        consumer.assign(PARTITIONS)
        await consumer.commit(await consumer.end_offsets(PARTITIONS))
    finally:
        await consumer.stop()
