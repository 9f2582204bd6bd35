"""Whether the figures can be trusted and are reported in time: rounds, overdue periods, drift."""

from __future__ import annotations

from collections.abc import Iterator

from grafana_foundation_sdk.builders.dashboard import Dashboard

from deploy.grafana.panels import (
    Panel,
    dashboard,
    fill,
    lines,
    named,
    number,
    prefectures,
    worst,
)

OVERDUE = "wushe:area_overdue_report_rounds:max"


def build() -> Dashboard:
    board = dashboard("wushe-reporting", "五社联动 · 报送与核对 reporting", "now-30d", "5m")
    rows = {
        "报送 · reporting": [*_rounds(), *_late()],
        "核对 · counted again": _trust(),
    }
    return fill(board.with_variable(prefectures()), rows)


def _rounds() -> Iterator[Panel]:
    for level, zh in (("county", "县级"), ("prefecture", "州（市）级"), ("province", "省级")):
        yield lines(
            f"{zh}报告期 · rounds of a {level}",
            "按状态：填报、报送、审核、发布 / by state",
            "short",
            {"{{state}}": f"sum by (state) ({_one(f'wushe_area_report_rounds{_at(level)}')})"},
        )


def _one(rounds: str) -> str:
    """Every replica shows the same."""
    return f"max by (region, state) ({rounds})"


def _at(level: str) -> str:
    return f'{{level="{level}"}}'


def _late() -> Iterator[Panel]:
    yield lines(
        "逾期未发布 · overdue",
        "期后 20 天仍未发布的报告期 / not published twenty days after",
        "short",
        {"{{level}}": f"sum by (level) ({OVERDUE})"},
    )
    for level, zh in (("prefecture", "州（市）"), ("county", "县（市、区）")):
        yield worst(
            f"{zh}逾期 · overdue by {level}",
            "报告期数 / rounds",
            "short",
            named(f"max by (region) ({OVERDUE}{_at(level)} > 0)", level),
        )


def _trust() -> Iterator[Panel]:
    yield number(
        "核对差异 · drift",
        "重新计数后不同之处 / cells that differ when counted again",
        "short",
        "max(wushe_reconcile_drift)",
        span=6,
        bad=1,
    )
    yield number(
        "距上次核对 · since counted again",
        "每夜一次 / once a night",
        "s",
        "time() - (max(wushe_reconciled_timestamp_seconds) > 0)",
        span=6,
        bad=93_600,
    )
    yield number(
        "被隔离的记录 · parked",
        "没有计入的记录 / records not counted",
        "short",
        "sum(wushe_consumer_parked_total)",
        span=6,
        bad=1,
    )
    yield number(
        "地区指标的年龄 · age of the area gauges",
        "每分钟一次 / once a minute",
        "s",
        "max(time() - max by (service) (wushe_area_gauges_timestamp_seconds))",
        span=6,
        bad=600,
    )
