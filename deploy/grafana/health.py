"""How the services do: requests, outbox, bus, consumers, store."""

from __future__ import annotations

from collections.abc import Iterator

from grafana_foundation_sdk.builders.dashboard import Dashboard

from deploy.grafana.panels import Panel, dashboard, fill, lines, number

DOWN = 'count(up{job="wushe"} == 0) or vector(0)'
BATCHES = "sum by (le, topic) (rate(wushe_consumer_batch_size_bucket[5m]))"


def build() -> Dashboard:
    board = dashboard("wushe-health", "五社联动 · 服务健康 health", "now-1h", "15s")
    rows = {
        "一眼 · at a glance": _glance(),
        "请求 · requests": _requests(),
        "送出 · from the state to the bus": _sending(),
        "计入 · from the bus to the effect": _consuming(),
        "存储 · the store": _store(),
    }
    return fill(board, rows)


def _glance() -> Iterator[Panel]:
    for title, about, unit, expr, bad in (
        ("没有应答 · down", "实例 / instances", "short", DOWN, 1),
        ("积压 · lag", "条 / records", "short", "sum(wushe_consumer_lag_records)", 10_000),
        ("最久待发 · outbox age", "秒 / seconds", "s", "max(wushe_outbox_oldest_seconds)", 60),
        ("缺口 · gaps held", "分区 / partitions", "short", "sum(wushe_consumer_gap_held)", 1),
        ("停滞 · stalled", "分区 / partitions", "short", "sum(wushe_consumer_stalled)", 1),
        (
            "新鲜度 p95 · freshness",
            "最慢的主题 / the slowest topic",
            "s",
            "max(wushe:event_freshness_seconds:p95)",
            5,
        ),
    ):  # fmt: skip
        yield number(title, about, unit, expr, bad=bad)


def _requests() -> Iterator[Panel]:
    yield lines(
        "应答 · requests",
        "每秒请求数，按服务 / a second, by service",
        "reqps",
        {"{{service}}": "sum by (service) (rate(wushe_http_request_seconds_count[5m]))"},
    )
    yield lines(
        "应答时间 p95 · latency",
        "95% 的请求在此时间内应答 / answered within",
        "s",
        {"{{service}}": "wushe:http_request_seconds:p95"},
    )
    yield lines(
        "5xx 比例 · errors",
        "服务端错误占比 / of all answers",
        "percentunit",
        {"{{service}}": "wushe:http_errors:ratio"},
    )
    slowest = "sum by (le, service, route) (rate(wushe_http_request_seconds_bucket[5m]))"
    yield lines(
        "最慢的路径 · slowest routes",
        "p95 最高的十条 / the ten highest p95",
        "s",
        {"{{service}} {{route}}": f"topk(10, histogram_quantile(0.95, {slowest}))"},
    )
    yield lines(
        "正在应答 · in flight",
        "正在处理的请求 / requests being answered",
        "short",
        {"{{service}}": "sum by (service) (wushe_http_requests_in_flight)"},
    )
    yield lines(
        "拒绝 · refused",
        "每秒，按问题代码 / a second, by problem code",
        "reqps",
        {"{{code}}": "sum by (code) (rate(wushe_http_refused_total[5m]))"},
    )


def _sending() -> Iterator[Panel]:
    yield lines(
        "待发事件 · outbox",
        "已存储、尚未送达总线 / stored, not yet sent",
        "short",
        {"{{topic}}": "max by (topic) (wushe_outbox_pending_events)"},
    )
    yield lines(
        "最久等待 · oldest pending",
        "最老的待发事件的年龄 / age of the oldest",
        "s",
        {"{{topic}}": "max by (topic) (wushe_outbox_oldest_seconds)"},
    )
    yield lines(
        "送出、补发与失败 · sent, resent, failed",
        "十分钟内 / in ten minutes",
        "short",
        {
            "送出 sent {{topic}}": "sum by (topic) (increase(wushe_bus_sent_total[10m]))",
            "补发 resent {{topic}}": "sum by (topic) (increase(wushe_bus_resent_total[10m]))",
            "失败 failed {{topic}}": "sum by (topic) (increase(wushe_bus_send_failed_total[10m]))",
            "重建 rebuilt": "sum(increase(wushe_bus_producer_rebuilt_total[10m]))",
        },
    )


def _consuming() -> Iterator[Panel]:
    for title, about, unit, legend, expr in (
        (
            "积压 · consumer lag",
            "总线中尚未计入的记录 / in the bus, not yet applied",
            "short",
            "{{topic}}",
            "sum by (topic) (wushe_consumer_lag_records)",
        ),
        (
            "计入 · applied",
            "每秒 / a second",
            "ops",
            "{{topic}}",
            "sum by (topic) (rate(wushe_consumer_applied_total[5m]))",
        ),
        (
            "新鲜度 p95 · freshness",
            "从事件发生到计入 / from the event to its effect",
            "s",
            "{{topic}}",
            "wushe:event_freshness_seconds:p95",
        ),
        (
            "重复 · duplicates",
            "每秒，丢弃 / dropped a second",
            "ops",
            "{{topic}}",
            "sum by (topic) (rate(wushe_consumer_duplicates_total[5m]))",
        ),
        (
            "隔离 · parked",
            "累计，按原因 / so far, by reason",
            "short",
            "{{topic}} {{reason}}",
            "sum by (topic, reason) (wushe_consumer_parked_total)",
        ),
        (
            "缺口 · gap held",
            "等待补发的分区 / partitions waiting for events",
            "short",
            "{{topic}}/{{partition}}",
            "max by (topic, partition) (wushe_consumer_gap_held)",
        ),
        (
            "每批条数 p50 · batch",
            "一次写入的记录 / records in one write",
            "short",
            "{{topic}}",
            f"histogram_quantile(0.5, {BATCHES})",
        ),
        (
            "不读的类型 · ignored",
            "每秒 / a second",
            "ops",
            "{{topic}}",
            "sum by (topic) (rate(wushe_consumer_ignored_total[5m]))",
        ),
        (
            "重试 · retries",
            "五分钟内，因存储不可用 / in five minutes, the store away",
            "short",
            "{{topic}}",
            "sum by (topic) (increase(wushe_consumer_retries_total[5m]))",
        ),
    ):
        yield lines(title, about, unit, {legend: expr})


def _store() -> Iterator[Panel]:
    yield lines(
        "存储重试 · retries",
        "每秒，按操作 / a second, by operation",
        "ops",
        {"{{operation}}": "sum by (operation) (rate(wushe_store_retry_total[5m]))"},
        span=12,
    )
    yield lines(
        "版本冲突 · conflicts",
        "每秒，因版本已变 / a second, the version had moved on",
        "ops",
        {"{{collection}}": "sum by (collection) (rate(wushe_store_conflicts_total[5m]))"},
        span=12,
    )
