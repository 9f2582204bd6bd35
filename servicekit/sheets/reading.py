"""Reads an upload in a child process with limits of time and memory, so that a file made to
exhaust a parser exhausts a process that is thrown away."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import msgspec

from servicekit.errors import FieldError, InvalidInput
from servicekit.sheets import refusals
from servicekit.sheets.grid import Grid
from servicekit.sheets.limits import LIMITS, Limits
from servicekit.sheets.recognising import read_file

read = read_file

_ROOT = str(Path(__file__).resolve().parents[2])


class Outcome(msgspec.Struct, frozen=True):
    """What the child says: the grid, or why there is none."""

    grid: Grid | None = None
    refused: list[FieldError] = []


class SheetReader:
    """At most `at_once` files are read at a time; the others wait their turn."""

    def __init__(self, at_once: int = 2, limits: Limits = LIMITS) -> None:
        self._turn = asyncio.Semaphore(at_once)
        self._limits = limits

    async def read(self, raw: bytes, limits: Limits | None = None) -> Grid:
        """Rows with content of an XLSX or CSV file. Raises InvalidInput naming what is wrong."""
        async with self._turn:
            answer = await _child(raw, limits or self._limits)
        if answer.grid is None:
            raise InvalidInput(answer.refused)
        return answer.grid


async def _child(raw: bytes, limits: Limits) -> Outcome:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "servicekit.sheets.child", msgspec.json.encode(limits).decode(),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={"PYTHONPATH": _ROOT, "PYTHONUTF8": "1"},  # none of the service's secrets
    )  # fmt: skip
    try:
        async with asyncio.timeout(limits.wall_seconds):
            said, _ = await process.communicate(raw)
    except TimeoutError:
        raise refusals.file_too_complex() from None
    finally:
        await _reap(process)
    if process.returncode != 0:
        raise refusals.file_too_complex()
    return await asyncio.to_thread(msgspec.json.decode, said, type=Outcome)


async def _reap(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.kill()
        await process.wait()
