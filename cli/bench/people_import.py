"""A registry file of volunteers, streamed to a whole suite as `./wushe up` starts it.

The baseline is `insert_many` of the same documents into the same store, without indexes, without
events, by a client that does nothing else.
"""

from __future__ import annotations

import asyncio
import json
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx

from cli.bench.workbench import note, rss_mb, wushe
from cli.engines import secantus
from cli.ports import free_port
from contracts import codes, regions
from servicekit.database import Database, Document

ROWS, QUICK_ROWS = 200_000, 2_000
AT_ONCE = 1_000
RAW_OF = 20_000
WITHIN = 3600.0
SEED = 20221231
HEADER = "志愿者编号,居住地区,技能,语言,空闲时间,服务半径\n"


def run(quick: bool) -> dict[str, float]:
    """`import_s` until the answer, `again_s` the same file once more, which changes nothing;
    `grown_mb`: the most the service's memory grew meanwhile, everybody in its index included;
    `figure_s` until the province's figure has them all. `exact` is 1 when every count is right."""
    rows = QUICK_ROWS if quick else ROWS
    with tempfile.TemporaryDirectory(prefix="wushe-bench-") as directory:
        data, port = f"{directory}/data", str(free_port())
        wushe("up", "--detach", "--no-demo", "--data", data, "--port", port)
        try:
            token = wushe("token", "--role", "province_admin", "--region", "530000", "--data", data)
            headers = {"Authorization": f"Bearer {token.splitlines()[-1]}"}
            url = f"http://127.0.0.1:{port}/api/"
            with httpx.Client(base_url=url, headers=headers, timeout=WITHIN) as client:
                results = _measured(client, rows, _process(data, "volunteers")["pid"])
            raw = asyncio.run(_raw_writes(secantus.uri(_process(data, "store")["port"])))
        finally:
            wushe("down", "--data", data)
    note(f"raw writes {raw:,.0f}/s")
    return {**results, "ratio_to_raw_writes": round(results["rows_per_s"] / raw, 3)}


def _measured(client: httpx.Client, rows: int, pid: int) -> dict[str, float]:
    before = rss_mb(pid)
    checked, took_dry = _timed(lambda: _send(client, rows, dry_run=True))
    began = time.perf_counter()
    created, took = _timed(lambda: _send(client, rows))
    note(f"{rows} rows in {took:.1f} s")
    shown = _shown(client, rows)
    visible = time.perf_counter() - began
    again, took_again = _timed(lambda: _send(client, rows))
    counts = (checked["created"], created["created"], again["unchanged"], shown)
    return {
        "rows": rows,
        "dry_run_s": round(took_dry, 2),
        "import_s": round(took, 2),
        "rows_per_s": round(rows / took),
        "figure_s": round(visible, 2),
        "again_s": round(took_again, 2),
        "grown_mb": round(_most_mb(pid) - before, 1),
        "exact": float(counts == (rows,) * 4),
    }


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    began = time.perf_counter()
    done = work()
    return done, time.perf_counter() - began


def _send(client: httpx.Client, rows: int, dry_run: bool = False) -> dict[str, Any]:
    headers = {"Idempotency-Key": f"bench-{time.time_ns()}", "Content-Type": "text/csv"}
    path = f"volunteers/people-imports?dry_run={str(dry_run).lower()}"
    answer = client.post(path, content=_file(rows), headers=headers)
    answer.raise_for_status()
    return dict(answer.json())


def _file(rows: int) -> Iterator[bytes]:
    """The same rows whenever it is asked for, never all at once."""
    draw = random.Random(SEED)
    homes = [region.code for region in regions.all() if region.level == "county"]
    skills, languages = [c.name_zh for c in codes.SKILLS], codes.LANGUAGES.codes
    slots = [f"周{day}{part}" for day in "一二三四五六日" for part in ("上午", "下午", "晚上")]
    yield HEADER.encode()
    for first in range(0, rows, AT_ONCE):
        yield "".join(
            f"YN{number},{draw.choice(homes)},{';'.join(draw.sample(skills, 2))}:2,"
            f"{draw.choice(languages)},{';'.join(draw.sample(slots, 4))},"
            f"{draw.choice((0, 30, 80))}\n"
            for number in range(first, min(first + AT_ONCE, rows))
        ).encode()


def _shown(client: httpx.Client, total: int) -> int:
    """The province's figure, once it has come to the total or the time is up."""
    asked = {"indicator": "volunteers", "region": regions.ROOT}
    deadline = time.monotonic() + WITHIN
    while True:
        shown = int(client.get("metrics/figures", params=asked).json()["rows"][0]["value"])
        if shown >= total or time.monotonic() > deadline:
            return shown


def _process(data: str, name: str) -> dict[str, int]:
    shown = json.loads(wushe("status", "--json", "--data", data))["processes"]
    return next(process for process in shown if process["name"] == name)


def _most_mb(pid: int) -> float:
    """The most memory it ever had."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


async def _raw_writes(store: str) -> float:
    """Documents a second."""
    database = Database(store, "bench_raw")
    there = Database(store, "volunteers").collection("people")
    documents: list[Document] = [document async for document in there.find({}).limit(RAW_OF)]
    began = time.perf_counter()
    for first in range(0, len(documents), AT_ONCE):
        part = documents[first : first + AT_ONCE]
        await database.collection("raw").insert_many(part, ordered=False)
    return len(documents) / (time.perf_counter() - began)
