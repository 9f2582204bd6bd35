"""The directory at 20,000 stations and rooms: the search alone, over HTTP, and beside DuckDB."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import islice
from typing import Any

import httpx

from cli.bench.workbench import note, p95, wushe
from cli.ports import free_port
from contracts import codes, regions
from contracts.registry.directory import Offer
from servicekit.scope import Scope
from services.registry.directory.domain import Listing
from services.registry.directory.search import Directory, Wanted, words_of
from services.registry.directory.sounds import sounds
from services.registry.directory.words import Entry, about

SEED = 20220630
QUERIES = ("龙泉", "longquan", "sgs", "养老", "个旧 儿童", "gejiu", "")
YUNNAN = Scope.of("530000")


def run(quick: bool) -> dict[str, float]:
    """`ratio_to_duckdb`: how many times faster than a LIKE scan of the same columns in DuckDB."""
    entries = list(islice(_entries(), 2_000 if quick else 20_000))
    began = time.perf_counter()
    directory = Directory()
    for entry in entries:
        directory.put(entry)
    built = time.perf_counter() - began
    ours = _times(lambda query: _search(directory, query), 200)
    theirs = _times(_duckdb(entries), 50)
    note(f"{len(entries)} entries searched")
    return {
        "entries": len(entries),
        "index_s": round(built, 2),
        "search_p95_ms": round(p95(ours) * 1000, 2),
        "ratio_to_duckdb": round(_median(theirs) / _median(ours), 2),
        **({} if quick else _over_http(entries, 200)),
    }


def _entries() -> Any:
    chance = random.Random(SEED)
    towns = [region for region in regions.all() if region.level == "township"]
    domains = codes.DOMAINS.codes
    while True:
        for town in towns:
            id_ = f"{chance.getrandbits(128):032x}"
            offers = tuple(Offer(domain=d) for d in chance.sample(domains, 2))
            said = Listing(station_id=id_, region=town.code, offers=offers, languages=("yi",))
            name = f"{town.name}第{chance.randrange(1, 400)}社工室"
            yield Entry(id_, name, "room", town.code, "operating", said)


def _search(directory: Directory, query: str) -> None:
    directory.search(Wanted(words=words_of(query)), YUNNAN, None, 21)


def _times(search: Callable[[str], None], count: int) -> list[float]:
    found = []
    for number in range(count):
        began = time.perf_counter()
        search(QUERIES[number % len(QUERIES)])
        found.append(time.perf_counter() - began)
    return found


def _duckdb(entries: Sequence[Entry]) -> Callable[[str], None]:
    import duckdb

    base = duckdb.connect()
    base.execute("create table d (id text, name text, sound text, about text, region text)")
    rows = [_row(entry) for entry in entries]
    base.executemany("insert into d values (?, ?, ?, ?, ?)", rows)

    def search(query: str) -> None:
        words = words_of(query)
        each = " and ".join("(name || sound || about) like ?" for _ in words) or "true"
        asked = f"select id from d where {each} order by region, name, id limit 21"
        base.execute(asked, [f"%{word}%" for word in words]).fetchall()

    return search


def _row(entry: Entry) -> tuple[str, ...]:
    return entry.id, entry.name, sounds(entry.name), about(entry), entry.region


def _median(samples: Sequence[float]) -> float:
    return sorted(samples)[len(samples) // 2]


def _over_http(entries: Sequence[Entry], count: int) -> dict[str, float]:
    """Through the portal, as everybody asks: first the demonstration's 1,429 stations alone."""
    with tempfile.TemporaryDirectory(prefix="wushe-bench-") as directory:
        data, port = f"{directory}/data", str(free_port())
        wushe("up", "--detach", "--data", data, "--port", port)
        try:
            token = wushe("token", "--role", "province_admin", "--region", "530000", "--data", data)
            headers = {"Authorization": f"Bearer {token.splitlines()[-1]}"}
            address = f"http://127.0.0.1:{port}/api/registry/"
            with httpx.Client(base_url=address, headers=headers, timeout=120) as client:
                first = _asked(client, "stations", count, lambda _: {})
                _load(client, entries)
                found = _asked(client, "directory", count, lambda query: {"q": query})
        finally:
            wushe("down", "--data", data)
    return {
        "stations_first_page_p95_ms": round(p95(first) * 1000, 2),
        "http_p95_ms": round(p95(found) * 1000, 2),
    }


def _load(client: httpx.Client, entries: Sequence[Entry]) -> None:
    header = "站点名称,类型,地区代码,挂牌日期,运营方式\n"
    for start in range(0, len(entries), 10_000):
        rows = (f"{e.name},room,{e.region},2022-06-30,own_staff" for e in entries[start:][:10_000])
        sheet = header + "\n".join(dict.fromkeys(rows))
        keys = {"Idempotency-Key": f"rooms-{start}"}
        answer = client.post("stations/import", files={"file": ("r.csv", sheet)}, headers=keys)
        answer.raise_for_status()
        note(f"{answer.json()['created']} rooms entered")


def _asked(
    client: httpx.Client, path: str, count: int, question: Callable[[str], dict[str, str]]
) -> list[float]:
    def ask(query: str) -> None:
        client.get(path, params=question(query)).raise_for_status()

    return _times(ask, count)
