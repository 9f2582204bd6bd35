"""Matching: the best 50 of 1.5 and of 10 million volunteers, exactly, and a plan for 5,000 needs.

Every answer of the first questions is compared with a plain scan; DuckDB scans the same table in
the same run.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from cli.bench.matching.people import SEED, needs, people
from cli.bench.workbench import alone, note, p95, rss_mb
from services.volunteers.matching.profile import Asked

T = TypeVar("T")
Best = list[tuple[str, int]]

BEST = 50
COMPARED = 20


def run(quick: bool) -> dict[str, float]:
    """`exact` 1 when every compared answer is the scan's; p50 and p95 of 200 questions each."""
    few, many = (50_000, 200_000) if quick else (1_500_000, 10_000_000)
    found = alone(_measure, few, 500 if quick else 5_000)
    return {**found, "p50_ms_10m": round(alone(_median_ms, many), 3)}


async def _measure(count: int, planned: int) -> dict[str, float]:
    """In a process of its own: the roll first, so that its memory is its own."""
    from services.volunteers.matching.finding import find
    from services.volunteers.matching.roll import Roll

    before = rss_mb()
    columns = people(count)
    began = time.perf_counter()
    roll = Roll(columns)
    built = time.perf_counter() - began
    questions = needs(200)
    ours = _times(lambda asked: find(roll, asked, BEST).best, questions)
    note(f"{count:,} volunteers: p50 {_median(ours) * 1000:.2f} ms")
    del columns
    memory = rss_mb() - before
    return {
        "p50_ms_1500k": round(_median(ours) * 1000, 3),
        "p95_ms_1500k": round(p95(ours) * 1000, 3),
        "build_s": round(built, 2),
        "rss_mb": round(memory, 1),
        **_planned(lambda asked, k: find(roll, asked, k).best, planned),
        **_compared(count, lambda asked: find(roll, asked, BEST).best, _median(ours)),
    }


def _planned(best: Callable[[Asked, int], Best], count: int) -> dict[str, float]:
    from services.volunteers.matching.planning import greedy, plan

    chance = random.Random(SEED)
    questions = needs(count)
    places = [chance.choice([1, 1, 2, 3, 5]) for _ in questions]
    began = time.perf_counter()
    offers = [best(asked, BEST) for asked in questions]
    whole = plan(offers, places)
    took = time.perf_counter() - began
    return {
        "batch_s": round(took, 2),
        "batch_gap_percent": round(100 * whole.gap, 3),
        "batch_greedy_gap_percent": round(100 * greedy(offers, places).gap, 3),
    }


def _compared(count: int, ours: Callable[[Asked], Best], median: float) -> dict[str, float]:
    from cli.bench.matching.scan import by_duckdb, by_numpy

    columns, questions = people(count), needs(COMPARED)
    scan, duck = by_numpy(columns), by_duckdb(columns)
    expected = [scan(asked, BEST) for asked in questions]
    same = all(ours(a) == e == duck(a, BEST) for a, e in zip(questions, expected, strict=True))
    scanned = _times(lambda asked: scan(asked, BEST), questions)
    ducked = _times(lambda asked: duck(asked, BEST), questions)
    return {
        "exact": float(same),
        "ratio_to_numpy_scan": round(_median(scanned) / median, 1),
        "ratio_to_duckdb": round(_median(ducked) / median, 1),
    }


async def _median_ms(count: int) -> float:
    from services.volunteers.matching.finding import find
    from services.volunteers.matching.roll import Roll

    roll = Roll(people(count))
    found = _median(_times(lambda asked: find(roll, asked, BEST), needs(100))) * 1000
    note(f"{count:,} volunteers: p50 {found:.2f} ms")
    return found


def _times(ask: Callable[[Asked], object], questions: Sequence[Asked]) -> list[float]:
    """Seconds for each question, once all have been asked before."""
    for asked in questions:
        ask(asked)
    found = []
    for asked in questions:
        began = time.perf_counter()
        ask(asked)
        found.append(time.perf_counter() - began)
    return found


def _median(samples: Sequence[float]) -> float:
    return sorted(samples)[len(samples) // 2]
