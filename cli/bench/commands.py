"""A whole suite as `./wushe up` starts it: how long a command takes, and until it is counted."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from uuid import uuid4

import httpx

from cli.bench.workbench import note, p95, rss_mb, wushe
from cli.ports import free_port

COUNTY, TOWNSHIP = "532501", "532501002"
VISIBLE_WITHIN = 10.0
ENGINES = ("kafka", "noida", "store")


def run(quick: bool) -> dict[str, float]:
    """`ready_s` is of a second start, when everything is installed and the data are there."""
    with tempfile.TemporaryDirectory(prefix="wushe-bench-") as directory:
        data, port = f"{directory}/data", str(free_port())
        up = ("up", "--detach", "--no-demo", "--data", data, "--port", port)
        wushe(*up)
        wushe("down", "--data", data)
        began = time.perf_counter()
        wushe(*up)
        ready = time.perf_counter() - began
        try:
            return {"ready_s": round(ready, 2), **_measure(data, port, 20 if quick else 100)}
        finally:
            wushe("down", "--data", data)


def _measure(data: str, port: str, count: int) -> dict[str, float]:
    token = wushe("token", "--role", "county_officer", "--region", COUNTY, "--data", data)
    headers = {"Authorization": f"Bearer {token.splitlines()[-1]}"}
    with httpx.Client(base_url=f"http://127.0.0.1:{port}/api/", headers=headers) as client:
        station = _station(client)
        took = [_once(client, station, number) for number in range(1, count + 1)]
    note(f"{count} commands")
    return {
        "post_p95_ms": round(p95([post for post, _ in took]) * 1000, 2),
        "visible_p95_ms": round(p95([visible for _, visible in took]) * 1000, 2),
        "rss_total_mb": round(_own_memory(data), 1),
    }


def _station(client: httpx.Client) -> str:
    plan = {"name": "测速站", "kind": "subdistrict", "region": TOWNSHIP}
    id_ = str(_post(client, "registry/stations", plan)["id"])
    _post(client, f"registry/stations/{id_}/sign", {})
    return id_


def _once(client: httpx.Client, station: str, number: int) -> tuple[float, float]:
    """Seconds until the answer, and until the county's figure has it."""
    entry = {
        "station_id": station,
        "occurred_on": date.today().isoformat(),
        "domain": "elderly",
        "activity": "casework",
        "target_group": "general",
        "person_times": 1,
    }
    began = time.perf_counter()
    _post(client, "registry/service-entries", entry)
    answered = time.perf_counter() - began
    _wait(lambda: _figure(client) >= number)
    return answered, time.perf_counter() - began


def _figure(client: httpx.Client) -> int:
    asked = {"indicator": "service_person_times", "region": COUNTY}
    return int(client.get("metrics/figures", params=asked).json()["rows"][0]["value"])


def _wait(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + VISIBLE_WITHIN
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not visible within {VISIBLE_WITHIN:g} s")


def _post(client: httpx.Client, path: str, body: object) -> dict[str, object]:
    headers = {"Idempotency-Key": str(uuid4()), "If-Match": "*"}
    answer = client.post(path, json=body, headers=headers)
    answer.raise_for_status()
    return dict(answer.json())


def _own_memory(data: str) -> float:
    """Of our processes with their supervisor, engines apart; what they share counts in each."""
    shown = json.loads(wushe("status", "--json", "--data", data))["processes"]
    pids = [process["pid"] for process in shown if process["name"] not in ENGINES]
    supervisor = int(Path(f"/proc/{pids[0]}/stat").read_text().rsplit(")", 1)[1].split()[1])
    return sum(rss_mb(pid) for pid in {*pids, supervisor} if pid > 1)
