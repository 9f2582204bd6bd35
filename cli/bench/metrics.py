"""`./wushe bench metrics`: events through metrics, each effect stored once, against baselines.

Ours stores its result durably and commits; the raw loop only decodes; the naive way writes event
by event; Kafka Streams and quixstreams count the same topic by key, with a changelog, where they
can run. All on one core each, in processes of their own, over the same topics.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from itertools import islice

from cli.bench import foreign
from cli.bench.activity import Activity
from cli.bench.baselines import naive, raw_loop
from cli.bench.ingestion import ingest, rebuild
from cli.bench.recount import recount
from cli.bench.seeding import Place, seed
from cli.bench.slices import at_size, of_records
from cli.bench.workbench import Engines, alone, engines, note


@dataclass(frozen=True)
class Size:
    events: int
    """Read from the beginning; one by one, in the naive way, only a sample."""
    sample: int
    rounds: int
    fresh: int
    busy: int
    """Events sent at 5,000 a second."""
    records: int
    """Grouped by the document store."""
    cells: int


WHOLE = Size(300_000, 3_000, 30, 200, 25_000, 100_000, 10_200_000)
QUICK = Size(20_000, 300, 5, 40, 1_000, 2_000, 300_000)
TOPIC = "registry.service-log"


def run(quick: bool) -> dict[str, float]:
    """`exact` is 1 when every figure by county and month equals an independent recount."""
    size = QUICK if quick else WHOLE
    activity = Activity()
    entries = activity.entries(size.events + size.busy)
    with engines() as running:
        began = time.perf_counter()
        counts = asyncio.run(seed(running.bus, islice(entries, size.events)))
        note(f"{size.events} events seeded in {time.perf_counter() - began:.1f} s")
        truth = recount(activity)
        others = _others(running, counts, size)
        more = list(entries)
        ours, totals = alone(ingest, running, counts, size.rounds, size.fresh, more)
        note(f"ours {ours['events_per_s']:,.0f}/s")
        rebuilt, again = alone(rebuild, running, size.events + len(more))
        grouped = alone(of_records, running, size.records)
    return {
        "events": float(size.events),
        **{name: round(value, 2) for name, value in ours.items()},
        **{f"ratio_to_{name}": round(ours["events_per_s"] / n, 3) for name, n in others.items()},
        **{f"{name.removesuffix('_loop')}_events_per_s": round(n) for name, n in others.items()},
        "rebuild_events_per_s": round(rebuilt),
        "mongo_group_records": float(size.records),
        "mongo_group_ms": round(1000 * grouped, 1),
        "slice_ratio_to_mongo_group": round(1000 * grouped / ours["slice_p95_ms"], 1),
        **{n: round(v, 2) for n, v in alone(at_size, size.cells, size.rounds).items()},
        "exact": float(totals == truth and again == recount(activity)),
    }


def _others(running: Engines, counts: dict[Place, int], size: Size) -> dict[str, float]:
    """Events a second of each baseline that can run here."""
    services = sum(count for (topic, _), count in counts.items() if topic == TOPIC)
    rates = {
        "raw_loop": alone(raw_loop, running, counts),
        "naive": alone(naive, running, size.sample),
        "kafka_streams": alone(foreign.kafka_streams, running, TOPIC, services),
        "quixstreams": alone(foreign.quixstreams, running, TOPIC, services),
    }
    for name, rate in rates.items():
        note(f"{name} {rate:,.0f}/s" if rate else f"{name}: not here")
    return {name: rate for name, rate in rates.items() if rate}
