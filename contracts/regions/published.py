"""The committed code list as the beginning of the history.

yunnan.csv is what stands; retired.csv names abolished codes, the year and what holds them today.
Its years are those of the code books, without a day: a change counts from 1 January of its year.
Codes that went one after the other into the same region (532223, then 530321, now 530304) stood
one after the other.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import cast

from contracts.regions.history import ALWAYS, OPEN, History, Link, Span
from contracts.regions.region import Level, Region, level_of, parent_of

MERGED = frozenset({"533101"})
"""Abolished into a region that stood before: 畹町市 became part of 瑞丽市."""


def rows(file: str) -> Iterator[dict[str, str]]:
    with (files(__package__) / file).open(encoding="utf-8") as lines:
        yield from csv.DictReader(lines)


@lru_cache(maxsize=1)
def published() -> History:
    """The history as the project was published with it."""
    live = [
        Region(row["code"], row["name"], cast(Level, row["level"]), row["parent"])
        for row in rows("yunnan.csv")
    ]
    gone = {row["code"]: row for row in rows("retired.csv")}
    began, links = _chains(gone)
    days = {link.before: link.on for link in links}
    spans = [
        Span(_abolished(row), _opened(code, began), days[code])
        for code, row in gone.items()
        if days[code] != ALWAYS
    ]
    return History.of([*spans, *(Span(r, _opened(r.code, began), OPEN) for r in live)], links)


def _abolished(row: dict[str, str]) -> Region:
    code = row["code"]
    return Region(code, row["name"], level_of(code), parent_of(code))


def _chains(gone: dict[str, dict[str, str]]) -> tuple[dict[str, date], list[Link]]:
    """The day each code began that took over from another, and who took over from whom."""
    after: dict[tuple[str, Level], list[str]] = defaultdict(list)
    began: dict[str, date] = {}
    links: list[Link] = []
    for code, row in gone.items():
        successor = row["successor"]
        if not row["year"] or code in MERGED or level_of(code) != level_of(successor):
            links.append(Link(_day(row), code, successor))
        else:
            after[successor, level_of(code)].append(code)
    for (successor, _), codes in after.items():
        line = [*sorted(codes, key=lambda code: gone[code]["year"]), successor]
        for before, then in pairwise(line):
            began[then] = _day(gone[before])
            links.append(Link(began[then], before, then))
    return began, links


def _day(row: dict[str, str]) -> date:
    return date(int(row["year"]), 1, 1) if row["year"] else ALWAYS


def _opened(code: str, began: dict[str, date]) -> date:
    """No region is older than the one above it: what it was before is not on record."""
    above = parent_of(code)
    own = began.get(code, ALWAYS)
    return max(own, _opened(above, began)) if above else own
