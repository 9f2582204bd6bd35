"""50,000 service entries of one workbook, sent to a whole suite as `./wushe up` starts it.

The baseline is `insert_many` of the same documents into the same store, without indexes, without
events, by a client that does nothing else.
"""

from __future__ import annotations

import asyncio
import io
import json
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import httpx

from cli.bench.workbench import note, wushe
from cli.engines import secantus
from cli.ports import free_port
from contracts import codes, regions
from servicekit.database import Database, Document

ROWS, QUICK_ROWS = 50_000, 1_000
STATIONS = 200
AT_ONCE = 1_000
WITHIN = 600.0
SEED = 20220630
SHEET = ("社工站", "服务日期", "服务领域", "活动类型", "服务对象", "人数", "人次", "户数", "场次")


def run(quick: bool) -> dict[str, float]:
    """`import_s` until the answer; `visible_s` until every figure has it; `again_s` the same file
    once more, which adds nothing. `exact` is 1 when the figure is the file's own sum."""
    rows = QUICK_ROWS if quick else ROWS
    with tempfile.TemporaryDirectory(prefix="wushe-bench-") as directory:
        data, port = f"{directory}/data", str(free_port())
        wushe("up", "--detach", "--no-demo", "--data", data, "--port", port)
        try:
            token = wushe("token", "--role", "province_admin", "--region", "530000", "--data", data)
            headers = {"Authorization": f"Bearer {token.splitlines()[-1]}"}
            url = f"http://127.0.0.1:{port}/api/"
            with httpx.Client(base_url=url, headers=headers, timeout=WITHIN) as client:
                results = _measured(client, rows)
            raw = asyncio.run(_raw_writes(_store(data)))
        finally:
            wushe("down", "--data", data)
    note(f"raw writes {raw:,.0f}/s")
    return {**results, "ratio_to_raw_writes": round(results["rows_per_s"] / raw, 3)}


def _measured(client: httpx.Client, rows: int) -> dict[str, float]:
    _send(client, "stations/import", _stations())
    sheet, total = _workbook(rows)
    checked = _timed(lambda: _send(client, "service-entries/import?dry_run=true", sheet))
    began = time.perf_counter()
    created = _send(client, "service-entries/import", sheet)["created"]
    took = time.perf_counter() - began
    note(f"{created} entries in {took:.1f} s")
    shown = _shown(client, total)
    visible = time.perf_counter() - began
    again = _timed(lambda: _send(client, "service-entries/import", sheet))
    return {
        "rows": rows,
        "dry_run_s": round(checked, 2),
        "import_s": round(took, 2),
        "rows_per_s": round(rows / took),
        "visible_s": round(visible, 2),
        "again_s": round(again, 2),
        "exact": float((created, shown) == (rows, total)),
    }


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _send(client: httpx.Client, path: str, content: bytes) -> dict[str, Any]:
    key = {"Idempotency-Key": f"bench-{time.time_ns()}"}
    answer = client.post(f"registry/{path}", files={"file": ("f", content)}, headers=key)
    answer.raise_for_status()
    return dict(answer.json())


def _shown(client: httpx.Client, total: int) -> int:
    """The province's figure, once it has come to the total or the time is up."""
    asked = {"indicator": "service_person_times", "region": regions.ROOT}
    deadline = time.monotonic() + WITHIN
    while True:
        shown = int(client.get("metrics/figures", params=asked).json()["rows"][0]["value"])
        if shown >= total or time.monotonic() > deadline:
            return shown


def _towns() -> Sequence[str]:
    return [region.code for region in regions.all() if region.level == "township"][:STATIONS]


def _stations() -> bytes:
    rows = (f"{code}社工站,township,{code},2022-01-04,own_staff" for code in _towns())
    return "\n".join(["name,kind,region,signed_on,operating_mode", *rows]).encode()


def _workbook(rows: int) -> tuple[bytes, int]:
    """The file, and the person-times in it."""
    import xlsxwriter

    buffer, total = io.BytesIO(), 0
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("服务记录")
        sheet.write_row(0, 0, SHEET)
        for number, row in enumerate(_rows(rows), 1):
            sheet.write_row(number, 0, row)
            total += row[6]
    return buffer.getvalue(), total


def _rows(count: int) -> Sequence[Any]:
    draw, towns = random.Random(SEED), _towns()
    lists = [[c.name_zh for c in known] for known in (codes.DOMAINS, codes.ACTIVITIES)]
    groups = [member.name_zh for member in codes.TARGET_GROUPS]
    made = []
    for _ in range(count):
        persons = draw.randint(1, 40)
        day = date(2022, 1, 4) + timedelta(days=draw.randrange(170))
        words = [draw.choice(names) for names in (*lists, groups)]
        numbers = [persons, persons + draw.randint(0, 20), draw.randint(1, 9), 1]
        made.append([f"{draw.choice(towns)}社工站", day.isoformat(), *words, *numbers])
    return made


def _store(data: str) -> str:
    shown = json.loads(wushe("status", "--json", "--data", data))["processes"]
    port = next(process["port"] for process in shown if process["name"] == "store")
    return secantus.uri(int(port))


async def _raw_writes(store: str) -> float:
    """Documents a second."""
    database = Database(store, "bench_raw")
    there = Database(store, "registry").collection("service_entries")
    documents: list[Document] = [document async for document in there.find({})]
    began = time.perf_counter()
    for first in range(0, len(documents), AT_ONCE):
        part = documents[first : first + AT_ONCE]
        await database.collection("raw").insert_many(part, ordered=False)
    return len(documents) / (time.perf_counter() - began)
