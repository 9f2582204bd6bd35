"""What a delivery hands to a projection: a run of one stream, folded, and what was parked of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

from aiokafka import ConsumerRecord

from contracts.event import BadEvent, Event
from servicekit.journal import stream_of

EARLIEST = date(1990, 1, 1)
BEGINNING = datetime(1990, 1, 1, tzinfo=UTC)


class PositionMoved(Exception):
    """Another consumer has stored this stretch of the stream; read the position and fold again."""


@dataclass(slots=True)
class Delivered:
    """One event that can be applied; attributes of the envelope are decoded when asked for."""

    sequence: int
    headers: Mapping[str, bytes]
    event: Event

    @property
    def id(self) -> str:
        return self.headers["ce_id"].decode()

    @property
    def subject(self) -> str:
        return self.headers["ce_subject"].decode()

    @property
    def version(self) -> int:
        return int(self.headers["ce_subjectversion"])


@dataclass(frozen=True, slots=True)
class Parked:
    """A record set aside. Never its content: it may hold personal data; the bus still has it."""

    sequence: int | None
    offset: int
    reason: str
    field: str
    key_hash: str

    @classmethod
    def of(cls, record: ConsumerRecord, sequence: int | None, bad: BadEvent) -> Parked:
        key = sha256(record.key or b"").hexdigest()[:16]
        return cls(sequence, record.offset, bad.reason, bad.field, key)


@dataclass(slots=True)
class Batch:
    """Sequences position+1 … last of one stream. `folded` is what the projection's fold gave;
    `foreign` records have no sequence; the rest is for the gauges."""

    topic: str
    partition: int
    position: int
    last: int
    folded: list[Any] = field(default_factory=list)
    parked: list[Parked] = field(default_factory=list)
    foreign: list[Parked] = field(default_factory=list)
    duplicates: int = 0
    ignored: int = 0
    oldest: str = ""

    @classmethod
    def behind(cls, topic: str, partition: int, position: int) -> Batch:
        return cls(topic, partition, position, position)

    @property
    def stream(self) -> str:
        return stream_of(self.topic, self.partition)


@dataclass(frozen=True, slots=True)
class Plausible:
    """The days a fact may be about: a bad clock must not move figures to 1970 or 2099."""

    latest: datetime
    latest_day: date

    @classmethod
    def at(cls, now: datetime) -> Plausible:
        tomorrow = now.astimezone(UTC) + timedelta(days=1)
        return cls(tomorrow, tomorrow.date())

    def check(self, time: str, event: Event) -> None:
        """Raises BadEvent; `time` is the envelope's, RFC 3339."""
        if not EARLIEST <= event.occurred_on <= self.latest_day:
            raise BadEvent("time_implausible", "occurred_on")
        try:
            plausible = BEGINNING <= datetime.fromisoformat(time) <= self.latest
        except (ValueError, TypeError):  # no time, or one without a zone
            raise BadEvent("malformed", "ce_time") from None
        if not plausible:
            raise BadEvent("time_implausible", "ce_time")


def age_seconds(time: str, now: datetime) -> float:
    try:
        return max(0.0, (now - datetime.fromisoformat(time)).total_seconds())
    except ValueError:
        return 0.0
