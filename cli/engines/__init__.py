"""The embedded engines: a Kafka-wire bus and a Mongo-wire store, as child processes.

with bus_engine(directory) as bus, secantus_engine(directory) as store:
    bus.address   # 127.0.0.1:39092      store.uri  # mongodb://…/?replicaSet=secantus
    bus.kill(); bus.start()              # same port, same data
    bus.wipe(); bus.start()              # same port, empty
"""

from __future__ import annotations

import os
from pathlib import Path

from cli.engines.engine import Engine, EngineDied
from cli.engines.kafka import jars, kafka_engine
from cli.engines.noida import noida_engine
from cli.engines.secantus import secantus_engine
from cli.speech import Refusal

BUSES = ("kafka", "noida")

__all__ = [
    "BUSES",
    "Engine",
    "EngineDied",
    "bus_engine",
    "choose_bus",
    "kafka_engine",
    "noida_engine",
    "secantus_engine",
]


def choose_bus(wanted: str | None = None) -> str:
    """ "kafka" or "noida": what was asked for (or WUSHE_BUS says), else Kafka where it can run."""
    wanted = wanted or os.environ.get("WUSHE_BUS") or None
    if wanted is None:
        return "kafka" if jars.available() else "noida"
    if wanted not in BUSES:
        raise Refusal(f"没有名为 {wanted} 的总线：kafka 或 noida", "WUSHE_BUS is kafka or noida")
    if wanted == "kafka" and not jars.available():
        raise Refusal(
            "Kafka 需要 Java 17+ 与 Maven：apt-get install default-jre-headless maven，或用 noida",
            "Kafka needs Java 17+ and Maven: install them, or use --engine noida",
        )
    return wanted


def bus_engine(directory: Path, kind: str | None = None, port: int | None = None) -> Engine:
    """The chosen bus with its data under `directory`; not started yet."""
    make = kafka_engine if choose_bus(kind) == "kafka" else noida_engine
    return make(directory, port)
