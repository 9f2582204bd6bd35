"""AsyncAPI 3.0 of the whole bus: every topic, its owner, its readers, what travels on it.

Written from the same tables that create the topics and decode the events, so it cannot describe
another bus than the one that runs.
"""

from __future__ import annotations

from typing import Any

from contracts.catalogue import ALL_EVENTS
from contracts.documents.event_schemas import schema_of
from contracts.event import Envelope, Event, schema_id, to_headers
from contracts.topics import TOPICS, Topic

Part = dict[str, Any]

ABOUT = """\
Events of the five-society linkage suite 五社联动, in CloudEvents 1.0 binary mode over Kafka: the
attributes are `ce_*` headers, the record value is the JSON of the data. The record key is the
subject, so all events of one aggregate are in one partition, in order. `ce_sequence` counts the
records of a partition 1, 2, 3 … without a hole; `ce_subjectversion` those of a subject. A record
may arrive more than once, with the same `ce_id`. Readers ignore fields and types they do not know.
"""

HEADER_NOTES = {
    "ce_specversion": "always 1.0",
    "ce_id": "UUIDv5 of subject and version; sending again keeps it",
    "ce_type": "what happened, and the version of its data",
    "ce_source": "the owner; nobody else writes the topic",
    "ce_time": "when it was stored, RFC 3339 UTC",
    "ce_subject": "id of the aggregate",
    "ce_subjectversion": "counts the events of the subject from 1",
    "ce_sequence": "counts the records of the partition from 1, without a hole",
    "ce_partitionkey": "the subject; equals the record key",
    "ce_dataschema": "identifier of the JSON Schema of the data",
    "content-type": "application/json",
    "traceparent": "W3C trace context of the request that caused it",
}
OPTIONAL = frozenset({"traceparent"})


def document() -> Part:
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "wushe events 五社联动事件",
            "version": "1.0.0",
            "description": ABOUT,
            "license": {
                "name": "Apache-2.0",
                "url": "https://www.apache.org/licenses/LICENSE-2.0",
            },
        },
        "defaultContentType": "application/json",
        "servers": {"kafka": _server()},
        "channels": {topic.name: _channel(topic) for topic in TOPICS.values()},
        "operations": dict(_operations()),
        "components": {"messages": {kind.type: _message(kind) for kind in ALL_EVENTS}},
    }


def _server() -> Part:
    return {
        "host": "{kafka}",
        "protocol": "kafka",
        "description": "The setting WUSHE_KAFKA of every service.",
        "variables": {"kafka": {"default": "kafka:9092", "description": "host:port of a broker"}},
    }


def _channel(topic: Topic) -> Part:
    kinds = [kind for kind in ALL_EVENTS if kind.topic == topic.name]
    return {
        "address": topic.name,
        "description": topic.about,
        "servers": [{"$ref": "#/servers/kafka"}],
        "messages": {k.type: {"$ref": f"#/components/messages/{k.type}"} for k in kinds},
        "bindings": {"kafka": _topic_binding(topic)},
        "x-owner": topic.owner,
        "x-consumers": list(topic.consumers),
    }


def _topic_binding(topic: Topic) -> Part:
    return {
        "topic": topic.name,
        "partitions": topic.partitions,
        "topicConfiguration": {
            "cleanup.policy": ["delete"],
            "retention.ms": topic.retention_ms,
        },
        "bindingVersion": "0.5.0",
    }


def _operations() -> list[tuple[str, Part]]:
    found = []
    for topic in TOPICS.values():
        found.append(_operation("send", topic.owner, topic))
        found += [_operation("receive", consumer, topic) for consumer in topic.consumers]
    return found


def _operation(action: str, service: str, topic: Topic) -> tuple[str, Part]:
    channel = {"$ref": f"#/channels/{topic.name}"}
    return f"{service}.{action}.{topic.name}", {
        "action": action,
        "channel": channel,
        "x-service": service,
    }


def _message(kind: type[Event]) -> Part:
    return {
        "name": kind.type,
        "title": kind.type,
        "description": schema_of(kind)["description"],
        "contentType": "application/json",
        "headers": _headers(kind),
        "payload": {"$ref": f"./{kind.type}.json"},
        "bindings": {"kafka": {"key": {"type": "string"}, "bindingVersion": "0.5.0"}},
    }


def _headers(kind: type[Event]) -> Part:
    """The headers the code really sends, with the constant ones pinned."""
    constant = {
        "ce_specversion": "1.0",
        "ce_type": kind.type,
        "ce_source": TOPICS[kind.topic].source,
        "ce_dataschema": schema_id(kind.type),
        "content-type": "application/json",
    }
    names = [name for name, _ in to_headers(_specimen(kind), sequence=1)]
    return {
        "type": "object",
        "required": [name for name in names if name not in OPTIONAL],
        "properties": {name: _header(name, constant) for name in names},
    }


def _header(name: str, constant: dict[str, str]) -> Part:
    described = {"type": "string", "description": HEADER_NOTES[name]}
    return {**described, "const": constant[name]} if name in constant else described


def _specimen(kind: type[Event]) -> Envelope:
    return Envelope(
        id="-", type=kind.type, source="-", time="-", subject="-", subjectversion=1, data="{}",
        traceparent="-",
    )  # fmt: skip
