"""What the ingestion is set against: a loop that only decodes, and the naive safe way."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import suppress
from datetime import date

import msgspec
from aiokafka import AIOKafkaConsumer, TopicPartition
from faststream import AckPolicy, Context
from faststream.kafka import KafkaBroker
from pydantic import BaseModel

from cli.bench.seeding import Place
from cli.bench.workbench import Engines
from contracts.catalogue import ALL_EVENTS
from servicekit.consuming import PINNED
from servicekit.database import Database, DuplicateKey

FETCH = {name: PINNED[name] for name in ("fetch_max_wait_ms", "max_partition_fetch_bytes")}


async def raw_loop(engines: Engines, counts: dict[Place, int]) -> float:
    """Events a second of getmany and a typed msgspec decode; nothing is kept."""
    decoders = {kind.type.encode(): msgspec.json.Decoder(kind) for kind in ALL_EVENTS}
    total = remaining = sum(counts.values())
    began = time.perf_counter()
    waited = 0
    consumer = AIOKafkaConsumer(bootstrap_servers=engines.bus, enable_auto_commit=False, **FETCH)
    async with consumer:
        places = [TopicPartition(*place) for place in counts]
        consumer.assign(places)
        await consumer.seek_to_beginning(*places)
        while remaining > 0:
            fetched = await consumer.getmany(timeout_ms=200, max_records=PINNED["max_records"])
            for records in fetched.values():
                for record in records:
                    for name, type_ in record.headers:
                        if name == "ce_type":
                            decoders[type_].decode(record.value)
                            break
                remaining -= len(records)
            if not waited and remaining:  # the first wait is not counted, nor what it brought
                began, waited = time.perf_counter(), total - remaining
    return (total - waited) / (time.perf_counter() - began)


class Facts(BaseModel):
    region: str
    occurred_on: date
    station_id: str
    domain: str
    activity: str
    target_group: str
    persons: int | None = None
    person_times: int | None = None
    households: int | None = None
    sessions: int | None = None


class Said(BaseModel):
    region: str
    occurred_on: date
    entry: Facts | None = None
    was: Facts | None = None
    now: Facts | None = None


async def naive(engines: Engines, sample: int) -> float:
    """Events a second, one at a time: validated, one acknowledged write each, then committed."""
    database = Database(engines.store, "bench_naive")
    await database.start()
    events = database.collection("events")
    quiet = logging.getLogger("bench.naive")
    quiet.setLevel(logging.CRITICAL)
    broker = KafkaBroker(engines.bus, logger=quiet)
    done, began, taken = asyncio.Event(), 0.0, 0

    @broker.subscriber(
        "registry.service-log",
        group_id="bench.naive",
        auto_offset_reset="earliest",
        ack_policy=AckPolicy.NACK_ON_ERROR,
    )
    async def take(said: Said, headers: dict[str, str] = Context("message.headers")) -> None:
        nonlocal began, taken
        began = began or time.perf_counter()
        with suppress(DuplicateKey):  # a repeat
            await events.insert_one({"_id": headers["ce_id"], **said.model_dump(mode="json")})
        taken += 1
        if taken == sample:
            done.set()

    async with broker:
        await broker.start()
        await done.wait()
        seconds = time.perf_counter() - began
    await database.stop()
    return sample / seconds
