"""The real engines, started when the first test asks for them and shared by the session."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cli.engines import Engine, choose_bus, kafka_engine, noida_engine, secantus_engine


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The embedded Mongo-wire server; `store.uri`. Each test uses a database of its own."""
    with secantus_engine(tmp_path_factory.mktemp("store")) as engine:
        yield engine


@pytest.fixture(scope="session")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Apache Kafka without topics; skips where it cannot run."""
    if choose_bus() != "kafka":
        pytest.skip("Apache Kafka needs Java 17+ and Maven")
    with kafka_engine(tmp_path_factory.mktemp("kafka")) as engine:
        yield engine


@pytest.fixture(scope="session")
def noida(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The Java-free bus without topics."""
    with noida_engine(tmp_path_factory.mktemp("noida")) as engine:
        yield engine
