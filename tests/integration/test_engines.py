"""The engines by real clients: what survives a kill -9, what a wipe leaves, what is refused."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from pymongo import MongoClient

from cli.engines import Engine, EngineDied, bus_engine, choose_bus, secantus_engine
from cli.engines.kafka import jars
from cli.engines.topics import TopicMismatch, create_topics
from cli.speech import Refusal
from contracts.topics import TOPICS
from tests.eventually import eventually

pytestmark = pytest.mark.engines

TOPIC = TOPICS["registry.stations"]
NO_JAVA = pytest.mark.skipif(
    not jars.available() and os.environ.get("CI") != "true", reason="no Java 17+ with Maven here"
)


@pytest.fixture(scope="module", params=[pytest.param("kafka", marks=NO_JAVA), "noida"])
def bus(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    # A name with a space and Chinese in it: people keep their files in such places.
    with bus_engine(tmp_path_factory.mktemp("数据 1"), request.param) as running:
        yield running


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Engine]:
    with secantus_engine(tmp_path / "数据 1") as running:
        yield running


async def send(bus: Engine, count: int) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=bus.address, acks="all")
    await producer.start()
    try:
        for number in range(count):
            await producer.send(TOPIC.name, str(number).encode(), partition=0)
        await producer.flush()
    finally:
        await producer.stop()


async def received(bus: Engine) -> int:
    """How many records partition 0 holds."""
    consumer = AIOKafkaConsumer(TOPIC.name, bootstrap_servers=bus.address, group_id=None)
    await consumer.start()
    try:
        ends = await consumer.end_offsets([p for p in consumer.assignment() if p.partition == 0])
        return next(iter(ends.values()))
    finally:
        await consumer.stop()


async def test_a_bus_takes_records_on_the_topics_of_the_contracts(bus: Engine) -> None:
    assert set(await create_topics(bus.address)) == set(TOPICS)
    await send(bus, 10)
    assert await create_topics(bus.address) == []  # again: nothing changes
    assert await received(bus) == 10


async def test_a_stopped_bus_keeps_its_records(bus: Engine) -> None:
    await create_topics(bus.address)
    await send(bus, 5)
    there = await received(bus)
    bus.restart()
    assert await received(bus) == there >= 5


async def test_a_topic_with_other_partitions_is_refused_by_name(bus: Engine) -> None:
    there = replace(TOPIC, name="misshapen", partitions=6)
    await create_topics(bus.address, [there])
    with pytest.raises(TopicMismatch, match=r"topic_partitions_differ: misshapen has 6 .* not 3"):
        await create_topics(bus.address, [replace(there, partitions=3)])


async def test_a_wiped_bus_comes_back_empty_on_its_address(bus: Engine) -> None:
    await create_topics(bus.address)
    await send(bus, 5)
    address = bus.address
    bus.wipe()
    assert not bus.alive
    bus.start()
    assert bus.address == address
    assert set(await create_topics(bus.address)) == set(TOPICS)
    assert await received(bus) == 0


@NO_JAVA
async def test_apache_kafka_killed_loses_no_acknowledged_record(tmp_path: Path) -> None:
    async with bus_engine(tmp_path, "kafka") as bus:
        await create_topics(bus.address)
        await send(bus, 2000)
        bus.kill()
        bus.start()
        assert await received(bus) == 2000


def test_the_store_killed_loses_no_acknowledged_write(store: Engine) -> None:
    with MongoClient(store.uri, serverSelectionTimeoutMS=20_000) as client:
        client["t"]["t"].insert_many([{"_id": number} for number in range(500)])
        client["t"]["t"].update_one({"_id": 7}, {"$set": {"a": 1}})
        before = store.pid
        store.kill()
        store.start()
        assert store.pid != before
        assert client["t"]["t"].count_documents({}) == 500
        assert client["t"]["t"].find_one({"_id": 7}) == {"_id": 7, "a": 1}


def test_a_wiped_store_is_empty(store: Engine) -> None:
    with MongoClient(store.uri, serverSelectionTimeoutMS=20_000) as client:
        client["t"]["t"].insert_one({"_id": 1})
        store.wipe()
        store.start()
        assert client["t"]["t"].count_documents({}) == 0


def test_an_engine_that_cannot_start_says_its_last_words(tmp_path: Path) -> None:
    engine = secantus_engine(tmp_path)
    wrong = Engine(replace(engine.spec, argv=(*engine.spec.argv, "--no-such")), engine.data)
    with pytest.raises(EngineDied, match=r"ended with 2[\s\S]*--no-such"):
        wrong.start()
    with pytest.raises(EngineDied, match="does not run"):
        _ = wrong.pid


async def test_an_engine_does_not_outlive_a_killed_test_run(tmp_path: Path) -> None:
    parent = (
        "from cli.engines import *; from pathlib import Path; import signal\n"
        f"print(noida_engine(Path({str(tmp_path)!r})).start().pid, flush=True)\n"
        "signal.pause()"
    )
    process = subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE)  # noqa: ASYNC220
    assert process.stdout is not None
    pid = int(process.stdout.readline())
    process.send_signal(signal.SIGKILL)
    process.wait()
    await eventually(lambda: not Path(f"/proc/{pid}/exe").exists())
    process.stdout.close()


def test_a_bus_that_does_not_exist_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WUSHE_BUS", "carrier-pigeon")
    with pytest.raises(Refusal, match="kafka or noida"):
        choose_bus()


def test_without_java_the_java_free_bus_is_chosen(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("WUSHE_BUS", raising=False)
    jars.java_version.cache_clear()
    try:
        assert choose_bus() == "noida"
        with pytest.raises(Refusal, match="Java 17"):
            choose_bus("kafka")
    finally:
        jars.java_version.cache_clear()
