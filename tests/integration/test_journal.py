"""From the documents into the journal: contiguous, each event once, each aggregate in order."""

import asyncio
import random
from collections import defaultdict
from datetime import timedelta

import pytest

from contracts.topics import TOPICS, owned_by
from servicekit.clock import SystemClock
from servicekit.database import BulkWriteError, Database, is_duplicate, is_outage
from servicekit.journal import Journal, stream_of
from servicekit.relay import Relay
from tests.eventually import eventually
from tests.integration.stations import REGION, YUNNAN, command, hire, planned, stations

pytestmark = pytest.mark.engines


async def journal_in(database: Database) -> Journal:
    journal = Journal(database, "/registry", owned_by("registry"))
    await journal.start()
    return journal


async def relay_in(database: Database, journal: Journal | None = None) -> Relay:
    journal = journal or await journal_in(database)
    relay = Relay(database, journal, SystemClock(), lambda _entries: None)
    relay.serve("stations")
    return relay


async def whole(journal: Journal) -> dict[str, list]:
    """Every stream as stored; asserts that its sequences are 1, 2, 3 …"""
    await journal.refresh()
    found = {}
    for partition in range(TOPICS["registry.stations"].partitions):
        stream = stream_of("registry.stations", partition)
        entries = await journal.read(stream, 0, 100_000)
        assert [entry.sequence for entry in entries] == list(range(1, len(entries) + 1))
        assert journal.head(stream) == len(entries)
        found[stream] = entries
    return found


def versions(streams: dict[str, list]) -> dict[str, list[int]]:
    by_subject = defaultdict(list)
    for entries in streams.values():
        for entry in entries:
            by_subject[entry.envelope.subject].append(entry.envelope.subjectversion)
    return dict(by_subject)


async def test_a_change_is_journalled_as_soon_as_it_is_stored(database):
    journal = await journal_in(database)
    told = []
    relay = Relay(database, journal, SystemClock(), told.extend)
    relay.serve("stations")
    store = await stations(database, relay.wake)
    await relay.start()

    await store.create("s1", REGION, planned(), command("k1"))
    await store.change("s1", YUNNAN, command("k2"), hire)

    await eventually(lambda: len(told) == 2)
    assert versions(await whole(journal)) == {"s1": [1, 2]}
    await eventually(lambda: _nothing_pending(database))
    assert told[0].envelope.source == "/registry"
    await relay.stop()


async def test_two_relays_at_once_lose_double_and_disorder_nothing(database):
    store = await stations(database)
    ids = [f"s{n}" for n in range(40)]
    await store.create_many([(id_, REGION, planned()) for id_ in ids], command("load"))
    relays = [await relay_in(database), await relay_in(database)]

    async def changing() -> None:
        for n in range(3):
            await asyncio.gather(*(store.change(i, YUNNAN, command(f"{n}"), hire) for i in ids))

    async def relaying(relay: Relay) -> None:
        while not changed.done() or not await _nothing_pending(database):
            for id_ in random.sample(ids, 25):
                relay.wake("stations", id_)
            await relay.drain()

    changed = asyncio.create_task(changing())
    await asyncio.gather(changed, *map(relaying, relays))

    assert versions(await whole(await journal_in(database))) == {i: [1, 2, 3, 4] for i in ids}


async def test_the_next_start_journals_what_a_killed_process_left(database):
    store = await stations(database)  # nobody is woken
    await store.create("s1", REGION, planned(), command("k1"))
    journal = await journal_in(database)

    relay = await relay_in(database, journal)
    await relay.start()

    await eventually(lambda: _nothing_pending(database), within=2)
    assert versions(await whole(journal)) == {"s1": [1]}
    await relay.stop()


async def test_a_sweep_finds_what_another_process_left_once_it_has_settled(database):
    relay = await relay_in(database)
    store = await stations(database)
    await store.create("s1", REGION, planned(), command("k1"))

    await relay.sweep(timedelta(hours=1))
    await relay.drain()
    assert not await _nothing_pending(database)

    await relay.sweep(timedelta())
    await relay.drain()
    assert await _nothing_pending(database)


