"""The machine: interpreter, tools, disk, ports, clock."""

from __future__ import annotations

import platform
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from cli.engines.kafka import jars
from cli.health.finding import Finding, bad, good, note
from cli.places import TOOLS, DataDirectory, venv_script
from cli.ports import holder, is_free
from cli.supervisor.directory import NEEDED_MB, free_mb

EARLIEST = 1_767_225_600  # 2026-01-01: no clock of a running suite stands before it


def machine_findings(data: DataDirectory, running: bool, port: int) -> Iterator[Finding]:
    yield _python()
    yield _uv()
    yield from _bus()
    yield _engines()
    yield _disk(data)
    yield _clock(data)
    if not running:
        yield _port(port)


def _python() -> Finding:
    version = platform.python_version()  # the launcher has refused anything before 3.11
    return good(f"Python {version}", f"Python {version}")


def _uv() -> Finding:
    path = shutil.which("uv") or next(iter(TOOLS.glob("uv/bin/uv")), None)
    if path:
        return good(f"uv：{path}", f"uv: {path}")
    return note("没有 uv，需要时会自动安装到 .tools/", "no uv: it is installed when needed")


def _bus() -> Iterator[Finding]:
    java = jars.java_version()
    if jars.available():
        state = "已下载" if jars.fetched() else "首次启动时下载"
        yield good(
            f"Java {java}；Apache Kafka {jars.version()}（{state}）",
            f"Java {java}; Apache Kafka {jars.version()}",
        )
    else:
        yield note(
            f"Java {java or '无'}，Maven {'有' if shutil.which('mvn') else '无'}："
            "将用内置总线（断电会丢，由日志补发）；"
            "要用 Apache Kafka：apt-get install default-jre-headless maven",
            "no Java 17+ with Maven: the Java-free bus is used, which is not durable",
        )


def _engines() -> Finding:
    if venv_script("secantusd-py").exists():
        return good("内置存储已安装", "the embedded store is installed")
    return bad(
        ("内置存储未安装", "the embedded store is not installed"),
        ("删除 .venv 后重新运行 ./wushe", "remove .venv and run ./wushe again"),
    )


def _disk(data: DataDirectory) -> Finding:
    place = next(path for path in (data.path, *data.path.parents) if path.exists())
    free = free_mb(place)
    if free >= NEEDED_MB:
        return good(f"磁盘余 {free} MB", f"{free} MB free on the disk")
    return bad(
        (f"磁盘仅余 {free} MB", f"only {free} MB free on the disk"),
        ("清理磁盘，或用 --data 换到别处", "clean up, or move with --data"),
    )


def _clock(data: DataDirectory) -> Finding:
    now = time.time()
    newest = max((path.stat().st_mtime for path in _written(data)), default=0.0)
    if now >= EARLIEST and newest <= now + 60:
        return good("系统时钟正常", "the clock is sane")
    return bad(
        ("系统时钟不对：早于数据中的时间", "the clock is behind the times in the data"),
        ("校时后再启动：timedatectl set-ntp true", "set the clock: timedatectl set-ntp true"),
    )


def _written(data: DataDirectory) -> list[Path]:
    return [path for path in (data.state, data.identities, data.demo_done) if path.exists()]


def _port(port: int) -> Finding:
    if is_free(port):
        return good(f"端口 {port} 空闲", f"port {port} is free")
    by = holder(port)
    who = f"{by.name}（{by.pid}）" if by else "?"
    return bad(
        (f"端口 {port} 被 {who} 占用", f"port {port} is taken by {who}"),
        (f"./wushe up --port {port + 1}", f"./wushe up --port {port + 1}"),
    )
