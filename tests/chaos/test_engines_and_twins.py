"""The bus and the store killed, replaced, away; two of everything; repeats and rubbish.

After each: nothing answered 2xx is lost, nothing is counted twice, order holds (P1, P2, P3b).
"""

from __future__ import annotations

import asyncio
import os
import signal

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from contracts.topics import TOPICS
from tests.chaos import oracle
from tests.chaos.loader import Ledger, Loader
from tests.chaos.stack import Stack
from tests.eventually import wait_until

pytestmark = [pytest.mark.crash, pytest.mark.engines]

LOG = "registry.service-log"


def test_the_bus_killed_and_away_for_a_minute(stack: Stack, ledger: Ledger) -> None:
    """F2: commands are answered all the while; the outbox ages; then everything arrives."""
    loader = Loader(stack, ledger, seed=21).start()
    wait_until(lambda: len(ledger.entries) > 5, within=30)
    stack.bus.kill()
    before = len(ledger.entries)
    wait_until(lambda: stack.gauge(stack.registry, "wushe_outbox_oldest_seconds") > 60, within=120)
    assert len(ledger.entries) > before + 20, "commands must be answered with the bus away"
    loader.stop()
    stack.bus.start()
    oracle.check(stack, ledger)


def test_the_bus_replaced_by_an_empty_one(stack: Stack, ledger: Ledger) -> None:
    """F24: the journals are the record; the relay sends everything again."""
    loader = Loader(stack, ledger, seed=24).start()
    stack.bus.wipe()
    stack.bus.start()
    stack.create_topics()
    wait_until(lambda: stack.gauge(stack.registry, "wushe_bus_resent_total") > 0, within=90)
    loader.stop()
    oracle.check(stack, ledger)


def test_the_store_killed_while_a_loader_runs(stack: Stack, ledger: Ledger) -> None:
    """F4, F5: a write whose outcome is unknown is settled by its key."""
    loader = Loader(stack, ledger, seed=4).start()
    for _ in range(3):
        before = len(ledger.entries)
        stack.store.kill()
        stack.store.start()
        wait_until(lambda at=before: len(ledger.entries) > at + 3, within=60)  # type: ignore[misc]
    loader.stop()
    oracle.check(stack, ledger)


def test_two_registries_relay_at_once(stack: Stack, ledger: Ledger) -> None:
    """F19: no lease; the journal's sequences and event ids settle who was first."""
    twin = stack.process("registry", port="registry-twin").start()
    both = (stack.registry.address, twin.address)
    loaders = [Loader(stack, ledger, seed, both).start() for seed in (191, 192)]
    before = len(ledger.entries)
    wait_until(lambda: len(ledger.entries) > before + 40, within=60)
    twin.kill()
    wait_until(lambda: len(ledger.entries) > before + 60, within=60)
    for loader in loaders:
        loader.stop()
    oracle.check(stack, ledger)


def test_a_zombie_consumer_counts_nothing(stack: Stack, ledger: Ledger) -> None:
    """F11: frozen past its session, it wakes with a stale position and must not store by it."""
    twin = stack.process("metrics", port="metrics-twin").start()
    loader = Loader(stack, ledger, seed=11).start()
    os.kill(stack.metrics.pid, signal.SIGSTOP)
    before = len(ledger.entries)
    pause = 15.0  # longer than the session timeout of 10 s
    wait_until(lambda: _figures_follow(stack, ledger, twin.address, before), within=60 + pause)
    os.kill(stack.metrics.pid, signal.SIGCONT)
    wait_until(lambda: len(ledger.entries) > before + 30, within=60)
    loader.stop()
    oracle.check(stack, ledger)
    twin.stop()
    oracle.check(stack, ledger)


def _figures_follow(stack: Stack, ledger: Ledger, address: str, before: int) -> bool:
    """The twin has taken over: its figure contains entries recorded after the freeze."""
    url = f"http://{address}/api/metrics/figures"
    asked = {"indicator": "service_person_times", "region": "530000"}
    value = stack.client.get(url, params=asked).json()["rows"][0]["value"]
    live = [entry for entry in ledger.entries[: before + 10] if not entry.voided]
    return len(ledger.entries) > before + 30 and value > sum(e.person_times for e in live)


def test_every_record_delivered_ten_times_more(stack: Stack, ledger: Ledger) -> None:
    """F6."""
    dropped = stack.gauge(stack.metrics, "wushe_consumer_duplicates_total")
    injected = asyncio.run(_produce_again(stack, times=10))
    assert injected > 0
    wait_until(
        lambda: stack.gauge(stack.metrics, "wushe_consumer_duplicates_total") >= dropped + injected,
        within=90,
        last=lambda: stack.gauge(stack.metrics, "wushe_consumer_duplicates_total") - dropped,
    )
    Loader(stack, ledger, seed=6).run(5)
    oracle.check(stack, ledger)


def test_rubbish_on_the_topic_holds_nobody_up(stack: Stack, ledger: Ledger) -> None:
    """F9: what no journal wrote is parked by its offset; the record behind it is counted."""
    count = asyncio.run(_produce_rubbish(stack))
    Loader(stack, ledger, seed=99).run(5)
    oracle.check(stack, ledger)
    parked = stack.database("metrics")["parked_foreign"]
    wait_until(
        lambda: parked.count_documents({}) == count,
        within=30,
        last=lambda: parked.count_documents({}),
    )


async def _produce_again(stack: Stack, times: int) -> int:
    places = [TopicPartition(LOG, number) for number in range(TOPICS[LOG].partitions)]
    count = 0
    async with AIOKafkaConsumer(bootstrap_servers=stack.bus.address) as consumer:
        consumer.assign(places)
        await consumer.seek_to_beginning(*places)
        ends = await consumer.end_offsets(places)
        records = []
        while any([await consumer.position(place) < ends[place] for place in places]):
            for found in (await consumer.getmany(timeout_ms=500)).values():
                records += found
    async with AIOKafkaProducer(bootstrap_servers=stack.bus.address) as producer:
        for record in records * times:
            await producer.send(
                LOG,
                record.value,
                key=record.key,
                partition=record.partition,
                headers=list(record.headers),
            )
            count += 1
    return count


async def _produce_rubbish(stack: Stack) -> int:
    rubbish = [None, b"", b"{", b"\xff\xfe\x00", b"[]", b"x" * 500_000]
    async with AIOKafkaProducer(bootstrap_servers=stack.bus.address) as producer:
        for partition in range(TOPICS[LOG].partitions):
            for value in rubbish:
                await producer.send_and_wait(LOG, value, key=b"?", partition=partition)
    return len(rubbish) * TOPICS[LOG].partitions
