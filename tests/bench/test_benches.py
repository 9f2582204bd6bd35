"""The benches run and give what they promise; machines are noisy, so no figure is judged."""

from __future__ import annotations

import pytest

from cli import bench
from cli.speech import Refusal

pytestmark = pytest.mark.engines

PROMISED = {
    "metrics": {
        "ratio_to_raw_loop",
        "ratio_to_naive",
        "events_per_s",
        "rebuild_events_per_s",
        "slice_p95_ms",
        "freshness_p95_ms",
        "freshness_5000_p95_ms",
        "rss_mb",
        "mongo_group_ms",
        "slice_ratio_to_mongo_group",
        "big_slice_p95_ms",
        "big_slice_duckdb_p95_ms",
        "big_rss_peak_mb",
    },
    "directory": {"entries", "index_s", "search_p95_ms", "ratio_to_duckdb"},
    "matching": {
        "exact",
        "p50_ms_1500k",
        "p95_ms_1500k",
        "p50_ms_10m",
        "ratio_to_duckdb",
        "build_s",
        "rss_mb",
        "batch_s",
        "batch_gap_percent",
    },
    "imports": {"import_s", "ratio_to_raw_writes", "rows_per_s", "visible_s", "again_s", "exact"},
    "people_import": {"rows_per_s", "ratio_to_raw_writes", "again_s", "grown_mb", "exact"},
    "charity": {
        "oversold",
        "missing",
        "allocations_per_s",
        "allocations_ratio_to_raw",
        "balance_p95_ms",
        "statement_p95_ms",
        "statement_ratio_to_duckdb",
    },
    "replay": {"kills", "sent_again", "cells", "differing", "exact"},
    "commands": {"post_p95_ms", "visible_p95_ms", "ready_s", "rss_total_mb"},
}


@pytest.mark.parametrize("name", sorted(PROMISED))
def test_a_bench_gives_its_promised_figures(name: str) -> None:
    report = bench.run(name, quick=True)
    assert set(report["results"]) >= PROMISED[name]
    assert all(value >= 0 for value in report["results"].values())
    assert report["results"].get("oversold", 0) == report["results"].get("missing", 0) == 0
    assert report["results"].get("exact", 1) == 1, "not what an independent recount or scan gives"


def test_a_bench_that_is_not_there_says_which_are() -> None:
    with pytest.raises(Refusal, match="charity"):
        bench.run("nonsense")
