"""One child under supervision: started, probed, started again when it dies, ended at the last."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from cli.processes import NotReady, ProcessSpec, spawn, started_at
from cli.speech import both
from cli.supervisor.state import Entry

BACKOFF = (0.5, 30.0)  # seconds: first pause, longest pause
STEADY = 10.0  # seconds of being ready after which earlier deaths are forgiven
EX_CONFIG = 78  # the child's settings are wrong: starting it again changes nothing
POLL = 0.1
WARN_AFTER = 3  # deaths in a row


class Child:
    """`states`: waiting, starting, ready, unready, restarting, failed, stopped."""

    def __init__(
        self,
        spec: ProcessSpec,
        log: Path,
        report: Callable[[str], None],
        changed: Callable[[], None],
    ) -> None:
        self.spec, self.log = spec, log
        self.state = "waiting"
        self.restarts = 0
        self.problem: str | None = None
        self.settled = asyncio.Event()  # ready, or known not to be ready for now
        self._deaths = 0
        self._report, self._changed = report, changed
        self._process: subprocess.Popen[bytes] | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def entry(self) -> Entry:
        pid = self._process.pid if self._process and self._process.poll() is None else None
        started = started_at(pid) if pid else None
        spec = self.spec
        return Entry(spec.name, pid, spec.port, self.state, spec.kind, started, self.restarts)

    def start(self) -> None:
        self._task = asyncio.create_task(self._keep(), name=self.spec.name)

    async def stop(self) -> None:
        """SIGTERM, SIGKILL after the grace time; returns when it is gone."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._gone(), self.spec.grace)
        self.kill()
        self._become("stopped")

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    async def _keep(self) -> None:
        while True:
            lived = await self._live_once()
            if self._code() == EX_CONFIG:
                return self._give_up()
            self._deaths = 1 if lived >= STEADY else self._deaths + 1
            await self._pause()

    async def _live_once(self) -> float:
        """Start it and stay until it ends; seconds for which it was ready."""
        self._become("starting")
        try:
            await asyncio.to_thread(self.spec.prepare)
            self._process = spawn(self.spec, self.log)
        except Exception as error:  # a full disk, a missing program: said, and tried again
            self._report(f"{self.spec.name}: {error}")
            return 0.0
        self._changed()
        ready = await self._until_ready()
        since = time.monotonic()
        if ready:
            await self._ready()
        await self._gone()
        return time.monotonic() - since if ready else 0.0

    async def _until_ready(self) -> bool:
        deadline = time.monotonic() + self.spec.ready_within
        while self._running():
            with suppress(NotReady):
                await asyncio.to_thread(self.spec.probe)
                return True
            if time.monotonic() > deadline and not self.settled.is_set():
                self._late()
            await asyncio.sleep(POLL)
        return False

    async def _ready(self) -> None:
        try:
            await asyncio.to_thread(self.spec.on_ready)
        except Exception as error:
            self.problem = str(error)
            self._become("unready")
            self._report(f"{self.spec.name}: {error}")
        else:
            self.problem = None
            self._become("ready")
        self.settled.set()

    async def _gone(self) -> None:
        while True:
            if not self._running():
                return
            await asyncio.sleep(POLL)

    async def _pause(self) -> None:
        first, longest = BACKOFF
        pause = min(longest, first * 2 ** (self._deaths - 1))
        self._say_death(pause)
        self.restarts += 1
        self._become("restarting")
        if self._deaths >= WARN_AFTER:
            self.settled.set()
        await asyncio.sleep(pause)

    def _say_death(self, pause: float) -> None:
        name, code = self.spec.name, self._code()
        zh = f"{name} 已退出（{_ending(code, zh=True)}），{pause:g} 秒后重启"
        en = f"{name} ended ({_ending(code)}), starting it again in {pause:g} s"
        if self._deaths >= WARN_AFTER:
            zh += f"；已连续 {self._deaths} 次，最后日志：{self.last_words()}；完整日志 {self.log}"
            en += f"; {self._deaths} times in a row, see {self.log}"
        self._report(both(zh, en))

    def _give_up(self) -> None:
        name, words = self.spec.name, self.last_words()
        self._report(
            both(f"{name} 未能启动：{words}（改正设置后重新 up）", f"{name} refused to start")
        )
        self._become("failed")
        self.settled.set()

    def _late(self) -> None:
        name, wait = self.spec.name, self.spec.ready_within
        zh = f"{name} 在 {wait:g} 秒内未就绪，继续等待；最后日志：{self.last_words()}"
        self._report(both(zh, f"{name} is not ready after {wait:g} s; see {self.log}"))
        self._become("unready")
        self.settled.set()

    def _become(self, state: str) -> None:
        self.state = state
        self._changed()

    def _running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def _code(self) -> int | None:
        return self._process.poll() if self._process is not None else None

    def last_words(self) -> str:
        """The last line of its log that says something."""
        try:
            tail = self.log.read_bytes()[-4000:].decode(errors="replace")
        except OSError:
            return "-"
        lines = [line.strip() for line in tail.splitlines() if line.strip()]
        return lines[-1][:300] if lines else "-"


def _ending(code: int | None, zh: bool = False) -> str:
    if code is None:
        return "未能启动" if zh else "not started"
    if code < 0:
        return f"信号 {-code}" if zh else f"signal {-code}"
    return f"代码 {code}" if zh else f"code {code}"
