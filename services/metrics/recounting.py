"""The reconciler and the rebuild: everything counted again from the record while the cube goes on
serving, compared cell by cell, and put in its place where that is asked for.

On demand, and once a night for the comparison alone (gauge `wushe_reconcile_drift`). A job is held
in memory: a process that ends leaves segments of a generation nobody reads.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Literal

import structlog

from servicekit import metrics
from servicekit.batches import PositionMoved
from servicekit.clock import SHANGHAI, Clock
from servicekit.errors import DomainError
from servicekit.settings import Settings
from services.metrics.comparing import Comparison, compare
from services.metrics.cube import Cube
from services.metrics.ledger import STREAMS, Ledger
from services.metrics.recount import Recounted, Sources

log = structlog.get_logger(__name__)

NIGHTLY = time(3, 0)
"""Local time."""
SWAP_ATTEMPTS = 100

State = Literal["running", "done", "incomplete", "failed"]


@dataclass(slots=True)
class Job:
    """`missing` names streams no source could show to the end: (recounted, served) positions.
    Nothing is compared or put in place then. `generation` is 0 without a swap."""

    started: datetime
    swap: bool
    journals_only: bool
    state: State = "running"
    ended: datetime | None = None
    events: int = 0
    missing: dict[str, tuple[int, int]] = field(default_factory=dict)
    comparison: Comparison | None = None
    generation: int = 0
    reason: str = ""


class Recounting:
    """A component. One job at a time."""

    def __init__(self, ledger: Ledger, settings: Settings, clock: Clock) -> None:
        self._ledger = ledger
        self._settings = settings
        self._clock = clock
        self._running: asyncio.Task[None] | None = None
        self._nightly: asyncio.Task[None] | None = None
        self.latest: Job | None = None

    async def start(self) -> None:
        self._nightly = asyncio.create_task(self._every_night(), name="recount-nightly")

    async def stop(self) -> None:
        tasks = [task for task in (self._nightly, self._running) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def begin(self, *, swap: bool, journals_only: bool, token: str) -> Job:
        """The job begun, or the one that is running. `token` reads the feeds; it is not kept."""
        if self.latest is not None and self.latest.state == "running":
            return self.latest
        self.latest = Job(self._clock.now(), swap, journals_only)
        sources = Sources(None if journals_only else self._settings.kafka, self._feeds(), token)
        self._running = asyncio.create_task(self._run(self.latest, sources), name="recount")
        return self.latest

    async def replay(self, until: Mapping[str, int], token: str = "") -> Cube:
        """The same events counted by today's rules, up to these positions.

        Raises RecordGone when an event can be read nowhere any more.
        """
        recounted = Recounted(0, None)
        if any(until.values()):
            async with Sources(self._settings.kafka, self._feeds(), token).opened() as sources:
                await sources.read(recounted, self._clock, until)
        positions = recounted.standing.positions
        gone = sorted(s for s, last in until.items() if positions.get(s, last) < last)
        if gone:
            raise RecordGone(streams="、".join(gone))
        return recounted.standing.cube

    def _feeds(self) -> Mapping[str, str]:
        known = {
            "registry": self._settings.registry_url,
            "volunteers": self._settings.volunteers_url,
            "charity": self._settings.charity_url,
        }
        return {service: address for service, address in known.items() if address}

    async def _run(self, job: Job, sources: Sources) -> None:
        try:
            async with sources.opened():
                await self._recount(job, sources)
        except Exception as error:  # whatever a source does must not end the service
            job.state, job.reason = "failed", type(error).__name__
            log.warning("recount_failed", reason=job.reason, exc_info=error)
        job.ended = self._clock.now()
        drift = job.comparison.drift if job.comparison else None
        log.info("recounted", state=job.state, drift=drift, generation=job.generation)

    async def _recount(self, job: Job, sources: Sources) -> None:
        ledger = self._ledger
        generation = await ledger.reserve() if job.swap else 0
        # Cube and positions of one moment: nothing is awaited between the two.
        served, until = ledger.cube.snapshot(), dict(ledger.standing.positions)
        recounted = Recounted(generation, ledger.keep if job.swap else None)
        await sources.read(recounted, self._clock, until)
        positions = recounted.standing.positions
        job.events = sum(positions.values())
        job.missing = {s: (positions[s], last) for s, last in until.items() if positions[s] < last}
        if job.missing:
            job.state = "incomplete"
            await self._discard(generation)
            return
        counted = recounted.standing.cube.snapshot()
        job.comparison = await asyncio.to_thread(compare, served, counted)
        metrics.RECONCILE_DRIFT.set(job.comparison.drift)
        metrics.RECONCILED_AT.set(self._clock.now().timestamp())
        if job.swap:
            await self._put_in_place(recounted, sources)
            job.generation = generation
        job.state = "done"

    async def _discard(self, generation: int) -> None:
        if generation:
            await self._ledger.discard(generation)

    async def _put_in_place(self, recounted: Recounted, sources: Sources) -> None:
        """Stream by stream: count what came meanwhile, then seal the old chain right behind it."""
        open_streams = set(STREAMS)
        for _ in range(SWAP_ATTEMPTS):
            await sources.read(recounted, self._clock, dict(self._ledger.standing.positions))
            for stream in sorted(open_streams):
                if await self._sealed(recounted, stream):
                    open_streams.discard(stream)
            if not open_streams:
                break
        generation = max(recounted.standing.generations.values())
        while self._behind(generation, open_streams):
            await self._ledger.reload()
        if open_streams:
            raise StillMoving(f"{len(open_streams)} streams")

    async def _sealed(self, recounted: Recounted, stream: str) -> bool:
        standing = recounted.standing
        try:
            await self._ledger.seal(
                stream, standing.positions[stream], standing.generations[stream]
            )
        except PositionMoved:  # something was counted meanwhile, perhaps by another replica
            await self._ledger.catch_up(stream)
            return False
        return True

    def _behind(self, generation: int, open_streams: set[str]) -> bool:
        now = self._ledger.standing.generations
        return any(now[stream] < generation for stream in STREAMS if stream not in open_streams)

    async def _every_night(self) -> None:
        while True:
            await asyncio.sleep(seconds_until(NIGHTLY, self._clock.now()))
            self.begin(swap=False, journals_only=False, token="")


class RecordGone(DomainError):
    code = "record_gone"
    zh = "以下事件流的早期记录已读不到，无法按原事件重算：{streams}。"
    en = "The early records of these streams can be read nowhere, so they cannot be counted again: "
    en += "{streams}."


class StillMoving(Exception):
    """Streams grew faster than they could be counted again: those already in place stay so."""


def seconds_until(at: time, now: datetime) -> float:
    """Until the next such local time."""
    local = now.astimezone(SHANGHAI)
    due = datetime.combine(local.date(), at, SHANGHAI)
    return ((due if due > local else due + timedelta(days=1)) - local).total_seconds()
