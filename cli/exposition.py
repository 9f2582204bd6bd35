"""Reads a Prometheus text page, as far as the commands need it."""

from __future__ import annotations

from collections.abc import Collection


def sums(text: str, wanted: Collection[str]) -> dict[str, float]:
    """The sum of each wanted metric over its labels; absent when the page does not have it."""
    found: dict[str, float] = {}
    for line in text.splitlines():
        name = line.split("{", 1)[0].split(" ", 1)[0]
        if name in wanted:
            found[name] = found.get(name, 0.0) + float(line.rsplit(" ", 1)[1])
    return found
