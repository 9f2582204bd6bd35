"""Waits until what was accepted is in the figures: nothing on its way, nothing behind."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping

import httpx

from cli.exposition import sums
from cli.ports import HOST
from cli.speech import Refusal
from cli.supervisor.state import State

QUIET = 1.5  # seconds without movement; the outbox is measured every second
WITHIN = 120.0
WATCHED = (
    "wushe_outbox_pending_events",
    "wushe_consumer_lag_records",
    "wushe_bus_sent_total",
    "wushe_consumer_applied_total",
)
LEFT = WATCHED[:2]


async def until_visible(state: State) -> None:
    """Raises Refusal when the figures have not caught up after two minutes."""
    ports = [entry.port for entry in state.processes if entry.kind == "service"]
    deadline = time.monotonic() + WITHIN
    seen: Mapping[str, float] = {}
    since = time.monotonic()
    async with httpx.AsyncClient(timeout=5.0, trust_env=False) as http:
        while time.monotonic() - since < QUIET:
            if time.monotonic() > deadline:
                raise _behind(seen)
            await asyncio.sleep(0.25)
            now = await _measured(http, ports)
            if now is None or now != seen or _left(now):
                seen, since = now or {}, time.monotonic()


def _left(seen: Mapping[str, float]) -> float:
    return sum(value for series, value in seen.items() if series.split(":")[1] in LEFT)


async def _measured(http: httpx.AsyncClient, ports: list[int]) -> Mapping[str, float] | None:
    """The watched sums of every service, None while one does not answer."""
    found: dict[str, float] = {}
    for port in ports:
        try:
            text = (await http.get(f"http://{HOST}:{port}/metrics")).text
        except httpx.TransportError:
            return None
        found.update({f"{port}:{name}": value for name, value in sums(text, WATCHED).items()})
    return found


def _behind(seen: Mapping[str, float]) -> Refusal:
    left = int(_left(seen))
    return Refusal(
        f"已载入，但 {WITHIN:g} 秒后仍有 {left} 条未汇总；稍后自会完成，可用 ./wushe doctor 查看",
        f"loaded, but {left} events are still on their way; they will arrive, see ./wushe doctor",
    )
