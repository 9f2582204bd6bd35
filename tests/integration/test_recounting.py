"""Everything counted again beside what is served: compared, put in its place, on real engines."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from itertools import islice
from pathlib import Path
from uuid import uuid4

import pytest

from cli.bench.activity import Activity
from cli.bench.recount import counted, recount
from cli.bench.seeding import Place, seed
from cli.engines import Engine
from contracts.topics import read_by
from servicekit import metrics
from servicekit.batches import Batch, PositionMoved
from servicekit.clock import SystemClock
from servicekit.components import running
from servicekit.consuming import Subscriptions
from servicekit.database import Database
from servicekit.replaying import FeedReplay
from servicekit.settings import Settings
from services.metrics.counting import Cell
from services.metrics.ledger import Ledger
from services.metrics.recounting import Job, Recounting
from services.registry import main as registry
from tests.eventually import eventually
from tests.integration.web import serving

pytestmark = pytest.mark.engines

EVENTS = 2_500
WRONG = Cell("stations", "532501002", date(2022, 1, 1), "kind=township")


def settings_of(bus: Engine, store: Engine, directory: Path) -> Settings:
    return Settings(
        port=0, kafka=bus.address, mongo_uri=store.uri, jwks=str(directory), profile="embedded"
    )


@asynccontextmanager
async def replica(settings: Settings, name: str, *, reads: bool) -> AsyncIterator[Ledger]:
    """One process of metrics; without `reads` it only follows what others store."""
    database = Database(settings.mongo_uri, name)
    ledger = Ledger(database)
    subscriptions = Subscriptions("metrics", settings.kafka, SystemClock())
    subscriptions.subscribe(read_by("metrics"), ledger)
    async with running([database, ledger, *([subscriptions] if reads else [])]):
        yield ledger


async def has_read(ledger: Ledger, counts: dict[Place, int]) -> None:
    wanted = {f"{topic}/{partition}": count for (topic, partition), count in counts.items()}
    await eventually(lambda: wanted.items() <= ledger.standing.positions.items())


async def done(recounting: Recounting, *, swap: bool = False, token: str = "") -> Job:
    job = recounting.begin(swap=swap, journals_only=False, token=token)
    await eventually(lambda: job.ended is not None, within=60)
    return job


async def test_what_is_served_wrongly_is_found_named_and_put_right(
    kafka_bus: Engine, store: Engine, tmp_path: Path
) -> None:
    activity, settings = Activity(), settings_of(kafka_bus, store, tmp_path)
    name = f"test-{uuid4().hex[:12]}"
    counts = await seed(kafka_bus.address, activity.entries(EVENTS))
    async with replica(settings, name, reads=True) as ledger:
        recounting = Recounting(ledger, settings, SystemClock())
        await has_read(ledger, counts)
        right = await done(recounting)
        assert (right.state, right.comparison and right.comparison.drift) == ("done", 0)

        ledger.cube.add([(WRONG, 5)])
        wrong = await done(recounting)
        assert wrong.comparison is not None
        (found,) = wrong.comparison.listed
        assert (found.indicator, found.region, found.served - found.recounted) == (
            *WRONG[:2],
            5,
        )
        assert metrics.RECONCILE_DRIFT._value.get() == 1

        swapped = await done(recounting, swap=True)
        assert (swapped.state, swapped.generation) == ("done", 1)
        assert counted(ledger.cube) == recount(activity)
        assert set(ledger.standing.generations.values()) == {1}


async def test_the_events_of_a_closed_period_are_counted_again_up_to_where_it_was_closed(
    kafka_bus: Engine, store: Engine, tmp_path: Path
) -> None:
    activity, settings = Activity(), settings_of(kafka_bus, store, tmp_path)
    name, entries = f"test-{uuid4().hex[:12]}", activity.entries(2 * EVENTS)
    counts = await seed(kafka_bus.address, islice(entries, EVENTS))
    async with replica(settings, name, reads=True) as ledger:
        await has_read(ledger, counts)
        closed, then = dict(ledger.standing.positions), counted(ledger.cube)
        more = await seed(kafka_bus.address, entries)
        await has_read(ledger, {p: counts.get(p, 0) + more.get(p, 0) for p in {**counts, **more}})
        replayed = await Recounting(ledger, settings, SystemClock()).replay(closed)
        assert counted(replayed) == then
        assert counted(ledger.cube) == recount(activity) != then


async def test_a_rebuild_under_way_loses_and_doubles_nothing_that_comes_meanwhile(
    kafka_bus: Engine, store: Engine, tmp_path: Path
) -> None:
    activity, settings = Activity(), settings_of(kafka_bus, store, tmp_path)
    name, entries = f"test-{uuid4().hex[:12]}", activity.entries(2 * EVENTS)
    counts = await seed(kafka_bus.address, islice(entries, EVENTS))
    async with (
        replica(settings, name, reads=True) as ledger,
        replica(settings, name, reads=False) as follower,
    ):
        await has_read(ledger, counts)
        recounting = Recounting(ledger, settings, SystemClock())
        job = recounting.begin(swap=True, journals_only=False, token="")
        more = await seed(kafka_bus.address, entries)
        await eventually(lambda: job.ended is not None, within=60)
        assert (job.state, job.generation) == ("done", 1), job.reason
        total = {place: counts.get(place, 0) + more.get(place, 0) for place in {**counts, **more}}
        for each in (ledger, follower):
            await has_read(each, total)
            await eventually(lambda each=each: set(each.standing.generations.values()) == {1})
            assert counted(each.cube) == recount(activity)
    async with replica(settings, name, reads=False) as restarted:
        assert counted(restarted.cube) == recount(activity)


async def test_a_consumer_that_folded_behind_the_old_chain_stores_nothing(
    kafka_bus: Engine, store: Engine, tmp_path: Path
) -> None:
    activity, settings = Activity(), settings_of(kafka_bus, store, tmp_path)
    name = f"test-{uuid4().hex[:12]}"
    counts = await seed(kafka_bus.address, activity.entries(EVENTS))
    topic, partition = next(iter(counts))
    async with (
        replica(settings, name, reads=True) as ledger,
        replica(settings, name, reads=False) as zombie,
    ):
        await has_read(ledger, counts)
        await has_read(zombie, counts)
        assert zombie._tailing is not None
        zombie._tailing.cancel()  # it hears of nothing: the old chain is all it knows
        late = Batch.behind(topic, partition, counts[topic, partition])
        late.last += 1
        await done(Recounting(ledger, settings, SystemClock()), swap=True)
        with pytest.raises(PositionMoved):
            await zombie.store(late)
        early = Batch.behind(topic, partition, 1)
        early.last += 1
        with pytest.raises(PositionMoved):
            await zombie.store(early)


async def test_a_record_that_is_nowhere_to_be_read_is_named_and_nothing_put_in_place(
    kafka_bus: Engine, store: Engine, tmp_path: Path
) -> None:
    activity, settings = Activity(), settings_of(kafka_bus, store, tmp_path)
    name = f"test-{uuid4().hex[:12]}"
    counts = await seed(kafka_bus.address, activity.entries(EVENTS))
    async with replica(settings, name, reads=True) as ledger:
        await has_read(ledger, counts)
        recounting = Recounting(ledger, settings, SystemClock())
        job = recounting.begin(swap=True, journals_only=True, token="")
        await eventually(lambda: job.ended is not None)
        assert (job.state, job.comparison, job.generation) == ("incomplete", None, 0)
        assert set(job.missing.values()) == {(0, count) for count in counts.values()}
        assert set(ledger.standing.generations.values()) == {0}


async def test_a_feed_gives_the_journal_as_the_bus_would(store: Engine, tmp_path: Path) -> None:
    officer = {"role": "county_officer", "region": "532501"}
    async with serving(registry.build, store, tmp_path) as (web, _):
        plan = {"name": "甲站", "kind": "township", "region": "532501002"}
        ids = []
        for _ in range(3):
            answer = await web.post("/api/registry/stations", plan, by=officer)
            ids.append(answer.json()["id"])
        reader = web._issuer.bearer(role="auditor", region="530000")["Authorization"]
        transport = web._client._transport
        feed = FeedReplay("registry", "http://service", reader.partition(" ")[2], transport)
        async with feed:
            seen: list[tuple[str, int, int]] = []

            async def all_seen() -> bool:
                async for gathered in feed.records():
                    for place, records in gathered.items():
                        seen.extend((r.key.decode(), place.partition, r.offset) for r in records)
                return {key for key, _, _ in seen} >= set(ids)

            await eventually(all_seen)
    assert len(seen) == len(set(seen)), "asked again, it goes on where it stopped"
