"""Where a bench works: engines of its own, and processes that measure one thing each."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Coroutine, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from cli.engines import bus_engine, secantus_engine
from cli.engines.topics import create_topics, quiet_client
from cli.places import ROOT
from servicekit import logs

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Engines:
    bus: str
    store: str


@contextmanager
def engines() -> Iterator[Engines]:
    """A bus with the contracts' topics and a store, gone afterwards."""
    with (
        tempfile.TemporaryDirectory(prefix="wushe-bench-", ignore_cleanup_errors=True) as directory,
        bus_engine(Path(directory)) as bus,
        secantus_engine(Path(directory)) as store,
        quiet_client(),
    ):
        asyncio.run(create_topics(bus.address))
        yield Engines(bus.address, store.uri)


def alone(measure: Callable[P, Coroutine[Any, Any, T]], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run it in a fresh process on one core, so that its time and memory are its own."""
    work = partial(measure, *args, **kwargs)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_settle) as pool:
        return pool.submit(_run, work).result()


def _settle() -> None:
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    logs.configure("bench", "ERROR")


def _run(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    return asyncio.run(work())


def rss_mb(pid: int | None = None) -> float:
    """Resident memory of a process (default: this one)."""
    pages = int(Path(f"/proc/{pid or os.getpid()}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def p95(samples: Sequence[float]) -> float:
    return sorted(samples)[max(0, -(-95 * len(samples) // 100) - 1)]


def note(text: str) -> None:
    """Progress, for whoever waits; the figures go to standard output."""
    print(f"  {text}", file=sys.stderr, flush=True)


def wushe(*arguments: str) -> str:
    """What a command of the project prints; RuntimeError with its words when it fails."""
    done = subprocess.run([str(ROOT / "wushe"), *arguments], capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(done.stdout + done.stderr)
    return done.stdout.strip()
