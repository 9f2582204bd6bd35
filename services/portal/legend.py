"""Five classes of roughly equal size for the map, with round borders people can read. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise

CLASSES = 5

# Light to dark, one hue: readable in print and by colour-blind readers; ink on ≥ 4.5:1 for labels.
COLOURS = ("#e3eef6", "#bcd7ea", "#86b7d9", "#4a8fc1", "#1d5f99")


def classes(values: Iterable[Decimal | None]) -> list[tuple[Decimal, Decimal]]:
    """[low, high] of each class, ascending and without gaps; fewer where values repeat."""
    known = sorted(value for value in values if value is not None)
    if not known:
        return []
    if known[0] == known[-1]:
        return [(known[0], known[0])]
    borders = [known[0], *_cuts(known), known[-1]]
    return list(pairwise(borders))


def _cuts(known: list[Decimal]) -> list[Decimal]:
    """The quantiles, rounded to two figures, strictly between the least and the greatest."""
    quantiles = [known[len(known) * step // CLASSES] for step in range(1, CLASSES)]
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
