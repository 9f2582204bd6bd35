"""Small counts kept out of what the public sees, and out of what it could work out. Pure.

A count of 1 to 4 people could be somebody known, so it is hidden: the primary cells. The total of
a row is published one level higher, so one hidden cell would be total minus the others: more are
hidden until their sum leaves each of them open.

It protects one row: a region's children against their total. Two periods or two splits of the
same people can still be compared; an answer for the public therefore takes no other split.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from contracts import regions
from contracts.indicators import Indicator
from contracts.regions import ROOT, significant

SMALL = range(1, 5)
OF_PEOPLE = frozenset({"人", "人次", "户"})
"""Units of figures about people; stations, sessions and money are nobody's."""

Row = Mapping[str, int]
"""Child region → value; what is filed at the region itself is a child of its own code."""
RowOf = Callable[[str], Row]


def concerns(indicator: Indicator) -> bool:
    return indicator.unit in OF_PEOPLE


def hidden(row: Row, primary: frozenset[str] = frozenset()) -> frozenset[str] | None:
    """The cells to hide, those of `primary` and all small ones among them; None when hiding all
    there is would still tell them, so that their total must not be known either."""
    found = {code for code, value in row.items() if value in SMALL or code in primary}
    if not found:
        return frozenset()
    left = _complements(row, found)
    while left and not _ambiguous([row[code] for code in found]):
        found.add(left.pop(0))
    return frozenset(found) if _ambiguous([row[code] for code in found]) else None


def _complements(row: Row, found: set[str]) -> list[str]:
    """In order of code, never of size: the choice would tell something of the values."""
    return sorted(code for code, value in row.items() if value and code not in found)


def _ambiguous(values: list[int]) -> bool:
    """Whether the sum of the hidden cells leaves each of them open, also to one who knows that
    small ones are 1 to 4: with all at 1, or all at 4, it would not."""
    total, count = sum(values), len(values)
    if any(value not in SMALL for value in values):
        return count > 1
    return count > 1 and count * SMALL[0] < total < count * SMALL[-1]


def hidden_in(region: str, row_of: RowOf) -> frozenset[str]:
    """What the public may not see of a region's row. Where the region itself is hidden in the row
    above, nothing of it is shown: its parts would add up to it."""
    row = row_of(region)
    if region != ROOT and region in hidden_in(_above(region), row_of):
        return frozenset(row)
    return _shown_row(region, row_of)


def _shown_row(region: str, row_of: RowOf) -> frozenset[str]:
    row = row_of(region)
    telling = frozenset(
        code for code in row if code != region and row[code] and hidden(row_of(code)) is None
    )
    found = hidden(row, telling)
    return frozenset(row) if found is None else found


def _above(region: str) -> str:
    known = regions.require(region)
    return known.parent or significant(region).ljust(6, "0")
