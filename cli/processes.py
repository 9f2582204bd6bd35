"""Child processes: what one is, how it is born, how one that is not our child is ended.

A child starts in its own session, so that Ctrl-C in a terminal reaches only the supervisor,
and is told by the kernel when its parent dies (PR_SET_PDEATHSIG), so that none is orphaned.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from cli.places import ROOT

PR_SET_PDEATHSIG = 1
LOG_LIMIT = 20 * 2**20  # bytes; one older file is kept
ALWAYS = {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "MALLOC_ARENA_MAX": "2"}
_libc = ctypes.CDLL(None, use_errno=True)


class NotReady(Exception):
    """The probe reached nothing, or something that is not ready yet."""


@dataclass(frozen=True)
class ProcessSpec:
    """One child: how it starts, and how one sees that it is ready.

    `prepare` runs before each start, `probe` raises NotReady until it is ready, then
    `on_ready` runs (after every restart too). Times in seconds.
    """

    name: str
    argv: tuple[str, ...]
    port: int
    probe: Callable[[], None]
    env: Mapping[str, str] = field(default_factory=dict)
    prepare: Callable[[], None] = lambda: None
    on_ready: Callable[[], None] = lambda: None
    grace: float = 10.0
    ready_within: float = 60.0
    kind: str = "service"


def spawn(spec: ProcessSpec, log: Path) -> subprocess.Popen[bytes]:
    """Start the child, its output appended to `log`."""
    _rotate(log)
    with log.open("ab") as output:
        return subprocess.Popen(
            spec.argv,
            cwd=ROOT,
            env=_environment(spec),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_death_signal(os.getpid()),
        )


def _environment(spec: ProcessSpec) -> dict[str, str]:
    # A service refuses WUSHE_ settings it does not know, so ours stay with us.
    inherited = {name: v for name, v in os.environ.items() if not name.startswith("WUSHE_")}
    return {**inherited, **ALWAYS, **spec.env}


def _rotate(log: Path) -> None:
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_suffix(".log.1"))


def _death_signal(parent: int) -> Callable[[], None] | None:
    # The signal comes when the *thread* that forked ends: a short-lived one would kill the child.
    if threading.current_thread() is not threading.main_thread():
        return None

    def ask() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # the parent died before we asked
            os._exit(1)

    return ask


def started_at(pid: int) -> int | None:
    """Start time in clock ticks since boot, None when there is no such process.

    With the pid it names one process: a recycled pid has another start time.
    """
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    fields = stat.rsplit(")", 1)[1].split()
    return None if fields[0] == "Z" else int(fields[19])


def is_same(pid: int, start: int | None) -> bool:
    return start is not None and started_at(pid) == start


def end(pid: int, start: int | None, grace: float = 10.0) -> bool:
    """SIGTERM, wait, SIGKILL; True when the very process recorded is gone (or never was)."""
    for number, patience in ((signal.SIGTERM, grace), (signal.SIGKILL, 5.0)):
        if not is_same(pid, start):
            return True
        with suppress(ProcessLookupError):
            os.kill(pid, number)
        if wait_gone(pid, start, patience):
            return True
    return not is_same(pid, start)


def wait_gone(pid: int, start: int | None, timeout: float) -> bool:
    pause = threading.Event()
    waited = 0.0
    while is_same(pid, start):
        if waited >= timeout:
            return False
        pause.wait(0.05)
        waited += 0.05
    return True
