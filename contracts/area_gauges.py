"""The business gauges of Prometheus: few, named, and of areas no smaller than a county.

Every gauge has the labels `region` (a county, prefecture or the province) and `level`, so that a
query never adds a county to its prefecture; some have one more, whose values are listed here. What
a scrape can show is therefore bounded by the number of counties, whatever happens in them.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Literal, cast

from contracts import codes

Span = Literal["", "now", "months", "year"]
AREA = ("region", "level")
LEVELS = ("province", "prefecture", "county")
INFO = "wushe_area_info"
"""Names of the areas, to be joined on `region`: 1 for each."""
REFRESHED = "wushe_area_gauges_timestamp_seconds"
"""When a service last computed its gauges."""


@dataclass(frozen=True, slots=True)
class AreaGauge:
    """`service` exports it. `label` is the one beside the area's ('' for none), with its `values`.
    `indicator`, `span` and `only` (dimension=code, '' for all) say which figure it shows; those
    without an indicator come from elsewhere."""

    name: str
    service: str
    label: str
    values: tuple[str, ...]
    indicator: str
    span: Span
    only: str
    help_zh: str
    help_en: str

    @property
    def labels(self) -> tuple[str, ...]:
        return (*AREA, self.label) if self.label else AREA

    def series(self, areas: int) -> int:
        """The most series there can be."""
        return areas * max(1, len(self.values))


@lru_cache(maxsize=1)
def all() -> tuple[AreaGauge, ...]:
    """Every business gauge, in the list's order."""
    with (files(__package__) / "area_gauges.csv").open(encoding="utf-8") as lines:
        return tuple(_gauge(row) for row in csv.DictReader(lines))


def of(service: str) -> tuple[AreaGauge, ...]:
    """Those a service exports."""
    return tuple(gauge for gauge in all() if gauge.service == service)


def labels() -> dict[str, tuple[str, ...]]:
    """Metric → label names, of everything this module declares."""
    named = {gauge.name: gauge.labels for gauge in all()}
    return {**named, INFO: (*AREA, "name", "parent"), REFRESHED: ("service",)}


def _gauge(row: dict[str, str]) -> AreaGauge:
    label, _, values = row["label"].partition("=")
    known = codes.LISTS.get(values)
    listed = known.codes if known else tuple(values.split("/")) if values else ()
    return AreaGauge(
        name=row["name"],
        service=row["service"],
        label=label,
        values=listed,
        indicator=row["indicator"],
        span=cast(Span, row["span"]),
        only=row["only"],
        help_zh=row["help_zh"],
        help_en=row["help_en"],
    )
