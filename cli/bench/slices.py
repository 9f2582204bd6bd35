"""A slice of 129 counties by month and domain at ten million cells, beside a database engine that
sums the same cells and a document store that groups the records."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import islice
from resource import RUSAGE_SELF, getrusage
from typing import TYPE_CHECKING, Any

import numpy as np

from cli.bench.activity import FIRST_DAY, Activity
from cli.bench.workbench import Engines, note, p95
from contracts import codes, regions
from servicekit.database import Database, Document
from services.metrics import figures
from services.metrics.columns import Ints, Rows
from services.metrics.cube import Cube
from services.metrics.figures import Figure, Question
from services.metrics.months import month_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

INDICATOR, PERIOD, DAYS = "service_person_times", "2022", 365
TODAY = date(2022, 12, 31)
AT_ONCE, SEED = 60_000, 2022
INSERT = 2_000


async def at_size(cells: int, rounds: int) -> dict[str, float]:
    """Of a year of made-up services, spread evenly: the worst for a cube. `big_exact` is 1 when
    every row equals the engine's."""
    cube, drawn = Cube(), np.random.default_rng(SEED)
    batches = -(-cells // AT_ONCE)
    for _ in range(batches):
        cube.fold(_rows(drawn))
    ours = [timed(lambda: ask(cube)) for _ in range(rounds)]
    peak = getrusage(RUSAGE_SELF).ru_maxrss / 1024
    note(f"slice p95 {1000 * p95(ours):.1f} ms, {peak:.0f} MB at its highest")
    table = _duckdb_of(batches)
    theirs = [timed(lambda: _grouped(table)) for _ in range(max(3, rounds // 10))]
    rows = ask(cube)
    return {
        "big_cells": float(len(cube)),
        "big_slice_rows": float(len(rows)),
        "big_slice_p95_ms": 1000 * p95(ours),
        "big_rss_peak_mb": peak,
        "big_slice_duckdb_p95_ms": 1000 * p95(theirs),
        "big_exact": float(_as_theirs(rows) == set(_grouped(table))),
    }


async def of_records(engines: Engines, records: int) -> float:
    """Seconds the document store takes to group so many service records by county, month and
    domain. Our own answer does not depend on their number."""
    database = Database(engines.store, "bench_group")
    await database.start()
    kept = database.collection("services")
    facts = _facts(records)
    while part := list(islice(facts, INSERT)):
        await kept.insert_many(part)
    began = time.perf_counter()
    found = [row async for row in await _pipeline(kept)]
    seconds = time.perf_counter() - began
    await database.stop()
    assert sum(row["value"] for row in found), "nothing grouped"
    return seconds


async def _pipeline(kept: Any) -> Any:
    by = {"county": "$county", "month": "$month", "domain": "$domain"}
    started = kept.aggregate([{"$group": {"_id": by, "value": {"$sum": "$person_times"}}}])
    return await started if hasattr(started, "__await__") else started


def _facts(records: int) -> Iterator[Document]:
    activity = Activity(seed=7)
    for _ in activity.entries(records + 2_000):
        pass
    for facts in islice(activity.living.values(), records):
        yield {
            "county": facts.region[:6],
            "month": facts.occurred_on.isoformat()[:7],
            "domain": facts.domain,
            "person_times": facts.person_times,
        }


def ask(cube: Cube, period: str = PERIOD, today: date = TODAY) -> list[Figure]:
    """Every county by month and domain: a question a prefecture, as a screen asks them."""
    by = "region,month,domain"
    questions = (
        Question.of(INDICATOR, prefecture.code, period, by, today)
        for prefecture in regions.children(regions.ROOT)
    )
    return [row for question in questions for row in figures.recorded(cube, question, "")]


def _rows(drawn: np.random.Generator) -> Rows:
    nothing: Ints = np.zeros(0, np.int64)
    places, series = _places(), _series()
    return Rows(
        types=(),
        sequences=nothing,
        type_of=nothing,
        regions=places,
        series=series,
        events=nothing,
        region=drawn.integers(0, len(places), AT_ONCE),
        serie=drawn.integers(0, len(series), AT_ONCE),
        days=FIRST_DAY.toordinal() + drawn.integers(0, DAYS, AT_ONCE),
        values=drawn.integers(1, 50, AT_ONCE),
    )


def _places() -> list[str]:
    return [region.code for region in regions.all() if region.level == "township"]


def _series() -> list[tuple[str, str]]:
    return [
        (INDICATOR, f"domain={domain};activity={activity};target_group={group}")
        for domain in codes.DOMAINS.codes
        for activity in codes.ACTIVITIES.codes
        for group in codes.TARGET_GROUPS.codes
    ]


def _duckdb_of(batches: int) -> DuckDBPyConnection:
    """The same cells in the narrowest columns of a table in memory."""
    from duckdb import connect

    table, drawn = connect(), np.random.default_rng(SEED)
    table.execute("create table cells (county int, month utinyint, domain utinyint, value bigint)")
    counties = np.array([int(code[:6]) for code in _places()])
    domains = np.array([codes.DOMAINS.codes.index(_domain(name)) for _, name in _series()])
    for _ in range(batches):
        rows = _rows(drawn)
        part = {
            "county": counties[rows.region],
            "month": month_of(rows.days) % 12 + 1,
            "domain": domains[rows.serie],
            "value": rows.values,
        }
        table.register("part", part)
        table.execute("insert into cells select * from part")
    return table


def _domain(dimensions: str) -> str:
    return dimensions.partition(";")[0].partition("=")[2]


def _as_theirs(rows: Sequence[Figure]) -> set[tuple[int, int, int, int]]:
    index = codes.DOMAINS.codes.index
    return {
        (int(row.region), int(row.period[-2:]), index(row.dimensions["domain"]), row.value)
        for row in rows
    }


def _grouped(table: DuckDBPyConnection) -> list[tuple[int, ...]]:
    asked = "select county, month, domain, sum(value)::bigint from cells group by all"
    return table.execute(asked).fetchall()


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
