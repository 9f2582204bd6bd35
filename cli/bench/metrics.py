"""`./wushe bench metrics`: events through metrics, each effect stored once, against baselines.

Ours stores its result durably and commits; the raw loop only decodes; the naive way writes event
by event. All on one core each, in processes of their own, over the same topics.
"""

from __future__ import annotations

import asyncio
import time

from cli.bench.activity import Activity
from cli.bench.baselines import naive, raw_loop
from cli.bench.ingestion import ingest, rebuild
from cli.bench.recount import recount
from cli.bench.seeding import seed
from cli.bench.workbench import alone, engines, note

EVENTS, QUICK_EVENTS = 300_000, 20_000
SAMPLE, QUICK_SAMPLE = 3_000, 300


def run(quick: bool) -> dict[str, float]:
    """`exact` is 1 when every figure by county and month equals an independent recount."""
    events = QUICK_EVENTS if quick else EVENTS
    activity = Activity()
    with engines() as running:
        began = time.perf_counter()
        counts = asyncio.run(seed(running.bus, activity.entries(events)))
        note(f"{events} events seeded in {time.perf_counter() - began:.1f} s")
        raw = alone(raw_loop, running, counts)
        note(f"raw loop {raw:,.0f}/s")
        one_by_one = alone(naive, running, QUICK_SAMPLE if quick else SAMPLE)
        note(f"naive {one_by_one:,.0f}/s")
        ours, totals = alone(ingest, running, counts, *((5, 40) if quick else (30, 200)))
        note(f"ours {ours['events_per_s']:,.0f}/s")
        rebuilt, again = alone(rebuild, running, events)
    truth = recount(activity)
    return {
        "events": float(events),
        **{name: round(value, 2) for name, value in ours.items()},
        "ratio_to_raw_loop": round(ours["events_per_s"] / raw, 3),
        "ratio_to_naive": round(ours["events_per_s"] / one_by_one, 1),
        "raw_events_per_s": round(raw),
        "naive_events_per_s": round(one_by_one),
        "rebuild_events_per_s": round(rebuilt),
        "exact": float(truth == totals == again),
    }
