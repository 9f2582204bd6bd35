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
        "rss_mb",
    },
    "commands": {"post_p95_ms", "visible_p95_ms", "ready_s", "rss_total_mb"},
}


@pytest.mark.parametrize("name", sorted(PROMISED))
def test_a_bench_gives_its_promised_figures(name: str) -> None:
    report = bench.run(name, quick=True)
    assert set(report["results"]) >= PROMISED[name]
    assert all(value >= 0 for value in report["results"].values())
    if name == "metrics":
        assert report["results"]["exact"] == 1, "counted differently from an independent recount"


@pytest.mark.parametrize("name", ["matching", "charity", "nonsense"])
def test_a_bench_that_is_not_there_says_which_are(name: str) -> None:
    with pytest.raises(Refusal):
        bench.run(name)
