"""What every event is: typed data, and the CloudEvents 1.0 envelope that carries it over Kafka.

Binary content mode of the CloudEvents Kafka protocol binding 1.0.2: attributes travel as `ce_*`
headers, the record value is the JSON of the data alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from operator import itemgetter
from typing import Annotated, Any, ClassVar
from uuid import UUID, uuid5

import msgspec

from contracts.topics import TOPICS

EVENT_NAMESPACE = UUID("6f1d4f0e-5f4b-5a52-9c3e-0c6c1c9b7d11")
MAX_EVENT_BYTES = 900_000
"""Below Kafka's default record limit of 1 MiB, with room for the headers."""

MAX_HEADERS = 64
"""We send a dozen, tracing may add a few; more is no event of ours."""

Whole = Annotated[int, msgspec.Meta(ge=-(10**15), le=10**15)]
"""A count or an amount: sums of thousands of them still fit 64 bits, and a double exactly."""

TYPE_PATTERN = re.compile(r"^(?P<name>[a-z]+(\.[a-z][a-z-]*)+)\.v(?P<major>[1-9]\d*)$")

MISSING = re.compile(r"missing required field `(\w+)`")
PLACE = re.compile(r"at `\$\.?([^`]*)`")

Headers = list[tuple[str, bytes]]


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Data of one event. Readers ignore fields they do not know.

    `region`: code of the smallest region the fact is about (GB/T 2260, 6/9/12 digits).
    `occurred_on`: local date of the fact in Asia/Shanghai.
    """

    type: ClassVar[str]
    topic: ClassVar[str]

    region: str
    occurred_on: date


class Envelope(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One event as said: who, what, when, about which version of which aggregate.

    `time` is RFC 3339 UTC; `subject` the aggregate id; `subjectversion` counts that aggregate's
    events 1, 2, 3 …; `data` is the JSON of the typed event.
    """

    id: str
    type: str
    source: str
    time: str
    subject: str
    subjectversion: int
    data: str
    traceparent: str = ""


class BadEvent(Exception):
    """A record that can never be applied. `reason` is short and bounded: it becomes a label."""

    def __init__(self, reason: str, field: str = "") -> None:
        self.reason = reason
        self.field = field
        super().__init__(f"{reason}:{field}" if field else reason)


class IgnoredType(BadEvent):
    """An event of another namespace: nobody here is meant to understand it."""


def event_id(subject: str, version: int) -> str:
    """The same change always gets the same id, so that sending again never mints a new one."""
    return str(uuid5(EVENT_NAMESPACE, f"{subject}/{version}"))


def encode(event: Event) -> str:
    return msgspec.json.encode(event).decode()


def schema_id(type_: str) -> str:
    """CloudEvents wants an absolute URI; the file is contracts/schemas/<type>.json."""
    return f"urn:wushe:schema:{type_}"


def to_headers(envelope: Envelope, sequence: int) -> Headers:
    attributes = {
        "ce_specversion": "1.0",
        "ce_id": envelope.id,
        "ce_type": envelope.type,
        "ce_source": envelope.source,
        "ce_time": envelope.time,
        "ce_subject": envelope.subject,
        "ce_subjectversion": str(envelope.subjectversion),
        "ce_sequence": str(sequence),
        "ce_partitionkey": envelope.subject,
        "ce_dataschema": schema_id(envelope.type),
        "content-type": "application/json",
    }
    if envelope.traceparent:
        attributes["traceparent"] = envelope.traceparent
    return [(name, value.encode()) for name, value in attributes.items()]


REQUIRED = ("ce_id", "ce_source", "ce_subject", "ce_subjectversion", "ce_time", "ce_type")
_required = itemgetter(*REQUIRED)


def sequence_of(topic: str, headers: Mapping[str, bytes | None]) -> int | None:
    """The journal sequence of a record, None when it is not from the journal of the topic's owner:
    a stranger's number must not take the place of an event."""
    raw = headers.get("ce_sequence") or b""
    if not raw.isdigit() or len(raw) > 17 or not _from_owner(topic, headers):
        return None
    return int(raw) or None


