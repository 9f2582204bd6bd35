"""Specs of fake children, and a supervisor running over them."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from cli.engines.probes import http_ready
from cli.places import DataDirectory
from cli.ports import free_port
from cli.processes import ProcessSpec
from cli.supervisor import Supervisor
from tests.eventually import eventually

FAKE = Path(__file__).with_name("fake_child.py")


def child(
    name: str,
    *words: str,
    kind: str = "service",
    grace: float = 5.0,
    on_ready: Callable[[], None] = lambda: None,
    ready_within: float = 20.0,
) -> ProcessSpec:
    port = free_port()
    return ProcessSpec(
        name=name,
        argv=(sys.executable, str(FAKE), str(port), *words),
        port=port,
        probe=partial(http_ready, port),
        on_ready=on_ready,
        grace=grace,
        ready_within=ready_within,
        kind=kind,
    )


class Running:
    """A supervisor at work, what it said, and whether it has said it is ready."""

    def __init__(self, data: DataDirectory, stages: Sequence[Sequence[ProcessSpec]]) -> None:
        self.said: list[str] = []
        self.ready = asyncio.Event()
        self.supervisor = Supervisor(data, stages, self.said.append)
        self.task = asyncio.create_task(self.supervisor.run(self._ready))

    async def _ready(self) -> None:
        self.ready.set()

    def state(self, name: str) -> str:
        return next(c.state for c in self.supervisor.children if c.spec.name == name)

    def pid(self, name: str) -> int | None:
        return next(c.entry.pid for c in self.supervisor.children if c.spec.name == name)

    async def is_ready(self) -> None:
        await asyncio.wait_for(self.ready.wait(), 20)

    async def becomes(self, name: str, state: str) -> None:
        await eventually(lambda: self.state(name) == state)


@asynccontextmanager
async def supervised(directory: Path, *stages: Sequence[ProcessSpec]) -> AsyncIterator[Running]:
    running = Running(DataDirectory(directory).make(), stages)
    try:
        yield running
    finally:
        running.supervisor.ask_down()
        await asyncio.wait([running.task], timeout=20)


def alive(pid: int | None) -> bool:
    try:
        os.kill(pid or 0, 0)
    except ProcessLookupError:
        return False
    return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
