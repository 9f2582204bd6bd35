"""Ports, pids and what a child inherits."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from cli.ports import free_port, holder, is_free
from cli.processes import ProcessSpec, end, is_same, spawn, started_at
from tests.eventually import eventually
from tests.unit.cli.children import alive


def test_a_free_port_lies_below_the_ones_the_kernel_gives_to_clients() -> None:
    low = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    assert all(10_000 <= free_port() < low for _ in range(20))


def test_the_holder_of_a_taken_port_is_named() -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", free_port()))
        server.listen()
        port = server.getsockname()[1]
        found = holder(port)
        assert found is not None
        assert found.pid == os.getpid()
        assert not is_free(port)
    assert is_free(port)
    assert holder(port) is None


def test_a_process_with_another_start_time_is_not_ended() -> None:
    with subprocess.Popen(["sleep", "60"]) as process:
        started = started_at(process.pid)
        assert started is not None
        assert end(process.pid, started + 1)
        assert process.poll() is None
        process.kill()


def test_a_process_deaf_to_sigterm_is_killed_after_the_grace_time() -> None:
    deaf = "import signal,time; signal.signal(15, signal.SIG_IGN); print(1, flush=True)"
    command = [sys.executable, "-c", f"{deaf}; signal.pause()"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        started = started_at(process.pid)
        assert end(process.pid, started, grace=0.2)
        assert not is_same(process.pid, started)
        assert process.wait() == -signal.SIGKILL


def test_a_child_does_not_inherit_settings_that_are_not_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WUSHE_BUS", "noida")
    show = "import os; print(sorted(n for n in os.environ if n.startswith('WUSHE_')))"
    spec = ProcessSpec("one", (sys.executable, "-c", show), 1, lambda: None, {"WUSHE_PORT": "1"})
    spawn(spec, tmp_path / "one.log").wait()
    assert (tmp_path / "one.log").read_text() == "['WUSHE_PORT']\n"


def test_a_log_that_has_grown_large_is_put_aside_at_the_next_start(tmp_path: Path) -> None:
    log = tmp_path / "one.log"
    with log.open("wb") as file:
        file.truncate(21 * 2**20)
    spawn(ProcessSpec("one", ("true",), 1, lambda: None), log).wait()
    assert log.stat().st_size == 0
    assert (tmp_path / "one.log.1").stat().st_size == 21 * 2**20


async def test_a_child_dies_with_the_process_that_started_it(tmp_path: Path) -> None:
    parent = (
        "from cli.processes import *; from pathlib import Path; import signal\n"
        f"log = Path({str(tmp_path / 'log')!r})\n"
        "print(spawn(ProcessSpec('x', ('sleep', '60'), 1, lambda: None), log).pid, flush=True)\n"
        "signal.pause()"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", parent, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    pid = int(await process.stdout.readline())
    assert alive(pid)
    process.kill()
    await process.wait()
    await eventually(lambda: not alive(pid))
