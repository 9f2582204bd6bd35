"""What segments add up to: the cube, how far each stream is counted, and in which generation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from servicekit.database import Document
from services.metrics import segments
from services.metrics.columns import Rows
from services.metrics.cube import Cube


@dataclass(frozen=True, slots=True)
class Summary:
    """What a segment holds, kept in memory so that a trace opens only those it needs."""

    id: str
    stream: str
    first: int
    last: int
    span: tuple[date, date] | None
    indicators: frozenset[str]
    parked: tuple[Document, ...]


class Standing:
    def __init__(self, streams: Iterable[str], generation: int = 0) -> None:
        self.cube = Cube()
        self.positions = dict.fromkeys(streams, 0)
        self.generations = dict.fromkeys(self.positions, generation)
        self.summaries: list[Summary] = []

    def chain(self, stream: str) -> str:
        return segments.chain_of(stream, self.generations[stream])

    def apply(self, document: Document, rows: Rows) -> None:
        """Each segment once, each stream in order; one applied already is left alone, and so is
        one of a chain that has been left."""
        stream = segments.stream_in(document["stream"])
        if document["stream"] != self.chain(stream):
            return
        if document["first"] != self.positions[stream] + 1:
            return
        self.cube.fold(rows)
        self.cube.state(segments.stated_of(document))
        self.positions[stream] = document["last"]
        self.summaries.append(_summary(document, stream))


@lru_cache(maxsize=4096)
def _known(indicators: frozenset[str]) -> frozenset[str]:
    """One and the same set for all the segments that hold the same."""
    return indicators


def _summary(document: Document, stream: str) -> Summary:
    return Summary(
        document["_id"],
        stream,
        document["first"],
        document["last"],
        segments.span_of(document),
        _known(frozenset(document["indicators"])),
        tuple(document["parked"]),
    )
