"""Five classes of roughly equal size for the map, with round borders people can read. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise

CLASSES = 5

# Light to dark, one hue: readable in print and by colour-blind readers; ink on ≥ 4.5:1 for labels.
COLOURS = ("#e3eef6", "#bcd7ea", "#86b7d9", "#4a8fc1", "#1d5f99")


def classes(values: Iterable[Decimal | None]) -> list[tuple[Decimal, Decimal]]:
    """[low, high] of each class, ascending; fewer where values repeat.

    Nought is a class of its own: where something happened must not drown in where nothing did.
    """
    known = sorted(value for value in values if value is not None)
    if known and known[0] == 0 < known[-1]:
        return [(known[0], known[0]), *_spans([v for v in known if v], CLASSES - 1)]
    return _spans(known, CLASSES)


def _spans(known: list[Decimal], count: int) -> list[tuple[Decimal, Decimal]]:
    if not known:
        return []
    if known[0] == known[-1]:
        return [(known[0], known[0])]
    borders = [known[0], *_cuts(known, count), known[-1]]
    return list(pairwise(borders))


def _cuts(known: list[Decimal], count: int) -> list[Decimal]:
    """The quantiles, rounded to two figures, strictly between the least and the greatest."""
    quantiles = [known[len(known) * step // count] for step in range(1, count)]
    return sorted({cut for q in quantiles if known[0] < (cut := _round(q)) < known[-1]})


def _round(value: Decimal) -> Decimal:
    if value == 0:
        return value
    return value.quantize(Decimal(1).scaleb(value.adjusted() - 1))


def colours(count: int) -> list[str]:
    """`count` colours, spread over the ramp, the darkest for the greatest class."""
    if count <= 1:
        return [COLOURS[2]] * count
    step = (len(COLOURS) - 1) / (count - 1)
    return [COLOURS[round(index * step)] for index in range(count)]
