"""Charity under load: 1,000 allocations at once on a fund of 100 shares, and the statement and
balance of a fund with a million movements.

Baselines in the same run: the same rush on one counter with the bare driver (no books, no events,
no HTTP), and DuckDB reading the newest lines of the same movements from a table.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import uuid4

import httpx

from cli.bench.workbench import engines, note, p95
from cli.tokens import issue, signing_key
from servicekit.app import Service, create_app
from servicekit.consuming import Subscriptions
from servicekit.database import Database
from servicekit.publisher import Publisher
from servicekit.settings import Settings
from services.charity import main
from services.charity.statements.books import StatementBooks
from services.charity.statements.line import Line

DIQING, BODY = "533400", "13333333-3333-5333-8333-333333333333"
SHARES = 100
AT_ONCE = 500


def run(quick: bool) -> dict[str, float]:
    """`oversold` is how many allocations beyond the shares succeeded (0), `missing` how many
    shares nobody got (0)."""
    with engines() as engine, tempfile.TemporaryDirectory(prefix="wushe-bench-") as directory:
        return asyncio.run(_measure(engine.store, Path(directory), quick))


async def _measure(store: str, directory: Path, quick: bool) -> dict[str, float]:
    asking, lines = (200, 20_000) if quick else (1_000, 1_000_000)
    async with _service(store, directory) as (client, service):
        await _organisation(service)
        fund, gift = await _fund(client)
        rush = await _rush(client, fund, asking)
        note(f"{asking} allocations at once")
        results = {**rush, **await _raw_rush(service, asking, rush["allocations_per_s"])}
        balances = await _times(lambda: client.get(f"funds/{fund}"), 200)
        books = service.provides[StatementBooks]
        written = await _write(books, fund, gift, lines)  # type: ignore[arg-type]
        note(f"{lines} movements")
        pages = await _times(lambda: client.get(f"funds/{fund}/statement?limit=50"), 200)
        return {
            **results,
            "balance_p95_ms": round(p95(balances) * 1000, 2),
            "movements": lines,
            "posted_per_s": round(lines / written),
            "statement_p95_ms": round(p95(pages) * 1000, 2),
            "statement_ratio_to_duckdb": round(_duckdb(fund, lines) / _median(pages), 2),
        }


@asynccontextmanager
async def _service(store: str, directory: Path) -> AsyncIterator[tuple[httpx.AsyncClient, Service]]:
    key = signing_key(directory)
    settings = Settings(
        port=0,
        mongo_uri=store,
        database=f"bench-{uuid4().hex[:8]}",
        jwks=str(directory / "jwks.json"),
        profile="embedded",
    )
    built = main.build(settings)
    alone = [c for c in built.components if not isinstance(c, Subscriptions | Publisher)]
    app = create_app(replace(built, components=alone))
    token = issue(key, "province_admin", "530000")
    client = httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app),
        base_url="http://bench/api/charity/",
        headers={"Authorization": f"Bearer {token}", "If-Match": "*"},
        timeout=120,
    )
    async with app.router.lifespan_context(app), client:
        yield client, built


async def _organisation(service: Service) -> None:
    """One in good standing, as the registry's event would make it."""
    database = Database(service.settings.mongo_uri, service.settings.database)
    known = {"_id": BODY, "version": 1, "region": DIQING, "name": "机构", "kind": "ngo"}
    await database.collection("organisations").insert_one({**known, "standing": "good"})
    await database.stop()


async def _fund(client: httpx.AsyncClient) -> tuple[str, str]:
    """A fund of one gift of SHARES fen in hand."""
    fund = {"kind": "special", "name": "测速基金", "statement": "测速", "region": DIQING}
    fund_id = (await _post(client, "funds", fund)).json()["id"]
    money = {"resource": "money", "amount_fen": SHARES, "region": DIQING, "fund_id": fund_id}
    gift = (await _post(client, "pledges", money)).json()["id"]
    await _post(client, f"gifts/{gift}/receive", {"amount_fen": SHARES})
    return fund_id, gift


async def _rush(client: httpx.AsyncClient, fund: str, asking: int) -> dict[str, float]:
    share = {"organisation_id": BODY, "region": DIQING, "amount_fen": 1}
    began = time.perf_counter()
    answers = await asyncio.gather(
        *(_post(client, f"funds/{fund}/allocate", share) for _ in range(asking))
    )
    took = time.perf_counter() - began
    codes = Counter(answer.status_code for answer in answers)
    if set(codes) - {201, 409}:
        raise RuntimeError(f"unexpected answers: {codes}")
    return {
        "oversold": max(0, codes[201] - SHARES),
        "missing": max(0, SHARES - codes[201]),
        "requests_per_s": round(asking / took, 1),
        "allocations_per_s": round(codes[201] / took, 1),
    }


async def _raw_rush(service: Service, asking: int, ours: float) -> dict[str, float]:
    """One conditional update each, on one document."""
    database = Database(service.settings.mongo_uri, service.settings.database)
    counters = database.collection("counters")
    await counters.insert_one({"_id": "shares", "left": SHARES})
    began = time.perf_counter()
    await asyncio.gather(
        *(
            counters.update_one({"_id": "shares", "left": {"$gt": 0}}, {"$inc": {"left": -1}})
            for _ in range(asking)
        )
    )
    raw = SHARES / (time.perf_counter() - began)
    await database.stop()
    return {"allocations_ratio_to_raw": round(ours / raw, 3)}


async def _write(books: StatementBooks, fund: str, gift: str, count: int) -> float:
    """Seconds to post so many movements of one fund, as the journal brings them."""
    began = time.perf_counter()
    for first in range(1, count + 1, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, count + 1))
        await books.post(fund, [_line(number, gift) for number in numbers])
    return time.perf_counter() - began


def _line(number: int, gift: str) -> Line:
    return Line(
        event_id=f"00000000-0000-5000-8000-{number:012}",
        stream="charity.gifts/9",  # a stream of its own: the real ones go on beside it
        sequence=number,
        on=date(2022, 6, 30),
        gift_id=gift,
        donor_id="",
        source="received",
        target="allocated",
        amount_fen=number % 997,
        item="",
        quantity=0,
        unit="",
        region=DIQING,
        allocation_id=gift,
    )


async def _times(ask: Callable[[], Awaitable[httpx.Response]], count: int) -> list[float]:
    took = []
    for _ in range(count):
        began = time.perf_counter()
        answer = await ask()
        took.append(time.perf_counter() - began)
        answer.raise_for_status()
    return took


def _duckdb(fund: str, count: int) -> float:
    """Median seconds for the newest 50 lines of the fund, and its balances."""
    import duckdb

    base = duckdb.connect()
    base.execute(
        f"create table lines as select '{fund}' as book, range as no, range % 997 as fen, "
        f"'received' as source, 'allocated' as target from range(1, {count + 1})"
    )
    took = []
    for _ in range(20):
        began = time.perf_counter()
        base.execute("select * from lines where book = ? order by no desc limit 50", [fund])
        base.fetchall()
        base.execute("select target, sum(fen) from lines where book = ? group by 1", [fund])
        base.fetchall()
        took.append(time.perf_counter() - began)
    return _median(took)


async def _post(client: httpx.AsyncClient, path: str, body: object) -> httpx.Response:
    return await client.post(path, json=body, headers={"Idempotency-Key": uuid4().hex})


def _median(samples: Sequence[float]) -> float:
    return sorted(samples)[len(samples) // 2]
