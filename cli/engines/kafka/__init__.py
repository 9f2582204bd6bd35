"""Apache Kafka itself, one KRaft node as a child process; needs Java 17+ and Maven once."""

from __future__ import annotations

import base64
import os
import subprocess
import uuid
from functools import partial
from pathlib import Path

from cli.engines.engine import Engine
from cli.engines.kafka import jars
from cli.engines.probes import kafka_ready
from cli.ports import free_port
from cli.processes import ProcessSpec
from cli.speech import Refusal

HERE = Path(__file__).parent
# Quick to start and small; the embedded broker never sees a load that needs the big compiler.
JVM = ("-Xms128m", "-Xmx384m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto")


def kafka_spec(data: Path, port: int, controller: int) -> ProcessSpec:
    """Data under `data`/logs, configuration beside it; formats the storage when it is new."""
    classpath = str(jars.fetch() / "*")
    java = ("java", *JVM, f"-Dlog4j2.configurationFile={(HERE / 'log4j2.properties').as_uri()}")
    settings = data / "server.properties"
    return ProcessSpec(
        name="kafka",
        argv=(*java, "-cp", classpath, "kafka.Kafka", str(settings)),
        port=port,
        probe=partial(kafka_ready, port),
        prepare=partial(_prepare, data, port, controller, classpath),
        grace=20.0,
        ready_within=90.0,
        kind="engine",
    )


def kafka_engine(directory: Path, port: int | None = None) -> Engine:
    """A Kafka with its data in `directory`/kafka; not started yet."""
    data = directory / "kafka"
    return Engine(kafka_spec(data, port or free_port(), free_port()), data)


def _prepare(data: Path, port: int, controller: int, classpath: str) -> None:
    logs = data / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    template = (HERE / "server.properties").read_text()
    for word, value in (("port", port), ("controller", controller), ("logs", _escaped(logs))):
        template = template.replace(f"{{{word}}}", str(value))
    settings = data / "server.properties"
    settings.write_text(template)
    if not (logs / "meta.properties").exists():
        _format(settings, classpath)


def _escaped(path: Path) -> str:
    """A path as a .properties value; Kafka splits log.dirs at commas and trims spaces."""
    text = str(path.resolve())
    if "," in text:
        raise Refusal(
            f"Kafka 的数据目录名不能含逗号：{text}，请换 --data",
            "Kafka's data path must not hold a comma: choose another --data",
        )
    return text.replace("\\", "\\\\").encode("ascii", "backslashreplace").decode()


def _format(settings: Path, classpath: str) -> None:
    # "A" first: an id that begins with "-" is taken for an option.
    cluster = "A" + base64.urlsafe_b64encode(uuid.uuid4().bytes).decode()[1:22]
    tool = ("kafka.tools.StorageTool", "format", "-t", cluster, "-c", str(settings))
    quiet = "-Dlog4j2.configurationFile=" + (HERE / "log4j2.properties").as_uri()
    done = subprocess.run(
        ["java", "-Xmx128m", *JVM[2:], quiet, "-cp", classpath, *tool],
        capture_output=True,
        text=True,
        env={**os.environ},
    )
    if done.returncode != 0:
        raise Refusal(
            f"Kafka 存储初始化失败：{done.stderr.strip()[-300:]}",
            f"Kafka could not format {settings.parent}: is the disk full or read-only?",
        )
