from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from cli.engines import Engine
from servicekit.database import Database

DRIVERS = ("motor", "pymongo")


@pytest.fixture(params=DRIVERS)
def driver(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def database(store: Engine, driver: str) -> AsyncIterator[Database]:
    """An empty database, through each driver in turn."""
    database = Database(store.uri, f"test-{uuid4().hex[:12]}", driver)
    await database.start()
    yield database
    await database.stop()
