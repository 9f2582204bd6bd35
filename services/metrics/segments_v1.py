"""Segments as the first version wrote them; there are such in people's data. Read, never written.

rows: zlib(msgpack([sequences, ids, subjects, types, type_of, cells, events, rows, values]))
"""

from __future__ import annotations

import zlib

import msgspec
import numpy as np

from servicekit.database import Document
from services.metrics.columns import Names, Rows
from services.metrics.counting import Cell


class _Rows(msgspec.Struct, array_like=True):
    """Row j adds `values[j]` of event `events[j]` to cell `cells[rows[j]]`."""

    sequences: list[int]
    ids: str
    subjects: str
    types: list[str]
    type_of: list[int]
    cells: list[Cell]
    events: list[int]
    rows: list[int]
    values: list[int]


_decoder = msgspec.msgpack.Decoder(_Rows)


def _read(document: Document) -> _Rows:
    return _decoder.decode(zlib.decompress(document["rows"]))


def rows_of(document: Document) -> Rows:
    stored = _read(document)
    regions = {cell.region: 0 for cell in stored.cells}
    regions = {code: number for number, code in enumerate(regions)}
    series = {(cell.indicator, cell.dimensions): 0 for cell in stored.cells}
    series = {pair: number for number, pair in enumerate(series)}
    row = np.array(stored.rows, np.int64)
    region = np.array([regions[cell.region] for cell in stored.cells], np.int64)
    serie = np.array([series[cell.indicator, cell.dimensions] for cell in stored.cells], np.int64)
    days = np.array([cell.day.toordinal() for cell in stored.cells], np.int64)
    return Rows(
        types=stored.types,
        sequences=np.array(stored.sequences, np.int64),
        type_of=np.array(stored.type_of, np.int64),
        regions=list(regions),
        series=list(series),
        events=np.array(stored.events, np.int64),
        region=region[row],
        serie=serie[row],
        days=days[row],
        values=np.array(stored.values, np.int64),
    )


def names_of(document: Document) -> tuple[Names, Names]:
    """Event ids and subjects."""
    stored = _read(document)
    ids, subjects = stored.ids.split("\n"), stored.subjects.split("\n")
    return Names(None, [i.encode() for i in ids]), Names(None, [s.encode() for s in subjects])
