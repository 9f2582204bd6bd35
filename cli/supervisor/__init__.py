"""Starts the suite's processes in order, keeps them running, stops them in reverse."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, Sequence

from cli.places import DataDirectory
from cli.processes import ProcessSpec, started_at
from cli.speech import Refusal
from cli.supervisor import state as states
from cli.supervisor.child import Child

Stage = Sequence[ProcessSpec]
Report = Callable[[str], None]


class Supervisor:
    """`stages` start one after the other, the children of a stage together.

    An engine that does not come up at the first start is a Refusal (nothing can work without
    it); a service that does not is reported, and the others go on.
    """

    def __init__(
        self,
        data: DataDirectory,
        stages: Sequence[Stage],
        report: Report = print,
        *,
        url: str = "",
        bus: str = "",
        store: str = "",
    ) -> None:
        self._data, self._report = data, report
        self._about = (url, bus, store)
        self._ready = False
        self._stages = [[self._child(spec) for spec in stage] for stage in stages]
        self._wanted_down = asyncio.Event()

    def _child(self, spec: ProcessSpec) -> Child:
        return Child(spec, self._data.log(spec.name), self._report, self._changed)

    @property
    def children(self) -> list[Child]:
        return [child for stage in self._stages for child in stage]

    async def run(self, when_ready: Callable[[], Awaitable[None]]) -> None:
        """Start all, call `when_ready`, stay until SIGINT, SIGTERM or SIGHUP, stop all."""
        self._listen()
        up = asyncio.create_task(self._up(when_ready))
        down = asyncio.create_task(self._wanted_down.wait())
        try:
            await asyncio.wait({up, down}, return_when=asyncio.FIRST_COMPLETED)
            if up.done():
                up.result()
                await down
        finally:
            up.cancel()
            await asyncio.gather(up, return_exceptions=True)
            await self.stop()

    async def _up(self, when_ready: Callable[[], Awaitable[None]]) -> None:
        for stage in self._stages:
            await self._start(stage)
        await when_ready()
        self._ready = True
        self._changed()

    async def _start(self, stage: Sequence[Child]) -> None:
        for child in stage:
            child.start()
        await asyncio.gather(*(child.settled.wait() for child in stage))
        for child in stage:
            if child.spec.kind == "engine" and child.state != "ready":
                raise _engine_refused(child)

    async def stop(self) -> None:
        """Reverse order; a second Ctrl-C meanwhile kills what is left."""
        self._ready = False
        for stage in reversed(self._stages):
            await asyncio.gather(*(child.stop() for child in stage))

    def _listen(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self.ask_down)

    def ask_down(self) -> None:
        """Stop soon; asked a second time, kill what is left."""
        if self._wanted_down.is_set():
            for child in self.children:
                child.kill()
        self._wanted_down.set()

    def _changed(self) -> None:
        entries = tuple(child.entry for child in self.children)
        pid, (url, bus, store) = os.getpid(), self._about
        state = states.State(
            pid, started_at(pid), states.boot_id(), self._ready, url, bus, store, entries
        )
        try:
            states.write(self._data.state, state)
        except OSError as error:  # a full disk must not end the children
            self._report(f"{self._data.state}: {error}")


def _engine_refused(child: Child) -> Refusal:
    name, words = child.spec.name, child.problem or child.last_words()
    return Refusal(
        f"{name} 未能启动：{words}；完整日志 {child.log}，可用 ./wushe doctor 检查",
        f"{name} did not start; see {child.log}, or run ./wushe doctor",
    )
