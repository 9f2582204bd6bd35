"""The bus and the store of one run: embedded, or the ones that were named."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import urlsplit

from cli.engines import choose_bus
from cli.engines.kafka import kafka_spec
from cli.engines.noida import NOT_DURABLE_EN, NOT_DURABLE_ZH, noida_spec
from cli.engines.probes import kafka_ready
from cli.engines.secantus import secantus_spec, uri
from cli.places import ROOT, DataDirectory
from cli.ports import HOST, free_port, is_free
from cli.processes import NotReady, ProcessSpec
from cli.speech import Refusal, say
from cli.supervisor.state import State

EX_TEMPFAIL = 75
ADDRESS = re.compile(r"[^\s:,/]+:\d{1,5}(,[^\s:,/]+:\d{1,5})*")


@dataclass(frozen=True)
class Engines:
    """Where the services find bus and store, and the children that provide them."""

    bus: str
    store: str
    specs: Sequence[ProcessSpec]


def plan_engines(
    data: DataDirectory,
    before: State | None,
    kind: str | None,
    kafka: str | None,
    mongo: str | None,
) -> Engines:
    """Embedded engines keep their ports from one run to the next while these are free."""
    specs: list[ProcessSpec] = []
    if kafka is None:
        spec = _embedded_bus(data, before, kind)
        kafka = f"{HOST}:{spec.port}"
        specs.append(replace(spec, on_ready=partial(make_topics, kafka)))
    else:
        _reach_kafka(kafka)
    if mongo is None:
        port = kept_port(before, "store")
        specs.append(secantus_spec(data.store, port))
        mongo = uri(port)
    else:
        _reach_mongo(mongo)
    return Engines(kafka, mongo, specs)


def kept_port(before: State | None, name: str) -> int:
    entry = before.entry(name) if before else None
    return entry.port if entry and is_free(entry.port) else free_port()


def _embedded_bus(data: DataDirectory, before: State | None, kind: str | None) -> ProcessSpec:
    # A directory that began on one bus may go on with the other: the journals fill an empty one.
    if choose_bus(kind) == "kafka":
        return kafka_spec(data.kafka, kept_port(before, "kafka"), free_port())
    say(NOT_DURABLE_ZH, NOT_DURABLE_EN)
    return noida_spec(data.noida, kept_port(before, "noida"))


def make_topics(bus: str) -> None:
    """Create or check the contracts' topics; raises Refusal with the reason."""
    command = [sys.executable, "-m", "cli.engines.topics", bus]
    for _ in range(3):
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        if done.returncode != EX_TEMPFAIL:
            break
    if done.returncode != 0:
        said = done.stderr.strip().splitlines()[-1:] or ["?"]
        raise Refusal(said[0], said[0])


def _reach_kafka(address: str) -> None:
    if not ADDRESS.fullmatch(address):
        raise Refusal(f"--kafka 应为 主机:端口，而不是 {address}", "--kafka takes HOST:PORT")
    host, port = address.split(",")[0].rsplit(":", 1)
    try:
        kafka_ready(int(port), host)
    except NotReady as error:
        raise Refusal(
            f"无法连接 Kafka {address}（{error}）；检查地址，或去掉 --kafka 使用内置总线",
            f"cannot reach Kafka at {address}; check it, or leave --kafka out",
        ) from None
    make_topics(address)


def _reach_mongo(address: str) -> None:
    """A refused connection is said now; everything else the services judge and wait out."""
    parts = urlsplit(address)
    if parts.scheme == "mongodb+srv" and parts.netloc:
        return
    host, _, port = parts.netloc.rpartition("@")[2].split(",")[0].partition(":")
    if parts.scheme != "mongodb" or not host or not (port or "27017").isdigit():
        raise Refusal("--mongo 应为 mongodb://主机:端口/…", "--mongo takes mongodb://HOST:PORT/…")
    try:
        socket.create_connection((host, int(port or 27017)), 3).close()
    except OSError as error:
        raise Refusal(
            f"无法连接 MongoDB {host}（{error}）；检查地址，或去掉 --mongo 使用内置存储",
            f"cannot reach MongoDB at {host}; check it, or leave --mongo out",
        ) from None
