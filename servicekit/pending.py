"""Events as they wait in their aggregate's document, complete but for a place in the journal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC

from contracts.event import MAX_EVENT_BYTES, Event, encode, event_id
from servicekit.clock import Clock
from servicekit.database import Document
from servicekit.logs import current_traceparent
from servicekit.privacy import refuse_personal_data


def pending(subject: str, version: int, events: Sequence[Event], clock: Clock) -> list[Document]:
    """The events that follow `version`. Raises ValueError event_too_large, PersonalDataInEvent."""
    now = clock.now().astimezone(UTC).isoformat(timespec="milliseconds")
    trace = current_traceparent()
    return [
        _pending_event(subject, version + n, event, now.replace("+00:00", "Z"), trace)
        for n, event in enumerate(events, 1)
    ]


def _pending_event(id_: str, version: int, event: Event, time_: str, trace: str) -> Document:
    data = encode(event)
    if len(data.encode()) > MAX_EVENT_BYTES:
        raise ValueError(f"event_too_large: {event.type} of {id_}")
    refuse_personal_data(event.type, data)
    return {
        "id": event_id(id_, version),
        "type": event.type,
        "topic": event.topic,
        "subject": id_,
        "subjectversion": version,
        "region": event.region,
        "time": time_,
        "data": data,
        "trace": trace,
    }
