"""DIR/run/processes.json: what runs, by whom; written by the supervisor, read by everyone."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

from cli.processes import end, is_same


@dataclass(frozen=True)
class Entry:
    """One child. `started` is its start time in ticks since boot: with the pid, its identity."""

    name: str
    pid: int | None
    port: int
    state: str
    kind: str
    started: int | None
    restarts: int = 0

    @property
    def alive(self) -> bool:
        return self.pid is not None and is_same(self.pid, self.started)


@dataclass(frozen=True)
class State:
    """`ready` once everything has been started and the demonstration, if any, is loaded."""

    pid: int
    started: int | None
    boot: str
    ready: bool
    url: str
    bus: str
    store: str
    processes: Sequence[Entry] = field(default_factory=tuple)

    @property
    def supervised(self) -> bool:
        """True while the supervisor that wrote this is running."""
        return self.boot == boot_id() and is_same(self.pid, self.started)

    def entry(self, name: str) -> Entry | None:
        return next((one for one in self.processes if one.name == name), None)


def boot_id() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return ""


def write(path: Path, state: State) -> None:
    """Atomically, so that a reader never sees half a file."""
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_text(json.dumps(asdict(state), ensure_ascii=False, indent=1))
    part.replace(path)


def read(path: Path) -> State | None:
    """The last state written, None when there is none (or a kill left rubbish)."""
    try:
        raw = json.loads(path.read_text())
        return State(**{**raw, "processes": tuple(Entry(**one) for one in raw["processes"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None


def end_leftovers(state: State | None) -> list[str]:
    """End the children that a killed supervisor left behind; only those it recorded itself.

    Services first, engines last. A pid that now belongs to another process is not touched.
    """
    if state is None or state.boot != boot_id():
        return []
    return [entry.name for entry in _services_first(state.processes) if _end(entry)]


def _services_first(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: entry.kind == "engine")


def _end(entry: Entry) -> bool:
    if entry.pid is None or not entry.alive:
        return False
    with suppress(PermissionError):
        end(entry.pid, entry.started)
    return True
