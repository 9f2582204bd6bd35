"""The embedded store: SecantusDB, a Mongo-wire server.

It is GPL-2.0: run as a separate process, never imported. `--sync-on-commit` because a 2xx
answer is a promise that a power cut must not break.
"""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

from cli.engines.engine import Engine
from cli.engines.probes import mongo_ready
from cli.places import venv_script
from cli.ports import HOST, free_port
from cli.processes import ProcessSpec

REPLICA_SET = "secantus"


def uri(port: int) -> str:
    return f"mongodb://{HOST}:{port}/?replicaSet={REPLICA_SET}"


def secantus_spec(data: Path, port: int) -> ProcessSpec:
    script = venv_script("secantusd-py")
    options = ("--host", HOST, "--port", str(port), "--storage-path", str(data))
    return ProcessSpec(
        name="store",
        # Through the interpreter: the script's first line breaks when the project is moved.
        argv=(sys.executable, str(script), *options, "--sync-on-commit", "--cache-size", "256M"),
        port=port,
        probe=partial(mongo_ready, port),
        prepare=lambda: data.mkdir(parents=True, exist_ok=True),
        kind="engine",
    )


def secantus_engine(directory: Path, port: int | None = None) -> Engine:
    """A store with its data in `directory`/store; not started yet."""
    port = port or free_port()
    data = directory / "store"
    return Engine(secantus_spec(data, port), data, uri(port))
