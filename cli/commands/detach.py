"""`./wushe up --detach`: the supervisor in a session of its own, this process only watches."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from cli.places import ROOT, DataDirectory
from cli.supervisor import state as states


def detach(data: DataDirectory, options: Sequence[str]) -> int:
    """Relay what the supervisor says until it is ready (0) or has given up (its code)."""
    log = _fresh(data)
    command = [sys.executable, "-u", "-m", "cli.main", "up", *options]
    with log.open("wb") as output:
        supervisor = subprocess.Popen(
            command,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        with log.open("rb") as said:
            return _watch(data, supervisor, said)
    except KeyboardInterrupt:
        supervisor.terminate()
        supervisor.wait()
        raise


def _fresh(data: DataDirectory) -> Path:
    """The supervisor's own log; a second `up` that is refused must not truncate the first's."""
    data.logs.mkdir(parents=True, exist_ok=True)
    state = states.read(data.state)
    running = state is not None and state.supervised
    return data.log("up.refused" if running else "up")


def _watch(data: DataDirectory, supervisor: subprocess.Popen[bytes], said: BinaryIO) -> int:
    while True:
        code = _ended(supervisor)
        ready = _ready(data, supervisor.pid)
        sys.stdout.buffer.write(said.read())
        sys.stdout.buffer.flush()
        if code is not None:
            return code
        if ready:
            return 0


def _ended(supervisor: subprocess.Popen[bytes]) -> int | None:
    try:
        return supervisor.wait(0.1)
    except subprocess.TimeoutExpired:
        return None


def _ready(data: DataDirectory, pid: int) -> bool:
    state = states.read(data.state)
    return state is not None and state.pid == pid and state.ready
