"""From a figure down to the events that made it (promise P3), page by page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

from servicekit.paging import Key
from services.metrics.figures import Question
from services.metrics.ledger import Ledger
from services.metrics.months import Span
from services.metrics.segments import TraceRow, Within, trace_of
from services.metrics.standing import Summary


@dataclass(frozen=True, slots=True)
class TracedDelta:
    topic: str
    partition: int
    row: TraceRow


async def trace(
    ledger: Ledger, question: Question, after: tuple[Key, ...] | None, limit: int
) -> tuple[list[TracedDelta], tuple[Key, ...]]:
    """At most `limit` deltas behind a question, in stream order, and the key to go on from
    (empty at the end). The deltas of all pages sum to the figure."""
    found: list[TracedDelta] = []
    start, skip = (str(after[0]), int(after[1] or 0)) if after else ("", 0)
    within = _within(question)
    for summary in _relevant(ledger, question, start):
        document = await ledger.segment(summary.id)
        topic, _, partition = summary.stream.rpartition("/")
        every = trace_of(document, question.indicator.code, within)
        rows = [row for row in every if question.counts(row.cell.dimensions)]
        begin = skip if summary.id == start else 0
        for number, row in enumerate(rows[begin:], begin):
            if len(found) == limit:
                return found, (summary.id, number)
            found.append(TracedDelta(topic, int(partition), row))
    return found, ()


def _relevant(ledger: Ledger, question: Question, start: str) -> Iterator[Summary]:
    """Only segments that can hold a delta of the question, from the one where a page ended."""
    for summary in sorted(ledger.summaries, key=lambda summary: summary.id):
        if summary.id < start or question.indicator.code not in summary.indicators:
            continue
        if summary.span and _overlaps(question, summary.span):
            yield summary


def _overlaps(question: Question, span: tuple[date, date]) -> bool:
    return span[0] <= question.end and (question.start is None or question.start <= span[1])


def _within(question: Question) -> list[Within]:
    areas = question.areas()
    return [(_days(span), partial(areas.holds, on=on)) for on, span in question.pieces]


def _days(span: Span) -> range:
    first = span[0].toordinal() if span[0] else 0
    return range(first, span[1].toordinal() + 1)
