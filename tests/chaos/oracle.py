"""What must hold after every fault, once everything has been delivered (I1–I6).

Recounted from the loader's ledger, the journal, the bus and the segments; never from the code
under test.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict

from aiokafka import AIOKafkaConsumer, TopicPartition

from contracts.topics import TOPICS, read_by
from tests.chaos.loader import Ledger
from tests.chaos.stack import COUNTY, PROVINCE, TOWNSHIPS, Stack
from tests.eventually import wait_until

REGIONS = {PROVINCE: "53", "532500": "5325", COUNTY: COUNTY, **{code: code for code in TOWNSHIPS}}
MEASURES = {"service_person_times": "person_times", "household_visits": "households"}
READ_BY_METRICS = tuple(t.name for t in read_by("metrics") if t.owner == "registry")
"""All that the registry says is read by metrics, and nothing else says anything here."""


def check(stack: Stack, ledger: Ledger, within: float = 90) -> None:
    """Waits for delivery, then asserts; the first failing assertion names the invariant."""
    wait_until(lambda: _pending(stack) == 0, within=within, last=lambda: _pending(stack))
    journal = _journal(stack)
    _i1_every_accepted_command_has_its_one_event(stack, ledger, journal)
    _i4_the_journal_is_contiguous_and_in_order(journal)
    wait_until(
        lambda: _bus_misses(stack, journal) == {},
        within=within,
        last=lambda: _bus_misses(stack, journal),
    )
    wait_until(
        lambda: _wrong_figures(stack, ledger) == {},
        within=within,
        last=lambda: _wrong_figures(stack, ledger),
    )
    wait_until(
        lambda: _covered(stack) == {stream: len(entries) for stream, entries in journal.items()},
        within=within,
        last=lambda: _covered(stack),
    )


def _pending(stack: Stack) -> int:
    database = stack.database("registry")
    found = [d for name in ("stations", "service_entries") for d in database[name].find({})]
    return sum(len(document["pending"]) for document in found)


def _journal(stack: Stack) -> dict[str, list[dict[str, object]]]:
    streams: dict[str, list[dict[str, object]]] = defaultdict(list)
    for entry in stack.database("registry")["journal"].find({}):
        streams[entry["stream"]].append(entry)
    for entries in streams.values():
        entries.sort(key=lambda entry: entry["sequence"])  # type: ignore[arg-type, return-value]
    return streams


def _i1_every_accepted_command_has_its_one_event(
    stack: Stack, ledger: Ledger, journal: dict[str, list[dict[str, object]]]
) -> None:
    versions: dict[object, list[object]] = defaultdict(list)
    for entries in journal.values():
        for entry in entries:
            versions[entry["subject"]].append(entry["subjectversion"])
    for entry in ledger.entries:
        expected = list(range(1, entry.commands + 1))
        assert versions[entry.id] == expected, f"I1/I4: entry {entry.id}"
        document = stack.database("registry")["service_entries"].find_one({"_id": entry.id})
        assert document is not None, f"I1: entry {entry.id} answered 2xx is gone"
        assert document["version"] == entry.commands, f"I1: entry {entry.id}"
    known = {entry.id for entry in ledger.entries}
    recorded = stack.database("registry")["service_entries"].find({}, {"_id": 1})
    assert {document["_id"] for document in recorded} == known, "I3: present without an answer"


def _i4_the_journal_is_contiguous_and_in_order(
    journal: dict[str, list[dict[str, object]]],
) -> None:
    for stream, entries in journal.items():
        sequences = [entry["sequence"] for entry in entries]
        assert sequences == list(range(1, len(entries) + 1)), f"I4: {stream}"
        ids = [entry["_id"] for entry in entries]
        assert len(set(ids)) == len(ids), f"I2: {stream} holds an event twice"


def _bus_misses(
    stack: Stack, journal: dict[str, list[dict[str, object]]]
) -> dict[str, tuple[int, int]]:
    """Streams whose first occurrences on the bus are not the journal's 1..n: (seen, journalled)."""
    seen = asyncio.run(_first_occurrences(stack))
    return {
        stream: (len(seen.get(stream, [])), len(entries))
        for stream, entries in journal.items()
        if seen.get(stream, []) != list(range(1, len(entries) + 1))
    }


async def _first_occurrences(stack: Stack) -> dict[str, list[int]]:
    """Sequences of each stream in the order a consumer that drops repeats would take them."""
    found: dict[str, list[int]] = defaultdict(list)
    places = [
        TopicPartition(name, partition)
        for name in READ_BY_METRICS
        for partition in range(TOPICS[name].partitions)
    ]
    async with AIOKafkaConsumer(bootstrap_servers=stack.bus.address) as consumer:
        consumer.assign(places)
        await consumer.seek_to_beginning(*places)
        ends = await consumer.end_offsets(places)
        while any([await consumer.position(place) < ends[place] for place in places]):
            for place, records in (await consumer.getmany(timeout_ms=500)).items():
                taken = found[f"{place.topic}/{place.partition}"]
                for record in records:
                    sequence = dict(record.headers).get("ce_sequence", b"")
                    if sequence == str(len(taken) + 1).encode():
                        taken.append(int(sequence))
    return found


def _wrong_figures(stack: Stack, ledger: Ledger) -> dict[tuple[str, str], tuple[int, int]]:
    """Cells of the figures API that differ from the ledger: (got, expected)."""
    wrong = {}
    for indicator, measure in MEASURES.items():
        for region, prefix in REGIONS.items():
            got, expected = stack.figure(indicator, region), ledger.expected(measure, prefix)
            if got != expected:
                wrong[(indicator, region)] = (got, expected)
    return wrong


def _covered(stack: Stack) -> dict[str, int]:
    """I6: how far each stream is covered by segments, which must leave no hole nor overlap."""
    positions: dict[str, int] = {}
    segments = stack.database("metrics")["segments"].find({})
    for segment in sorted(segments, key=lambda found: (found["stream"], found["first"])):
        stream, position = segment["stream"], positions.get(segment["stream"], 0)
        assert segment["first"] == position + 1, f"I6: {stream}: hole or overlap at {position + 1}"
        assert segment["parked"] == [], f"I6: parked in {segment['_id']}"
        positions[stream] = segment["last"]
    return positions
