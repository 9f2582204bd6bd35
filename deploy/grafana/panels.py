"""Panels in few words: each has a Chinese and an English title, a unit, and its queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import count

from grafana_foundation_sdk.builders import common as shape
from grafana_foundation_sdk.builders import dashboard as grafana
from grafana_foundation_sdk.builders import stat, table, timeseries
from grafana_foundation_sdk.builders.prometheus import Dataquery
from grafana_foundation_sdk.models import common as drawing
from grafana_foundation_sdk.models.dashboard import (
    DataSourceRef,
    DataTransformerConfig,
    Threshold,
    ThresholdsMode,
)
from grafana_foundation_sdk.models.prometheus import PromQueryFormat

SOURCE = DataSourceRef(type_val="prometheus", uid="prometheus")
Panel = timeseries.Panel | stat.Panel | table.Panel
PREFECTURE = "prefecture"
"""The variable that narrows tables to the counties of one prefecture."""


def dashboard(uid: str, title: str, since: str, refresh: str) -> grafana.Dashboard:
    return (
        grafana.Dashboard(title)
        .uid(uid)
        .tags(["wushe"])
        .timezone("Asia/Shanghai")
        .time(since, "now")
        .refresh(refresh)
        .readonly()
    )


def fill(board: grafana.Dashboard, rows: Mapping[str, Iterable[Panel]]) -> grafana.Dashboard:
    """Row title → its panels."""
    numbers = count(1)
    for title, panels in rows.items():
        board.with_row(grafana.Row(title).id(next(numbers)))
        for panel in panels:
            board.with_panel(panel.id(next(numbers)))
    return board


def prefectures() -> grafana.QueryVariable:
    """All of them, unless one is chosen."""
    return (
        grafana.QueryVariable(PREFECTURE)
        .label("州（市） · prefecture")
        .datasource(SOURCE)
        .query('label_values(wushe_area_info{level="prefecture"}, region)')
        .include_all(True)
        .all_value(".*")
    )


def lines(
    title: str, about: str, unit: str, queries: Mapping[str, str], span: int = 8
) -> timeseries.Panel:
    """How something went. `queries`: legend → PromQL."""
    panel = (
        timeseries.Panel()
        .title(title)
        .description(about)
        .datasource(SOURCE)
        .unit(unit)
        .min(0)
        .height(7)
        .span(span)
    )
    for number, (legend, expr) in enumerate(queries.items()):
        asked = Dataquery().expr(expr).range().legend_format(legend)
        panel.with_target(asked.ref_id(chr(ord("A") + number)))
    return panel


def number(
    title: str, about: str, unit: str, expr: str, span: int = 4, bad: float | None = None
) -> stat.Panel:
    """One number of now; red from `bad` on."""
    steps = [Threshold(value=None, color="green")]
    if bad is not None:
        steps.append(Threshold(value=bad, color="red"))
    thresholds = grafana.ThresholdsConfig().mode(ThresholdsMode.ABSOLUTE).steps(steps)
    return (
        stat.Panel()
        .title(title)
        .description(about)
        .datasource(SOURCE)
        .unit(unit)
        .height(4)
        .span(span)
        .thresholds(thresholds)
        .graph_mode(drawing.BigValueGraphMode.AREA)
        .reduce_options(shape.ReduceDataOptions().calcs(["lastNotNull"]))
        .with_target(Dataquery().expr(expr).range().ref_id("A"))
    )


def worst(title: str, about: str, unit: str, expr: str, span: int = 8) -> table.Panel:
    """Areas by name, the highest first."""
    hidden = {"Time": True, "region": True, "level": True, "parent": True}
    return (
        table.Panel()
        .title(title)
        .description(about)
        .datasource(SOURCE)
        .unit(unit)
        .height(9)
        .span(span)
        .sort_by([shape.TableSortByFieldState().display_name("Value").desc(True)])
        .with_transformation(
            DataTransformerConfig(id_val="organize", options={"excludeByName": hidden})
        )
        .with_target(Dataquery().expr(expr).instant().format(PromQueryFormat.TABLE).ref_id("A"))
    )


def named(expr: str, level: str) -> str:
    """The areas' names joined to a query that has one value for each region of a level."""
    chosen = f', parent=~"${PREFECTURE}"' if level == "county" else ""
    names = f'max by (region, name) (wushe_area_info{{level="{level}"{chosen}}})'
    return f"({expr}) * on (region) group_left (name) {names}"
