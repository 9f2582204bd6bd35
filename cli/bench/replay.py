"""`./wushe bench replay`: half a year of every township, counted by a process that is killed.

Some two million contract-true events lie on the bus. The process that counts them dies by SIGKILL
at random moments; in between records of the past are sent again, and the group is set back to the
beginning. Afterwards each cell (indicator, township, month, domain or group) must equal what
DuckDB counts from the records that hold at the end.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import islice
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import CommitFailedError

from cli.bench.activity import Activity
from cli.bench.recount import INDICATORS
from cli.bench.seeding import Place, Sending
from cli.bench.workbench import Engines, engines, note
from contracts.topics import read_by
from servicekit import logs
from servicekit.clock import SystemClock
from servicekit.components import running
from servicekit.consuming import Subscriptions
from servicekit.database import Database
from servicekit.journal import Entry
from services.metrics.ledger import Ledger

DATABASE = "bench_replay"
SEED = 20220630
EVERY = 200
"""One record of so many is kept, to be sent again."""
WHOLE, QUICK = (2_000_000, 12, (2.5, 9.0)), (20_000, 2, (1.5, 2.5))
"""Events, kills, and after how many seconds (from, to) each comes."""
Cell = tuple[str, str, str, str]  # indicator, township, month, code of the dimension below
SPLIT = {
    "service_person_times": "domain",
    "persons_served": "domain",
    "household_visits": "target_group",
}

_RECOUNT = """
with held as (select *, strftime(day, '%Y-%m') as month from records)
select 'service_person_times', region, month, domain, sum(person_times) from held group by all
union all select 'persons_served', region, month, domain, sum(persons) from held group by all
union all select 'household_surveys', region, month, '', sum(households) from held
    where activity = 'information_check' group by all
union all select 'household_visits', region, month, target_group, sum(households) from held
    where activity <> 'information_check' group by all
union all select 'visit_person_times', region, month, '', sum(person_times) from held
    where activity = 'household_visit' group by all
"""


def run(quick: bool) -> dict[str, float]:
    """`exact` is 1 when every one of `cells` is the same in both counts."""
    events, kills, after = QUICK if quick else WHOLE
    activity, began = Activity(SEED), time.perf_counter()
    with engines() as running_engines:
        past = Past(activity.entries(events))
        counts = asyncio.run(_send(running_engines, past))
        note(f"{events} events seeded in {time.perf_counter() - began:.0f} s")
        began = time.perf_counter()
        killed, again = _killing(running_engines, counts, past.kept, kills, after)
        took = time.perf_counter() - began
        ours = asyncio.run(_counted(running_engines))
    theirs = _recounted(activity)
    return {
        "events": float(events),
        "kills": float(killed),
        "sent_again": float(again),
        "counted_s": round(took, 1),
        "cells": float(len(theirs)),
        "differing": float(sum(1 for c in ours.keys() | theirs.keys() if ours[c] != theirs[c])),
        "exact": float(bool(theirs) and ours == theirs),
    }


class Past:
    """Entries as they are made, a sample of them kept."""

    def __init__(self, entries: Iterator[Entry]) -> None:
        self._entries = entries
        self.kept: list[Entry] = []

    def __iter__(self) -> Iterator[Entry]:
        for number, entry in enumerate(self._entries):
            if number % EVERY == 0:
                self.kept.append(entry)
            yield entry


async def _send(engines: Engines, entries: Past) -> dict[Place, int]:
    async with Sending(engines.bus) as sending:
        return await sending.send(entries)


def _killing(
    engines: Engines,
    counts: dict[Place, int],
    kept: list[Entry],
    kills: int,
    after: tuple[float, float],
) -> tuple[int, int]:
    """How often the counting process was killed before it was through, and what came again."""
    chance, killed, again = random.Random(SEED), 0, 0
    while True:
        process = _started(engines, counts)
        process.join(chance.uniform(*after) if killed < kills else None)
        if process.exitcode is not None:
            break
        process.kill()
        process.join()
        killed += 1
        old = chance.sample(kept, min(len(kept), 500))
        asyncio.run(_send_again(engines, old))
        again += len(old)
        if killed % 4 == 0:
            asyncio.run(_set_back(engines))
    assert process.exitcode == 0, "the counting process failed"
    return killed, again


def _started(engines: Engines, counts: dict[Place, int]) -> BaseProcess:
    process = get_context("spawn").Process(target=_count, args=(engines, counts), daemon=True)
    process.start()
    return process


def _count(engines: Engines, counts: dict[Place, int]) -> None:
    logs.configure("bench", "ERROR")
    asyncio.run(_count_all(engines, counts))


async def _count_all(engines: Engines, counts: dict[Place, int]) -> None:
    """The real subscription of metrics, until every partition is counted."""
    database = Database(engines.store, DATABASE)
    ledger = Ledger(database)
    subscriptions = Subscriptions("metrics", engines.bus, SystemClock())
    subscriptions.subscribe(read_by("metrics"), ledger)
    async with running([database, ledger, subscriptions]):
        for place, count in counts.items():
            while await ledger.position(*place) < count:  # noqa: ASYNC110
                await asyncio.sleep(0.2)


async def _send_again(engines: Engines, entries: list[Entry]) -> None:
    async with Sending(engines.bus) as sending:
        await sending.send(sorted(entries, key=lambda entry: entry.sequence))


async def _set_back(engines: Engines) -> None:
    """The group's offsets, to the beginning of every topic."""
    for topic in read_by("metrics"):
        places = [TopicPartition(topic.name, number) for number in range(topic.partitions)]
        consumer = AIOKafkaConsumer(
            bootstrap_servers=engines.bus,
            group_id=f"metrics.{Ledger.name}.{topic.name}",
            enable_auto_commit=False,
        )
        await consumer.start()
        consumer.assign(places)
        while not await _committed(consumer, dict.fromkeys(places, 0)):  # noqa: ASYNC110
            await asyncio.sleep(1)
        await consumer.stop()