async def test_events_journalled_but_not_cleared_are_not_journalled_again(database):
    """Killed between the two steps."""
    journal = await journal_in(database)
    store = await stations(database)
    await store.create("s1", REGION, planned(), command("k1"))
    document = await database.collection("stations").find_one({"_id": "s1"})
    await journal.append(document["pending"])
    await store.change("s1", YUNNAN, command("k2"), hire)

    relay = await relay_in(database, journal)
    await relay.sweep(timedelta())
    await relay.drain()

    assert versions(await whole(journal)) == {"s1": [1, 2]}
    assert await _nothing_pending(database)


async def test_a_relay_that_read_long_ago_does_not_disorder_what_others_journalled(database):
    journal, other = await journal_in(database), await journal_in(database)
    store = await stations(database)
    await store.create("s1", REGION, planned(), command("k1"))
    seen_early = (await database.collection("stations").find_one({"_id": "s1"}))["pending"]
    await store.change("s1", YUNNAN, command("k2"), hire)
    seen_late = (await database.collection("stations").find_one({"_id": "s1"}))["pending"]

    await other.append(seen_late)
    added = await journal.append(seen_early)

    assert added == []
    assert versions(await whole(journal)) == {"s1": [1, 2]}


async def test_a_new_process_goes_on_where_the_journal_ends(database):
    store = await stations(database)
    for n in range(5):
        await store.create(f"s{n}", REGION, planned(), command("k"))
        relay = await relay_in(database)  # with a journal of its own
        await relay.sweep(timedelta())
        await relay.drain()

    assert len(versions(await whole(await journal_in(database)))) == 5


async def test_a_hint_that_lags_or_is_gone_costs_nothing_but_a_longer_look(database):
    journal = await journal_in(database)
    relay = await relay_in(database, journal)
    store = await stations(database, relay.wake)
    await store.create_many([(f"s{n}", REGION, planned()) for n in range(9)], command("load"))
    await relay.drain()
    await journal.stop()
    heads = {stream: journal.head(stream) for stream in await whole(journal)}
    hints = database.collection("journal_heads")
    await hints.update_many({}, {"$set": {"sequence": 1}})
    lagging = await journal_in(database)
    await hints.delete_many({})
    gone = await journal_in(database)

    for stream, head in heads.items():
        assert lagging.head(stream) == gone.head(stream) == head


async def test_reading_is_bounded_and_in_order(database):
    journal = await journal_in(database)
    relay = await relay_in(database, journal)
    store = await stations(database, relay.wake)
    await store.create("s1", REGION, planned(), command("k"))
    for n in range(6):
        await store.change("s1", YUNNAN, command(f"k{n}"), hire)
    await relay.drain()
    partition = TOPICS["registry.stations"].partition_of("s1")

    entries = await journal.read(stream_of("registry.stations", partition), 2, 3)

    assert [entry.sequence for entry in entries] == [3, 4, 5]
    assert [entry.envelope.subjectversion for entry in entries] == [3, 4, 5]


def test_a_bulk_write_the_store_could_not_confirm_is_no_mere_duplicate():
    duplicate, not_primary = {"code": 11000}, {"code": 10107}

    def bulk(*errors, concern=()):
        return BulkWriteError({"writeErrors": list(errors), "writeConcernErrors": list(concern)})

    assert is_duplicate(bulk(duplicate, duplicate))
    assert not is_outage(bulk(duplicate))
    for unsure in (bulk(not_primary), bulk(duplicate, not_primary), bulk(concern=[{"code": 64}])):
        assert is_outage(unsure)
        assert not is_duplicate(unsure)


async def _nothing_pending(database: Database) -> bool:
    pending = await database.collection("stations").find_one({"pending.time": {"$gt": ""}})
    return pending is None
