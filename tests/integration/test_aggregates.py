"""State and events in one document, on the real store through both drivers."""

import asyncio

import pytest

from cli.ports import free_port
from servicekit import aggregate, settling
from servicekit.clock import SystemClock
from servicekit.database import Database
from servicekit.errors import Conflict, KeyReused, NotFound, Unavailable, VersionConflict
from tests.integration.stations import (
    HONGHE,
    KUNMING,
    REGION,
    YUNNAN,
    Station,
    command,
    hire,
    planned,
    stations,
)

pytestmark = pytest.mark.engines


async def test_what_is_created_is_loaded_with_its_events_waiting(database):
    woken = []
    store = await stations(database, lambda *who: woken.append(who))

    created = await store.create("s1", REGION, planned(), command("k1"))

    assert created == await store.load("s1", KUNMING)
    assert (created.version, created.state) == (1, Station("龙泉"))
    assert woken == [("stations", "s1")]
    document = await database.collection("stations").find_one({"_id": "s1"})
    assert [event["subjectversion"] for event in document["pending"]] == [1]


async def test_a_repeated_creation_gets_the_first_answer(database):
    store = await stations(database)
    first = await store.create("s1", REGION, planned(), command("k1"))
    await store.change("s1", YUNNAN, command("k2"), hire)

    again = await store.create("s1", REGION, planned(), command("k1"))

    assert again == first
    assert (await store.load("s1", YUNNAN)).version == 2


async def test_a_key_used_for_something_else_is_refused(database):
    store = await stations(database)
    await store.create("s1", REGION, planned(), command("k1"))

    with pytest.raises(KeyReused):
        await store.create("s1", REGION, planned(), command("k1", print_="another body"))
    with pytest.raises(KeyReused):
        await store.change("s1", YUNNAN, command("k1", print_="another body"), hire)


async def test_an_id_taken_by_another_command_is_a_conflict(database):
    store = await stations(database)
    await store.create("s1", REGION, planned(), command("k1"))

    with pytest.raises(Conflict):
        await store.create("s1", REGION, planned(), command("k2"))


async def test_a_repeated_change_changes_once_and_gets_the_first_answer(database):
    store = await stations(database)
    await store.create("s1", REGION, planned(), command("k1"))

    answers = [await store.change("s1", YUNNAN, command("k2"), hire) for _ in range(3)]

    assert [a.state.staff for a in answers] == [1, 1, 1]
    assert (await store.load("s1", YUNNAN)).version == 2


async def test_fifty_times_the_same_command_at_once_have_one_effect(database):
    store, other = await stations(database), await stations(database)
    await store.create("s1", REGION, planned(), command("k1"))

    answers = await asyncio.gather(
        *(one.change("s1", YUNNAN, command("k2"), hire) for one in (store, other) * 25)
    )

    assert {(a.version, a.state.staff) for a in answers} == {(2, 1)}
    assert (await store.load("s1", YUNNAN)).state.staff == 1


async def test_concurrent_changes_lose_nothing(database):
    """In two processes: what they know of each other is in the store alone."""
    store, other = await stations(database), await stations(database)
    await store.create("s1", REGION, planned(), command("k0"))

    await asyncio.gather(
        *(store.change("s1", YUNNAN, command(f"k{n}"), hire) for n in range(1, 11)),
        *(other.change("s1", YUNNAN, command(f"o{n}"), hire) for n in range(10)),
    )

    assert (await store.load("s1", YUNNAN)).state.staff == 20
    document = await database.collection("stations").find_one({"_id": "s1"})
    versions = [event["subjectversion"] for event in document["pending"]]
    assert versions == list(range(1, 22))


async def test_a_change_of_a_version_no_longer_current_is_refused(database):
    store = await stations(database)
    await store.create("s1", REGION, planned(), command("k1"))
    await store.change("s1", YUNNAN, command("k2", expected=1), hire)

    with pytest.raises(VersionConflict) as refused:
        await store.change("s1", YUNNAN, command("k3", expected=1), hire)

    assert refused.value.version == 2


async def test_outside_the_scope_looks_like_absent(database):
    store = await stations(database)
    await store.create("s1", REGION, planned(), command("k1"))

    for attempt in (
        store.load("s1", HONGHE),
        store.load("nobody", YUNNAN),
        store.change("s1", HONGHE, command("k2"), hire),
        store.change("nobody", YUNNAN, command("k2"), hire),
    ):
        with pytest.raises(NotFound):
            await attempt
    assert (await store.load("s1", YUNNAN)).version == 1


async def test_what_the_domain_refuses_leaves_no_trace(database):
    store = await stations(database)
    await store.create("s1", REGION, planned(), command("k1"))

    def refuse(_: Station):
        raise Conflict()

    with pytest.raises(Conflict):
        await store.change("s1", YUNNAN, command("k2"), refuse)
    assert (await store.change("s1", YUNNAN, command("k2", print_="mended"), hire)).version == 2


async def test_a_change_without_an_event_is_refused_because_it_could_be_lost(database):
    store = await stations(database)
    await store.create("s1", REGION, planned(), command("k1"))

    with pytest.raises(ValueError, match="needs an event"):
        await store.change("s1", YUNNAN, command("k2"), lambda s: (Station("别名"), []))


async def test_a_load_sent_again_adds_only_what_is_missing(database):
    store = await stations(database)
    new = [(f"s{n}", REGION, planned(f"站{n}")) for n in range(30)]
    await store.create_many(new[:10], command("load"))
    await store.change("s3", YUNNAN, command("k2"), hire)

    assert await store.create_many(new, command("load")) == 20
    assert await store.create_many(new, command("load")) == 0
    assert (await store.load("s3", YUNNAN)).state.staff == 1
    assert len([s async for s in store.scan()]) == 30


async def test_two_loads_of_the_same_at_once_add_each_once(database):
    store = await stations(database)
    new = [(f"s{n}", REGION, planned(f"站{n}")) for n in range(60)]

    await asyncio.gather(*(store.create_many(new, command("load")) for _ in range(3)))

    assert len([s async for s in store.scan()]) == 60


async def test_pages_hold_what_is_in_scope_in_order(database):
    store = await stations(database)
    await store.create_many(
        [(f"s{n}", "532501001" if n % 2 else REGION, planned()) for n in range(10)], command("load")
    )

    first = await store.find(KUNMING, {}, limit=3)
    rest = await store.find(KUNMING, {}, after=first[-1].id)

    assert [s.id for s in first + rest] == ["s0", "s2", "s4", "s6", "s8"]


async def test_a_store_that_stays_away_is_told_and_the_command_may_be_sent_again(
    monkeypatch, driver
):
    monkeypatch.setattr(settling, "SETTLE_SECONDS", 0.1)
    nowhere = Database(f"mongodb://127.0.0.1:{free_port()}/", "nowhere", driver)
    store = aggregate.Aggregates(nowhere, "stations", Station, SystemClock(), lambda *_: None)

    with pytest.raises(Unavailable):
        await store.create("s1", REGION, planned(), command("k1"))
    await nowhere.stop()
