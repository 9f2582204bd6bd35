"""Dashboards are what their code says, and ask only for what there is."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from deploy.grafana import generate
from servicekit import metrics
from tests.deploy import queries
from tests.deploy.queries import DASHBOARDS

BOARDS = {p.stem: json.loads(p.read_text(encoding="utf-8")) for p in DASHBOARDS.glob("*.json")}
PANELS = list(queries.panels())
NAMES = [f"{board}: {panel['title']}" for board, panel in PANELS]


def test_the_committed_dashboards_are_what_the_code_says() -> None:
    assert generate.differing() == [], "run python -m deploy.grafana.generate"


def test_a_dashboard_changed_by_hand_and_one_without_code_are_found_out(tmp_path: Path) -> None:
    shutil.copytree(DASHBOARDS, tmp_path / "d")
    assert generate.differing(tmp_path / "d") == []
    changed = tmp_path / "d/health.json"
    changed.write_text(changed.read_text(encoding="utf-8").replace("5m", "6m"), encoding="utf-8")
    (tmp_path / "d/own.json").write_text("{}")
    (tmp_path / "d/reporting.json").unlink()
    assert generate.differing(tmp_path / "d") == ["health.json", "own.json", "reporting.json"]


@pytest.mark.parametrize(("board", "panel"), PANELS, ids=NAMES)
def test_every_metric_and_label_of_a_panel_exists(board: str, panel: dict[str, Any]) -> None:
    assert panel["targets"]
    known = queries.catalogue()
    for target in panel["targets"]:
        assert queries.named(target["expr"]), board
        assert queries.wrong(target["expr"], known) == []


@pytest.mark.parametrize(("board", "panel"), PANELS, ids=NAMES)
def test_a_legend_shows_only_labels_its_query_leaves(board: str, panel: dict[str, Any]) -> None:
    known = queries.catalogue()
    for target in panel["targets"]:
        legend = queries.shown(target.get("legendFormat", ""))
        assert legend <= queries.result_labels(target["expr"], known), board


@pytest.mark.parametrize(("board", "panel"), PANELS, ids=NAMES)
def test_a_panel_has_a_title_in_both_languages_and_a_unit(
    board: str, panel: dict[str, Any]
) -> None:
    assert re.search(r"[一-鿿].* · [a-z]", panel["title"]), board
    assert panel["description"]
    assert panel["fieldConfig"]["defaults"]["unit"]


@pytest.mark.parametrize("board", BOARDS.values(), ids=BOARDS)
def test_panels_of_a_dashboard_have_ids_of_their_own_and_do_not_overlap(
    board: dict[str, Any],
) -> None:
    ids = [panel["id"] for panel in board["panels"]]
    assert len(set(ids)) == len(ids)
    taken: set[tuple[int, int]] = set()
    for place in (panel["gridPos"] for panel in board["panels"]):
        cells = {
            (place["x"] + x, place["y"] + y) for x in range(place["w"]) for y in range(place["h"])
        }
        assert not cells & taken
        assert place["x"] + place["w"] <= 24
        taken |= cells


@pytest.mark.parametrize("board", BOARDS.values(), ids=BOARDS)
def test_a_variable_asks_for_a_label_there_is_and_is_used(board: dict[str, Any]) -> None:
    for variable in board["templating"].get("list", []):
        query = re.fullmatch(r"label_values\((.+), ([a-z_]+)\)", variable["query"])
        assert query
        assert queries.wrong(query[1], queries.catalogue()) == []
        (series,) = queries.named(query[1])
        assert query[2] in queries.catalogue()[series]
        assert f"${variable['name']}" in json.dumps(board["panels"])


def test_each_dashboard_has_a_name_of_its_own() -> None:
    assert len({board["uid"] for board in BOARDS.values()}) == len(BOARDS) == 3


def test_everything_that_is_measured_of_the_services_is_on_a_dashboard() -> None:
    shown = {name for _, panel in PANELS for target in panel["targets"] for name in _read(target)}
    unseen = [e.name for e in metrics.CATALOGUE if not shown & set(e.series)]
    assert unseen == []


def _read(target: dict[str, Any]) -> set[str]:
    """Series a target reads, through what is recorded too."""
    recorded = {rule["record"]: rule["expr"] for rule in queries.rules() if "record" in rule}
    found = set(queries.named(target["expr"]))
    while more := {n for f in found & recorded.keys() for n in queries.named(recorded[f])} - found:
        found |= more
    return found