async def _committed(consumer: Any, offsets: dict[TopicPartition, int]) -> bool:
    """Not while the bus still takes the killed process for a member of the group."""
    try:
        await consumer.commit(offsets)
    except CommitFailedError:
        return False
    return True


async def _counted(engines: Engines) -> Counter[Cell]:
    """Every cell of a fresh process that reads what is stored."""
    database = Database(engines.store, DATABASE)
    ledger = Ledger(database)
    totals: Counter[Cell] = Counter()
    async with running([database, ledger]):
        for indicator in INDICATORS:
            if indicator == "stations":
                continue
            for (region, day, dims), value in ledger.cube.slice(
                indicator, "530000", None, date.max
            ):
                domain = _value(dims, SPLIT.get(indicator, ""))
                totals[indicator, region, day.isoformat()[:7], domain] += value
    return Counter({cell: value for cell, value in totals.items() if value})


def _value(dimensions: str, name: str) -> str:
    pairs = (pair.partition("=") for pair in dimensions.split(";"))
    return next((value for key, _, value in pairs if key == name), "")


def _recounted(activity: Activity) -> Counter[Cell]:
    import duckdb

    base = duckdb.connect()
    base.execute(
        "create table records (region text, day date, domain text, activity text,"
        " target_group text, persons bigint, person_times bigint, households bigint)"
    )
    facts = iter(activity.living.values())
    while rows := [_row(each) for each in islice(facts, 100_000)]:
        _insert(base, rows)
    cells = base.execute(_RECOUNT).fetchall()
    return Counter({(i, r, m, d): int(value) for i, r, m, d, value in cells if value})


def _row(facts: Any) -> tuple[Any, ...]:
    counts = facts.persons or 0, facts.person_times or 0, facts.households or 0
    return (
        facts.region,
        facts.occurred_on.isoformat(),
        facts.domain,
        facts.activity,
        facts.target_group,
        *counts,
    )


def _insert(base: Any, rows: list[tuple[Any, ...]]) -> None:
    import numpy as np

    names = (
        "region",
        "day",
        "domain",
        "activity",
        "target_group",
        "persons",
        "person_times",
        "households",
    )
    columns = {n: np.array(c) for n, c in zip(names, zip(*rows, strict=True), strict=True)}
    base.register("part", columns)
    base.execute("insert into records by name select * replace (day::date as day) from part")
    base.unregister("part")
