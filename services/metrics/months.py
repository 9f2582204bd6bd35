"""Days and months as numbers: days are proleptic ordinals, months count from January 1970. Pure."""

from __future__ import annotations

from datetime import date

import numpy as np

from services.metrics.columns import Ints

EPOCH = date(1970, 1, 1).toordinal()
Span = tuple[date | None, date]
"""First (None: ever) and last day, both inclusive."""


def month_of(days: Ints) -> Ints:
    """Months since 1970."""
    found: Ints = (days - EPOCH).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return found


def split(span: Span, latest: int) -> tuple[tuple[int, int], list[tuple[int, int]]]:
    """Whole months (first and last, since 1970), and the spans of days (ordinals) that are left.

    Behind the latest day there is nothing, so a span that reaches it ends with a whole month.
    """
    last = span[1].toordinal()
    first = span[0].toordinal() if span[0] else 0
    begin, end = _month(max(first, 1)), _month(last)
    opens_whole = first in (0, first_day(begin))
    closes_whole = last >= latest or _month(last + 1) > end
    if first > last:
        return (0, -1), []
    if begin == end and not (opens_whole and closes_whole):
        return (0, -1), [(max(first, first_day(begin)), last)]
    edges = [] if opens_whole else [(first, first_day(begin + 1) - 1)]
    edges += [] if closes_whole else [(first_day(end), last)]
    return (begin + (not opens_whole), end - (not closes_whole)), edges


def _month(day: int) -> int:
    found = date.fromordinal(day)
    return (found.year - 1970) * 12 + found.month - 1


def first_day(month: int) -> int:
    return date(1970 + month // 12, month % 12 + 1, 1).toordinal()
