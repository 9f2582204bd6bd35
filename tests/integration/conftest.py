from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from cli.engines import Engine
from servicekit.database import Database
from tests.integration.suite import fresh_topics

DRIVERS = ("motor", "pymongo")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What is about the store runs through both drivers, what is about the bus through one."""
    if "driver" in metafunc.fixturenames:
        on_the_bus = {"bus", "kafka_bus"} & set(metafunc.fixturenames)
        metafunc.parametrize("driver", DRIVERS[:1] if on_the_bus else DRIVERS)


@pytest.fixture
async def database(store: Engine, driver: str) -> AsyncIterator[Database]:
    """An empty database, through each driver in turn."""
    database = Database(store.uri, f"test-{uuid4().hex[:12]}", driver)
    await database.start()
    yield database
    await database.stop()


@pytest.fixture(params=["kafka", "noida"])
async def bus(request: pytest.FixtureRequest) -> Engine:
    """Each bus in turn, with our topics empty."""
    engine: Engine = request.getfixturevalue(request.param)
    return await ready_for_use(engine)


@pytest.fixture
async def kafka_bus(kafka: Engine) -> Engine:
    """Only Apache Kafka."""
    return await ready_for_use(kafka)


async def ready_for_use(engine: Engine) -> Engine:
    engine.launch()
    await asyncio.to_thread(engine.start)
    await fresh_topics(engine)
    return engine
