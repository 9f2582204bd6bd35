"""The real metrics subscription, measured: empty to the end, then questions, then freshness."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from datetime import date

from cli.bench.recount import Key, counted
from cli.bench.seeding import Place, Sending
from cli.bench.slices import ask, timed
from cli.bench.workbench import Engines, p95, rss_mb
from contracts.event import encode, event_id
from contracts.topics import owned_by, read_by
from contracts.volunteers.people import VolunteerRegistered
from servicekit.batches import Batch
from servicekit.clock import SystemClock
from servicekit.components import running
from servicekit.consuming import Subscriptions
from servicekit.database import Database, Document
from servicekit.journal import Entry, Journal, stream_of
from servicekit.publisher import Publisher
from services.metrics.ledger import Ledger

DATABASE = "bench_metrics"
TODAY = date(2022, 6, 30)
RATE = 20.0
"""Events a second while the freshness of single events is measured, journal and all."""
BUSY_RATE, STEPS = 5_000, 20
"""Events a second under load, sent so many times a second."""


class Watched(Ledger):
    """The ledger itself, noting when it was first asked and when each event was applied."""

    def __init__(self, database: Database, awaited: dict[Place, int]) -> None:
        super().__init__(database)
        self._awaited = dict(awaited)
        self.began = self.ended = 0.0
        self.complete = asyncio.Event()
        self.applied: dict[tuple[str, int], float] = {}

    async def position(self, topic: str, partition: int) -> int:
        self.began = self.began or time.perf_counter()
        return await super().position(topic, partition)

    async def store(self, batch: Batch) -> None:
        await super().store(batch)
        self.ended = time.perf_counter()
        if self.complete.is_set():
            applied = range(batch.position + 1, batch.last + 1)
            self.applied.update({(batch.stream, number): self.ended for number in applied})
        elif self._awaited.get((batch.topic, batch.partition)) == batch.last:
            del self._awaited[batch.topic, batch.partition]
            if not self._awaited:
                self.complete.set()


async def ingest(
    engines: Engines, counts: dict[Place, int], rounds: int, fresh: int, more: list[Entry]
) -> tuple[dict[str, float], Counter[Key]]:
    """Figures of one ingestion in this process, and what it counted; `more` comes under load."""
    database = Database(engines.store, DATABASE)
    ledger = Watched(database, counts)
    subscriptions = Subscriptions("metrics", engines.bus, SystemClock())
    subscriptions.subscribe(read_by("metrics"), ledger)
    async with running([database, ledger, subscriptions]):
        await ledger.complete.wait()
        results = {
            "events_per_s": sum(counts.values()) / (ledger.ended - ledger.began),
            "rss_mb": rss_mb(),
            "cells": float(len(ledger.cube)),
        }
        totals = counted(ledger.cube)
        results["slice_p95_ms"] = 1000 * p95(
            [timed(lambda: ask(ledger.cube, "2022H1", TODAY)) for _ in range(rounds)]
        )
        results["freshness_p95_ms"] = 1000 * p95(await _freshness(engines, ledger, fresh))
        busy = await _freshness_under_load(engines, ledger, more)
        results["freshness_5000_p95_ms"] = 1000 * p95(busy)
    return results, totals


async def rebuild(engines: Engines, events: int) -> tuple[float, Counter[Key]]:
    """Events a second when a fresh process folds every segment, and what it counted."""
    database = Database(engines.store, DATABASE)
    ledger = Ledger(database)
    await database.start()
    began = time.perf_counter()
    async with running([ledger]):
        seconds = time.perf_counter() - began
        totals = counted(ledger.cube)
    await database.stop()
    return events / seconds, totals


async def _freshness(engines: Engines, ledger: Watched, events: int) -> list[float]:
    """Seconds from journalling an event to its effect in the cube, at a modest rate."""
    database = Database(engines.store, "bench_volunteers")
    journal = Journal(database, "/volunteers", owned_by("volunteers"))
    publisher = Publisher(journal, engines.bus)
    said: dict[tuple[str, int], float] = {}
    async with running([database, journal, publisher]), asyncio.timeout(60 + 2 * events / RATE):
        while await publisher.ready():  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        for number in range(events):
            began = time.perf_counter()
            (entry,) = await journal.append([_registered(number)])
            publisher.publish([entry])
            said[stream_of(entry.topic, entry.partition), entry.sequence] = began
            await asyncio.sleep(max(0.0, 1 / RATE - (time.perf_counter() - began)))
        while not said.keys() <= ledger.applied.keys():  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    return [ledger.applied[place] - began for place, began in said.items()]


async def _freshness_under_load(
    engines: Engines, ledger: Watched, entries: list[Entry]
) -> list[float]:
    """Seconds from sending each of a steady stream of events to its effect in the cube."""
    said: dict[tuple[str, int], float] = {}
    async with Sending(engines.bus) as sending, asyncio.timeout(60 + len(entries) / 1_000):
        step, began = BUSY_RATE // STEPS, time.perf_counter()
        for number in range(0, len(entries), step):
            part = entries[number : number + step]
            said.update({(e.stream, e.sequence): time.perf_counter() for e in part})
            await sending.send(part)
            due = began + (number / step + 1) / STEPS
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
        while not said.keys() <= ledger.applied.keys():  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    return [ledger.applied[place] - began for place, began in said.items()]


def _registered(number: int) -> Document:
    subject = f"bench-{number}"
    event = VolunteerRegistered(region="530102", occurred_on=TODAY)
    return {
        "id": event_id(subject, 1),
        "type": event.type,
        "topic": event.topic,
        "region": event.region,
        "time": "2022-06-30T08:00:00.000Z",
        "subject": subject,
        "subjectversion": 1,
        "data": encode(event),
        "trace": "",
    }
