"""A period's report: every figure of an area, as one text that never changes once published. Pure.

The text is canonical JSON: figures in order, the positions of the streams they were counted from,
and the version of the counting rules. Its SHA-256 is published with it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from contracts import indicators
from services.metrics import figures, statements
from services.metrics.cube import Cube
from services.metrics.figures import BY_REGION, Figure, Question

RULES = 2
"""Version of the counting rules; raised when an event comes to count otherwise than before."""

Line = tuple[str, str, str, str, str]
"""What a line is about: indicator, region, dimensions, basis, source."""


@dataclass(frozen=True, slots=True)
class Report:
    text: bytes
    lines: int

    @property
    def hash(self) -> str:
        return hashlib.sha256(self.text).hexdigest()


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A line whose figure has changed since: `published` and `now` in `unit`; 0 for no line."""

    indicator: str
    region: str
    dimensions: str
    basis: str
    source: str
    unit: str
    published: int
    now: int


def report_of(
    cube: Cube, region: str, period: str, positions: Mapping[str, int], today: date
) -> Report:
    """The whole period counts, even when it is asked for a day in it."""
    lines = [_plain(figure) for figure in everything(cube, region, period, today)]
    said = {
        "region": region,
        "period": period,
        "rules": RULES,
        "positions": dict(sorted(positions.items())),
        "figures": lines,
    }
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Report(text.encode(), len(lines))


def everything(cube: Cube, region: str, period: str, today: date) -> Iterable[Figure]:
    """Each indicator of the area and of its parts, then by each of its dimensions; what reports
    state of it beside."""
    for indicator in indicators.all():
        whole = Question.of(indicator.code, region, period, "", today)
        yield from figures.recorded(cube, whole, "")
        parts = Question.of(indicator.code, region, period, BY_REGION, today)
        yield from (f for f in figures.recorded(cube, parts, "") if f.region != region)
        for name in indicator.dimensions:
            split = Question.of(indicator.code, region, period, name, today)
            yield from figures.recorded(cube, split, "")
        yield from statements.stated(cube, whole)


def adjustments(published: bytes, now: Report) -> list[Adjustment]:
    """Every line that differs, in order."""
    before, after = _lines(published), _lines(now.text)
    found = []
    for key in sorted({*before, *after}):
        was, is_ = before.get(key), after.get(key)
        known = was or is_
        assert known is not None
        values = (was["value"] if was else 0), (is_["value"] if is_ else 0)
        if values[0] != values[1]:
            found.append(Adjustment(*key, known["unit"], *values))
    return found


def _lines(text: bytes) -> dict[Line, dict[str, Any]]:
    return {_key(line): line for line in json.loads(text)["figures"]}


def _key(line: Mapping[str, Any]) -> Line:
    dimensions = ";".join(f"{name}={code}" for name, code in sorted(line["dimensions"].items()))
    if not line["dimensions"] and line["unit"]:
        dimensions = f"unit={line['unit']}"
    source = line.get("source") or ""
    return line["indicator"], line["region"], dimensions, line["basis"], source


def _plain(figure: Figure) -> dict[str, Any]:
    """Without the moment at which it was asked: that would be another text each time."""
    plain: dict[str, Any] = msgspec.to_builtins(figure)
    if figure.basis == "recorded":
        plain.pop("as_of")
    return plain
