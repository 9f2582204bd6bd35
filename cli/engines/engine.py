"""One engine under one's own hand: start, stop, kill -9, wipe, start again on the same port."""

from __future__ import annotations

import asyncio
import shutil
import signal
import subprocess
import time
from pathlib import Path
from types import TracebackType

from cli.ports import HOST
from cli.processes import NotReady, ProcessSpec, spawn


class EngineDied(Exception):
    """It ended or stayed silent before it was ready; the message holds its last log lines."""


class Engine:
    """A bus or a store on a loopback port that it keeps through restarts.

    `with kafka_engine(directory) as bus:` or `async with …`: started and ready inside,
    stopped afterwards. Start it from the main thread if it shall die with this process.
    """

    def __init__(self, spec: ProcessSpec, data: Path, uri: str | None = None) -> None:
        self.spec = spec
        self.data = data
        self.log = data.parent / f"{data.name}.log"
        self.address = f"{HOST}:{spec.port}"
        self.uri = uri or self.address
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def name(self) -> str:
        return self.spec.name

    @property
    def port(self) -> int:
        return self.spec.port

    @property
    def pid(self) -> int:
        """Pid of the running engine; raises when it does not run."""
        if self._process is None or self._process.poll() is not None:
            raise EngineDied(f"{self.name} does not run")
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> Engine:
        """Start (again) and wait until it answers its own protocol."""
        self.launch()
        deadline = time.monotonic() + self.spec.ready_within
        while not self._answers():
            self._fail_if_hopeless(deadline)
        return self

    def launch(self) -> None:
        """Start without waiting."""
        if not self.alive:
            self.spec.prepare()
            self._process = spawn(self.spec, self.log)

    def stop(self) -> None:
        """SIGTERM, and SIGKILL after the grace time."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(self.spec.grace)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """SIGKILL, as a power cut would; returns when the process is gone."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def restart(self) -> Engine:
        """Start again on the same port and data; a running one is stopped first."""
        self.stop()
        return self.start()

    def wipe(self) -> None:
        """Kill it if it runs and delete everything it stored; `start()` gives an empty one."""
        self.kill()
        shutil.rmtree(self.data, ignore_errors=True)

    def _answers(self) -> bool:
        try:
            self.spec.probe()
        except NotReady:
            return False
        return True

    def _fail_if_hopeless(self, deadline: float) -> None:
        assert self._process is not None
        try:
            code = self._process.wait(0.05)
        except subprocess.TimeoutExpired:
            if time.monotonic() < deadline:
                return
            raise EngineDied(f"{self.name} is not ready\n{self._last_words()}") from None
        raise EngineDied(f"{self.name} ended with {code}\n{self._last_words()}")

    def _last_words(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return "\n".join(lines[-20:])

    def __enter__(self) -> Engine:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    async def __aenter__(self) -> Engine:
        self.launch()  # here, not in the worker thread, whose end would take the engine along
        return await asyncio.to_thread(self.start)

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await asyncio.to_thread(self.stop)
