"""Records of a stream as a bus would hand them over, good and bad."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from aiokafka import ConsumerRecord, TopicPartition

from contracts.event import Envelope, Event, encode, event_id, to_headers
from contracts.registry.stations import StationSigned
from contracts.topics import TOPICS

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
STATIONS = TOPICS["registry.stations"]
PLACE = TopicPartition(STATIONS.name, 0)


def signed(region: str = "530102001") -> StationSigned:
    return StationSigned(region=region, occurred_on=date(2026, 11, 1), kind="township")


def envelope(subject: str = "station-1", version: int = 1, event: Event | None = None) -> Envelope:
    said = event or signed()
    return Envelope(
        id=event_id(subject, version),
        type=said.type,
        source=TOPICS[said.topic].source,
        time="2026-11-24T01:59:59.000Z",
        subject=subject,
        subjectversion=version,
        data=encode(said),
    )


def record(
    sequence: int,
    *,
    offset: int | None = None,
    key: bytes | None = b"station-1",
    value: bytes | None = b"",
    without: Iterable[str] = (),
    **headers: bytes | None,
) -> ConsumerRecord[Any, Any]:
    """The n-th event of the stream; headers given (`ce_type=…`) replace the true ones."""
    said = envelope(version=max(sequence, 1))
    attributes: Mapping[str, bytes | None] = {**dict(to_headers(said, sequence)), **headers}
    kept = [(name, text) for name, text in attributes.items() if name not in set(without)]
    body = said.data.encode() if value == b"" else value
    return raw(kept, offset=sequence - 1 if offset is None else offset, key=key, value=body)


def raw(
    headers: Sequence[tuple[str, bytes | None]],
    *,
    offset: int,
    key: bytes | None,
    value: bytes | None,
) -> ConsumerRecord[Any, Any]:
    return ConsumerRecord(
        topic=PLACE.topic,
        partition=PLACE.partition,
        offset=offset,
        timestamp=0,
        timestamp_type=0,
        key=key,
        value=value,
        checksum=None,
        serialized_key_size=len(key or b""),
        serialized_value_size=len(value or b""),
        headers=headers,
    )
