"""How evenly something is spread over areas, who stands where, what grew. Pure.

Ratios are computed from their parts and are exact fractions until they are shown. Gini and Theil
are those of C. Gini (1912) and H. Theil (1967), over areas that count alike; both are 0 when all
are equal, and undefined where nothing is counted or anything is negative.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import log


def gini(values: Sequence[Fraction | int]) -> float | None:
    """Mean difference of all pairs by twice the mean: 0 all equal, towards 1 one has all."""
    total, count = sum(values), len(values)
    if count < 2 or total <= 0 or min(values) < 0:
        return None
    weighted = sum((2 * rank - count - 1) * value for rank, value in enumerate(sorted(values), 1))
    return float(Fraction(weighted) / (count * Fraction(total)))


def theil(values: Sequence[Fraction | int]) -> float | None:
    """T index: mean of x/µ · ln(x/µ), nothing contributing 0; at most ln(count)."""
    total, count = sum(values), len(values)
    if count < 2 or total <= 0 or min(values) < 0:
        return None
    shares = [float(Fraction(value) * count / Fraction(total)) for value in values if value]
    return abs(sum(share * log(share) for share in shares) / count)


def top_to_bottom(values: Sequence[Fraction | int]) -> float | None:
    """The largest by the smallest; None when the smallest is nothing."""
    if len(values) < 2 or min(values) <= 0:
        return None
    return float(Fraction(max(values)) / Fraction(min(values)))


def ratio(numerator: int, denominator: int) -> Fraction | None:
    """None where there is nothing to divide by."""
    return Fraction(numerator, denominator) if denominator else None


def growth(before: int, now: int) -> Fraction | None:
    """(now − before) / before; None where there was nothing before."""
    return Fraction(now - before, before) if before > 0 else None


def ranks(values: Sequence[Fraction | int | None]) -> list[int | None]:
    """1 for the largest, equals share a rank and the next is left out; None has none."""
    known = sorted((value for value in values if value is not None), reverse=True)
    return [None if value is None else known.index(value) + 1 for value in values]
