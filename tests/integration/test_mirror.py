"""All aggregates of a kind in memory, in step with what is saved here and elsewhere."""

from __future__ import annotations

from contracts.topics import owned_by
from servicekit.clock import SystemClock
from servicekit.database import Database
from servicekit.journal import Journal
from servicekit.mirror import Mirror
from servicekit.relay import Relay
from tests.eventually import eventually
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


async def mirrored(database: Database) -> tuple[object, Mirror[Station], Relay]:
    journal = Journal(database, "/registry", owned_by("registry"))
    relay = Relay(database, journal, SystemClock(), lambda _: None)
    store = await stations(database, relay.wake)
    relay.serve("stations")
    await journal.start()
    mirror = Mirror(store, journal, "registry.stations")
    await mirror.start()
    return store, mirror, relay


async def test_what_was_there_and_what_is_saved_here_is_seen_at_once(database):
    await (await stations(database)).create("s0", REGION, planned(), command("k0"))
    store, mirror, _ = await mirrored(database)

    await store.create("s1", REGION, planned(), command("k1"))
    await store.change("s1", YUNNAN, command("k2"), hire)

    assert {s.id for s in mirror.within(KUNMING)} == {"s0", "s1"}
    assert mirror.get("s1").state.staff == 1
    assert mirror.get("s1", HONGHE) is None
    assert not list(mirror.within(HONGHE))
    await mirror.stop()


async def test_what_another_replica_saved_is_seen_soon(database):
    store, _, relay = await mirrored(database)
    _, other, _ = await mirrored(database)
    await relay.start()

    await store.create("s1", REGION, planned(), command("k1"))
    await store.create_many([("s2", REGION, planned("二"))], command("k3"))
    await store.change("s1", YUNNAN, command("k2"), hire)

    await eventually(lambda: len(other) == 2 and other.get("s1").state.staff == 1)
    await relay.stop()
    await other.stop()


async def test_who_listens_hears_the_past_and_every_change_once_in_order(database):
    store, mirror, _ = await mirrored(database)
    await store.create("s1", REGION, planned(), command("k1"))
    heard: list[tuple[int, int]] = []
    mirror.tell(lambda was, now: heard.append((was.version if was else 0, now.version)))

    await store.change("s1", YUNNAN, command("k2"), hire)
    await store.change("s1", YUNNAN, command("k2"), hire)

    assert heard == [(0, 1), (1, 2)]
    await mirror.stop()
