"""Segments: what one batch of one stream counted, as one immutable document.

Inserting it is the effect and the position at once: `_id` is 'topic/partition/first', so whoever
counts the same stretch again collides (promise P2). Nothing is ever updated in place.

A recount writes a chain of its own beside (`stream` is 'topic/partition@generation'). It is put in
place by a seal: a document that takes the old chain's next place, as a segment would. Whoever
counts on there collides, finds the seal and goes on in the new chain.

    {_id, format: 2, stream, first, last, days: [min, max], indicators,
     rows: zlib(msgpack(Packed)), ids, subjects, stated: [...], parked: [...]}

Ids and subjects lie apart from the rows: the cube never reads them, only the trace does.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

import msgspec
import numpy as np

from contracts.registry.reports import FigureStated
from servicekit.batches import Batch, Delivered
from servicekit.database import Document
from services.metrics import columns, segments_v1
from services.metrics.columns import Counted, Names, Packed, Rows
from services.metrics.counting import Cell, facts_of
from services.metrics.stated import Stated

FORMAT = 2
NAMES = {"ids": 0, "subjects": 0}
"""What a reader that only adds up leaves out."""


class TraceRow(msgspec.Struct, frozen=True):
    event_id: str
    type: str
    subject: str
    sequence: int
    cell: Cell
    delta: int


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Packed)


def count(delivered: Delivered) -> Counted:
    """Fold one event. Pure."""
    event, headers = delivered.event, delivered.headers
    id_, subject = headers["ce_id"], headers["ce_subject"]
    if not (id_.isascii() and subject.isascii()):
        id_.decode(), subject.decode()  # what cannot be read back must not be stored
    counted = Counted(delivered.sequence, id_, subject, type(event), facts_of(event))
    if isinstance(event, FigureStated):
        counted.stated = Stated(id_.decode(), headers["ce_time"].decode(), event)
    return counted


def segment_of(batch: Batch, generation: int = 0) -> tuple[Document, Rows]:
    """The document to store, and its rows as they are before packing."""
    chain = chain_of(batch.stream, generation)
    counted: list[Counted] = [item for item in batch.folded if item.facts]
    packed = columns.pack(counted)
    rows = columns.unpack(packed)
    span = rows.span
    document = {
        "_id": place_of(chain, batch.position + 1),
        "format": FORMAT,
        "stream": chain,
        "first": batch.position + 1,
        "last": batch.last,
        "days": [day.isoformat() for day in span] if span else [],
        "indicators": rows.indicators,
        "rows": zlib.compress(_encoder.encode(packed), 1),
        "ids": columns.pack_names([item.id for item in counted]),
        "subjects": columns.pack_names([item.subject for item in counted]),
        "stated": [msgspec.to_builtins(item.stated) for item in batch.folded if item.stated],
        "parked": [asdict(parked) for parked in batch.parked],
    }
    return document, rows


def chain_of(stream: str, generation: int) -> str:
    """The name under which the segments of a stream are stored: a recount writes its own."""
    return f"{stream}@{generation}" if generation else stream


def stream_in(chain: str) -> str:
    return chain.partition("@")[0]


def place_of(chain: str, first: int) -> str:
    return f"{chain}/{first:012d}"


def seal_of(chain: str, position: int, successor: int) -> Document:
    """Ends a chain behind a position: the place of the next segment is taken, and says in which
    generation the stream goes on."""
    return {
        "_id": place_of(chain, position + 1),
        "format": FORMAT,
        "stream": chain,
        "first": position + 1,
        "last": position,
        "sealed": successor,
    }


def rows_of(document: Document) -> Rows:
    """Of any format ever written."""
    if document.get("format", 1) == 1:
        return segments_v1.rows_of(document)
    return columns.unpack(_decoder.decode(zlib.decompress(document["rows"])))


def stated_of(document: Document) -> list[Stated]:
    return msgspec.convert(document["stated"], list[Stated])


Within = tuple[range, Callable[[str], bool]]
"""Days (ordinals), and which region codes count on them."""


def trace_of(document: Document, indicator: str, within: Sequence[Within]) -> Iterator[TraceRow]:
    """Every delta to cells of an indicator in these places on these days, with its event, in the
    order counted."""
    rows = rows_of(document)
    wanted = np.flatnonzero(_concerned(rows, indicator, within))
    ids, subjects = _names_of(document)
    for row in wanted.tolist():
        event = int(rows.events[row])
        code, dimensions = rows.series[rows.serie[row]]
        day = date.fromordinal(int(rows.days[row]))
        yield TraceRow(
            ids[event],
            rows.types[rows.type_of[event]],
            subjects[event],
            int(rows.sequences[event]),
            Cell(code, rows.regions[rows.region[row]], day, dimensions),
            int(rows.values[row]),
        )


def _concerned(rows: Rows, indicator: str, within: Sequence[Within]) -> Any:
    found: Any = np.zeros(len(rows.values), bool)
    for days, inside in within:
        places: Any = np.array([inside(code) for code in rows.regions], bool)
        then = (days.start <= rows.days) & (rows.days < days.stop)
        found |= places[rows.region] & then
    series: Any = np.array([code == indicator for code, _ in rows.series], bool)
    return found & series[rows.serie]


def _names_of(document: Document) -> tuple[Names, Names]:
    if document.get("format", 1) == 1:
        return segments_v1.names_of(document)
    return columns.unpack_names(document["ids"]), columns.unpack_names(document["subjects"])


def span_of(document: Document) -> tuple[date, date] | None:
    days: Any = document["days"]
    return (date.fromisoformat(days[0]), date.fromisoformat(days[1])) if days else None
