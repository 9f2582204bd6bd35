"""GET /api/<service>/feed: the journal for other systems, from any point, as often as they like.

Items are CloudEvents 1.0 in JSON; the order holds within each stream (topic and partition). The
cursor `next` is always given: ask again with it later. Events outside the caller's regions are
left out.
"""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request

from contracts.event import schema_id
from servicekit import paging
from servicekit.fields import View
from servicekit.journal import Entry, Journal, stream_of
from servicekit.providing import provided
from servicekit.security import Actor, require


class Feed(View):
    items: list[dict[str, Any]]
    next: str


def router(service: str) -> APIRouter:
    routes = APIRouter(tags=["feed 事件流"])

    @routes.get(f"/api/{service}/feed")
    async def get_feed(
        request: Request,
        actor: Annotated[Actor, Depends(require(f"{service}.feed.read"))],
        journal: Annotated[Journal, Depends(provided(Journal))],
        after: Annotated[str | None, Query(description="the `next` of the last answer")] = None,
        limit: Annotated[str, Query()] = str(paging.MAX_LIMIT),
    ) -> Feed:
        """Events behind a point of the journal."""
        path = request.url.path
        positions = _positions(paging.decode(path, after) if after else ())
        entries = await _behind(journal, positions, paging.parse_limit(limit))
        shown = [_cloud_event(entry) for entry in entries if actor.scope.allows(entry.region)]
        flat = [part for pair in sorted(positions.items()) for part in pair]
        return Feed(items=shown, next=paging.encode(path, flat))

    return routes


async def _behind(journal: Journal, positions: dict[str, int], limit: int) -> list[Entry]:
    """At most `limit` entries over all streams; `positions` moves to behind them."""
    found: list[Entry] = []
    for topic in journal.topics:
        for partition in range(topic.partitions):
            stream = stream_of(topic.name, partition)
            after = positions.get(stream, 0)
            if len(found) < limit and after < journal.head(stream):
                entries = await journal.read(stream, after, limit - len(found))
                found += entries
                positions[stream] = entries[-1].sequence if entries else after
    return found


def _positions(key: tuple[paging.Key, ...]) -> dict[str, int]:
    return {str(stream): int(after or 0) for stream, after in zip(key[::2], key[1::2], strict=True)}


def _cloud_event(entry: Entry) -> dict[str, Any]:
    said = entry.envelope
    return {
        "specversion": "1.0",
        "id": said.id,
        "type": said.type,
        "source": said.source,
        "time": said.time,
        "subject": said.subject,
        "subjectversion": said.subjectversion,
        "sequence": str(entry.sequence),
        "partitionkey": said.subject,
        "dataschema": schema_id(said.type),
        "datacontenttype": "application/json",
        "topic": entry.topic,
        "partition": entry.partition,
        "data": json.loads(said.data),
    }