def foreign(topic: str, headers: Mapping[str, bytes | None], value: bytes | None) -> BadEvent:
    """What is wrong with a record that has no place in the journal's order."""
    if not value:
        return BadEvent("empty_value")
    if not headers.get("ce_source"):
        return BadEvent("missing_field", "ce_source")
    if not _from_owner(topic, headers):
        return BadEvent("source_forbidden")
    return BadEvent("missing_field", "ce_sequence")


_SOURCES = {topic.name: topic.source.encode() for topic in TOPICS.values()}


def _from_owner(topic: str, headers: Mapping[str, bytes | None]) -> bool:
    return headers.get("ce_source") == _SOURCES[topic]


class Reader:
    """Decodes known event types; one per process, built from the event classes."""

    def __init__(self, types: Iterable[type[Event]]) -> None:
        self._decoders: dict[str, msgspec.json.Decoder[Any]] = {
            kind.type: msgspec.json.Decoder(kind) for kind in types
        }
        self._topics = {kind.type: kind.topic for kind in types}
        self._types = {name.encode(): name for name in self._topics}
        self._majors: dict[str, int] = {}
        for name in self._decoders:
            stem, major = split_type(name)
            self._majors[stem] = max(major, self._majors.get(stem, 0))

    def read_record(
        self, topic: str, key: bytes | None, headers: Mapping[str, bytes], value: bytes | None
    ) -> Event:
        """The typed event of a Kafka record. Raises BadEvent naming what is wrong with it,
        IgnoredType for what is not ours to read."""
        if not value:
            raise BadEvent("empty_value")
        if len(value) > MAX_EVENT_BYTES or len(headers) > MAX_HEADERS:
            raise BadEvent("event_too_large")
        try:
            found = _required(headers)
        except KeyError:
            found = ()
        if not (found and all(found)):
            raise BadEvent("missing_field", next(n for n in REQUIRED if not headers.get(n)))
        _, source, subject, version, _, wire_type = found
        if not version.isdigit() or len(version) > 17 or int(version) < 1:
            raise BadEvent("version_invalid")
        if key != subject:
            raise BadEvent("key_mismatch")
        type_ = self._types.get(wire_type) or wire_type.decode(errors="replace")
        if self._topics.get(type_, topic) != topic or source != _SOURCES[topic]:
            raise BadEvent("source_forbidden")
        if type_ not in self._topics and _is_anothers(type_, TOPICS[topic].owner):
            raise IgnoredType("ignored_type")
        return self.read(type_, value)

    def read(self, type_: str, data: str | bytes) -> Event:
        """The typed event. Raises BadEvent: unknown_type, unsupported_version, type_error …"""
        decoder = self._decoders.get(type_)
        if decoder is None:
            raise self._unknown(type_)
        try:
            event: Event = decoder.decode(data)
        except msgspec.ValidationError as error:
            raise _explain(str(error)) from None
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise BadEvent("malformed") from None
        return event

    def _unknown(self, type_: str) -> BadEvent:
        try:
            stem, major = split_type(type_)
        except ValueError:
            return BadEvent("unknown_type")
        newer = major > self._majors.get(stem, major)
        return BadEvent("unsupported_version" if newer else "unknown_type")


def _is_anothers(type_: str, owner: str) -> bool:
    return TYPE_PATTERN.match(type_) is not None and not type_.startswith(f"{owner}.")


def _explain(error: str) -> BadEvent:
    """msgspec says: Object missing required field `kind` - at `$.entry`."""
    missing, place = MISSING.search(error), PLACE.search(error)
    path = [found[1] for found in (place, missing) if found and found[1]]
    return BadEvent("missing_field" if missing else "type_error", ".".join(path))


def split_type(type_: str) -> tuple[str, int]:
    """'registry.station.signed.v1' → ('registry.station.signed', 1)."""
    match = TYPE_PATTERN.match(type_)
    if match is None:
        raise ValueError(f"not an event type: {type_!r}")
    return match["name"], int(match["major"])
