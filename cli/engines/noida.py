"""The Java-free bus: noida-db's Kafka-wire broker.

It forgets acknowledged records when killed; the services' journals heal that (they send again
what a broker has lost), so it is good for trying things out and says so.
"""

from __future__ import annotations

from functools import partial
from importlib.util import find_spec
from pathlib import Path

from cli.engines.engine import Engine
from cli.engines.probes import kafka_ready
from cli.ports import HOST, free_port
from cli.processes import ProcessSpec

NOT_DURABLE_ZH = (
    "使用免 Java 的内置总线：被强制结束时会丢消息，由各服务的日志补发"
    "（装有 Java 17+ 与 Maven 时用 Apache Kafka）"
)
NOT_DURABLE_EN = (
    "on the Java-free bus, which is not durable: what it loses is sent again from the journals"
)


def noida_binary() -> Path:
    """The broker inside its wheel; its Python wrapper would only stand between us and it."""
    found = find_spec("noida_db")
    if found is None or not found.submodule_search_locations:
        raise FileNotFoundError("noida-db is not installed: uv sync --frozen --all-extras")
    return Path(found.submodule_search_locations[0]) / "noida-db"


def noida_spec(data: Path, port: int) -> ProcessSpec:
    options = ("--only", "kafka", "--host", HOST, "--kafka-port", str(port))
    return ProcessSpec(
        name="noida",
        argv=(str(noida_binary()), "start", *options, "--data-dir", str(data)),
        port=port,
        probe=partial(kafka_ready, port),
        prepare=lambda: data.mkdir(parents=True, exist_ok=True),
        kind="engine",
    )


def noida_engine(directory: Path, port: int | None = None) -> Engine:
    """A Java-free bus with its data in `directory`/noida; not started yet."""
    data = directory / "noida"
    return Engine(noida_spec(data, port or free_port()), data)
