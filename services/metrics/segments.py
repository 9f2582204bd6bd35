"""Segments: what one batch of one stream counted, as one immutable document.

Inserting it is the effect and the position at once: `_id` is 'topic/partition/first', so whoever
counts the same stretch again collides (promise P2). Nothing is ever updated in place.

    {_id, stream, first, last, days: [min, max], indicators, rows: zlib(msgpack(Rows)),
     stated: [...], parked: [...]}
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

import msgspec

from contracts.event import Event
from contracts.registry.reports import FigureStated
from servicekit.batches import Batch, Delivered
from servicekit.database import Document
from services.metrics.counting import Cell, Delta, deltas_of
from services.metrics.stated import Stated


class Counted(msgspec.Struct, frozen=True):
    """One event as counted: which it was, and what it added."""

    sequence: int
    event_id: str
    subject: str
    event: Event
    deltas: list[Delta]


class Rows(msgspec.Struct, array_like=True):
    """Columns. Event i of the segment is `ids[i]`; row j adds `values[j]` of event `events[j]`
    to cell `cells[rows[j]]`."""

    sequences: list[int]
    ids: str
    subjects: str
    types: list[str]
    type_of: list[int]
    cells: list[Cell]
    events: list[int]
    rows: list[int]
    values: list[int]


class TraceRow(msgspec.Struct, frozen=True):
    event_id: str
    type: str
    subject: str
    sequence: int
    cell: Cell
    delta: int


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Rows)


def count(delivered: Delivered) -> Counted | tuple[Counted, Stated]:
    """Fold one event. Pure."""
    event = delivered.event
    counted = Counted(delivered.sequence, delivered.id, delivered.subject, event, deltas_of(event))
    if isinstance(event, FigureStated):
        time = delivered.headers["ce_time"].decode()
        return counted, Stated(counted.event_id, time, event)
    return counted


def segment_of(batch: Batch) -> tuple[Document, Rows]:
    """The document to store, and its rows as they are before packing."""
    stated = [item for item in batch.folded if isinstance(item, tuple)]
    rows = columns([item[0] if isinstance(item, tuple) else item for item in batch.folded])
    days = [cell.day for cell in rows.cells]
    document = {
        "_id": f"{batch.stream}/{batch.position + 1:012d}",
        "stream": batch.stream,
        "first": batch.position + 1,
        "last": batch.last,
        "days": [min(days).isoformat(), max(days).isoformat()] if days else [],
        "indicators": sorted({cell.indicator for cell in rows.cells}),
        "rows": zlib.compress(_encoder.encode(rows), 1),
        "stated": [msgspec.to_builtins(said) for _, said in stated],
        "parked": [asdict(parked) for parked in batch.parked],
    }
    return document, rows


def columns(counted: Sequence[Counted]) -> Rows:
    """Events that add nothing leave no trace here; their sequences are covered all the same."""
    cells: dict[Cell, int] = {}
    types: dict[str, int] = {}
    rows = Rows([], "", "", [], [], [], [], [], [])
    ids: list[str] = []
    subjects: list[str] = []
    for item in counted:
        if not item.deltas:
            continue
        number = len(ids)
        ids.append(item.event_id)
        subjects.append(item.subject)
        rows.sequences.append(item.sequence)
        rows.type_of.append(types.setdefault(item.event.type, len(types)))
        for cell, value in item.deltas:
            rows.events.append(number)
            rows.rows.append(cells.setdefault(cell, len(cells)))
            rows.values.append(value)
    rows.ids, rows.subjects = "\n".join(ids), "\n".join(subjects)
    rows.types, rows.cells = list(types), list(cells)
    return rows


def rows_of(document: Document) -> Rows:
    return _decoder.decode(zlib.decompress(document["rows"]))


def totals_of(rows: Rows) -> Iterator[Delta]:
    """What the segment adds to each of its cells."""
    totals = [0] * len(rows.cells)
    for row, value in zip(rows.rows, rows.values, strict=True):
        totals[row] += value
    return zip(rows.cells, totals, strict=True)


def stated_of(document: Document) -> list[Stated]:
    return msgspec.convert(document["stated"], list[Stated])


def trace_of(rows: Rows) -> Iterator[TraceRow]:
    """Every delta with its event, in the order counted."""
    ids, subjects = rows.ids.split("\n"), rows.subjects.split("\n")
    for event, row, value in zip(rows.events, rows.rows, rows.values, strict=True):
        kind = rows.types[rows.type_of[event]]
        yield TraceRow(
            ids[event], kind, subjects[event], rows.sequences[event], rows.cells[row], value
        )


def span_of(document: Document) -> tuple[date, date] | None:
    days: Any = document["days"]
    return (date.fromisoformat(days[0]), date.fromisoformat(days[1])) if days else None
