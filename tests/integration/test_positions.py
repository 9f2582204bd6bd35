"""Positions move from exactly where the batch was folded; copies never go back."""

import asyncio

import pytest

from contracts.event import BadEvent
from servicekit.batches import Batch, Delivered, Parked, PositionMoved
from servicekit.clock import FixedClock
from servicekit.copies import Copies
from servicekit.delivery import Delivery
from servicekit.positions import Positions
from servicekit.scope import Scope
from tests.integration.stations import HONGHE, KUNMING
from tests.streams import NOW, PLACE, record, signed
from tests.unit.servicekit.recorder import Partition

pytestmark = pytest.mark.engines


def batch(position: int, last: int) -> Batch:
    return Batch(PLACE.topic, PLACE.partition, position, last)


async def test_a_position_is_where_the_last_batch_ended(database):
    positions = Positions(database, "copy")
    assert await positions.read(*PLACE) == 0

    await positions.advance(batch(0, 3))
    await positions.advance(batch(3, 4))

    assert await positions.read(*PLACE) == 4
    assert await positions.read(PLACE.topic, 1) == 0
    assert await Positions(database, "another").read(*PLACE) == 0


@pytest.mark.parametrize("stale", [0, 2, 5])
async def test_only_a_batch_folded_on_the_present_position_may_move_it(database, stale):
    """Equality, not 'less than': a batch folded elsewhere must be folded again."""
    positions = Positions(database, "copy")
    await positions.advance(batch(0, 4))

    with pytest.raises(PositionMoved):
        await positions.advance(batch(stale, 9))

    assert await positions.read(*PLACE) == 4


async def test_of_two_consumers_at_once_one_is_told_to_fold_again(database):
    positions = Positions(database, "copy")
    await positions.advance(batch(0, 4))

    results = await asyncio.gather(
        *(positions.advance(batch(4, last)) for last in (6, 7)), return_exceptions=True
    )

    assert sorted(type(result).__name__ for result in results) == ["NoneType", "PositionMoved"]


async def test_what_is_parked_is_kept_in_the_write_that_moves_the_position(database):
    positions = Positions(database, "copy")
    parked = Parked.of(record(2), 2, BadEvent("type_error", "kind"))
    folded = batch(0, 3)
    folded.parked.append(parked)

    await positions.advance(folded)
    with pytest.raises(PositionMoved):
        await positions.advance(folded)

    document = await database.collection("positions").find_one({})
    assert document["sequence"] == 3
    assert [(p["sequence"], p["reason"], p["field"]) for p in document["parked"]] == [
        (2, "type_error", "kind")
    ]


async def test_a_foreign_record_seen_twice_is_parked_once(database):
    positions = Positions(database, "copy")
    parked = Parked.of(record(0, offset=7), None, BadEvent("missing_field"))

    await positions.park_foreign(*PLACE, parked)
    await positions.park_foreign(*PLACE, parked)

    assert await database.collection("parked_foreign").count_documents({"offset": 7}) == 1


def copies_in(database) -> Copies:
    return Copies(database, "copied", lambda event: {"kind": event.kind})


def said(subject: str, version: int, region: str = "530102001") -> Delivered:
    headers = {"ce_subject": subject.encode(), "ce_subjectversion": str(version).encode()}
    return Delivered(version, headers, signed(region))


async def test_a_copy_holds_what_the_newest_event_said(database):
    copies = copies_in(database)
    one = batch(0, 3)
    one.folded += [copies.fold(said(*what)) for what in (("a", 1), ("b", 1), ("a", 2, "532501"))]

    await copies.store(one)

    assert (await copies.get("a"))["region"] == "532501"
    assert (await copies.get("a"))["version"] == 2
    assert (await copies.get("a"))["kind"] == "township"
    assert await copies.get("a", KUNMING) is None
    assert (await copies.get("a", HONGHE))["_id"] == "a"


async def test_an_older_event_never_overwrites_a_newer_one(database):
    copies = copies_in(database)
    new, old = batch(0, 1), batch(1, 2)
    new.folded.append(copies.fold(said("a", 5, "532501")))
    old.folded += [copies.fold(said("a", 4, "530102")), copies.fold(said("b", 1, "530102"))]
    await copies.store(new)

    await copies.store(old)

    assert (await copies.get("a"))["region"] == "532501"
    assert (await copies.get("b"))["region"] == "530102"
    assert await copies.position(*PLACE) == 2


async def test_a_batch_whose_position_did_not_follow_is_applied_again_without_effect(database):
    """Killed between the copies and the position."""
    copies = copies_in(database)
    one = batch(0, 2)
    one.folded += [copies.fold(said("a", 1)), copies.fold(said("a", 2, "532501"))]
    await copies._set({"a": (2, {"region": "532501", "kind": "township"})})

    await copies.store(one)

    assert (await copies.get("a"))["version"] == 2
    assert await copies.position(*PLACE) == 2


async def test_a_delivery_feeds_a_copy_through_repeats_and_bad_records(database):
    copies = copies_in(database)
    partition = Partition()
    partition.add(record(1), record(1), record(2, value=b"{"), record(3), record(2), record(4))

    await partition.deliver_all(Delivery(copies, FixedClock(NOW)), size=3)

    assert (await copies.get("station-1", Scope.of("530000")))["version"] == 4
    assert await copies.position(*PLACE) == 4
