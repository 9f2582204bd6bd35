"""What PromQL of rules and panels speaks of, and what there is to speak of."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from contracts import area_gauges
from servicekit import metrics

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
DASHBOARDS = DEPLOY / "grafana/dashboards"

OF_A_TARGET = {"job", "instance", "service_name"}
"""Labels that scraping adds to every series."""
_NAMED = re.compile(r"\b(wushe[a-z0-9_:]*[a-z0-9]|up)\b(?:\{([^}]*)\})?")
_MATCHED = re.compile(r'([a-z_]+)\s*(?:=~|!~|!=|=)\s*"')
_GROUPED = re.compile(
    r"\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([a-z_,\s]*)\)"
)  # fmt: skip
_SHOWN = re.compile(r"\{\{\s*(?:\$labels\.)?([a-z_]+)\s*\}\}")


def rules() -> list[dict[str, Any]]:
    loaded = yaml.safe_load((DEPLOY / "prometheus/rules.yml").read_text())
    return [rule for group in loaded["groups"] for rule in group["rules"]]


def panels() -> Iterator[tuple[str, dict[str, Any]]]:
    """(dashboard, panel) of all dashboards, without the rows that part them."""
    for path in sorted(DASHBOARDS.glob("*.json")):
        for panel in json.loads(path.read_text())["panels"]:
            if panel["type"] not in ("row", "text"):
                yield path.stem, panel


def catalogue() -> dict[str, set[str]]:
    """Series name → labels, of everything the code declares and the rules record."""
    found = {"up": set(OF_A_TARGET)}
    for described in metrics.CATALOGUE:
        for series in described.series:
            bucket = {"le"} if series.endswith("_bucket") else set()
            found[series] = {*described.labels, *OF_A_TARGET, *bucket}
    for name, labels in area_gauges.labels().items():
        found[name] = {*labels, *OF_A_TARGET}
    for rule in rules():
        if "record" in rule:
            found[rule["record"]] = result_labels(rule["expr"], found)
    return found


def named(query: str) -> dict[str, set[str]]:
    """Series a query reads → labels it selects them by."""
    found: dict[str, set[str]] = {}
    for name, selected in _NAMED.findall(query):
        found.setdefault(name, set()).update(_MATCHED.findall(selected))
    return found


def grouped(query: str) -> set[str]:
    """Labels a query groups or joins by."""
    lists = (names.split(",") for names in _GROUPED.findall(query))
    return {name.strip() for names in lists for name in names if name.strip()}


def shown(text: str) -> set[str]:
    """Labels a summary or a legend shows: {{ $labels.topic }}, {{topic}}."""
    return set(_SHOWN.findall(text)) - {"value"}


def result_labels(query: str, known: dict[str, set[str]]) -> set[str]:
    """Labels a result can have: those it is grouped by, or else its series' own."""
    kept = grouped(query) - {"le"}
    own = set[str]().union(*(known[name] for name in named(query) if name in known))
    return kept if " by (" in query or " by(" in query else own


def wrong(query: str, known: dict[str, set[str]]) -> list[str]:
    """What a query speaks of and there is not."""
    found = [f"no metric {name}" for name in named(query) if name not in known]
    for name, labels in named(query).items():
        found += [f"{name} has no label {one}" for one in labels - known.get(name, labels)]
    own = set[str]().union(*(known.get(name, set()) for name in named(query)))
    return found + [f"nothing has the label {one}" for one in grouped(query) - own]
