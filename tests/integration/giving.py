"""The charity service over HTTP for tests: its callers, its stations, short words for requests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from cli.engines import Engine
from contracts.registry.stations import StationClosed, StationEvent, StationPlanned, StationSigned
from servicekit.app import Service
from servicekit.batches import Batch, Delivered
from services.charity import main
from services.charity.stations.copy import Stations
from tests.integration.web import Web, serving
from tests.unit.charity.mothers import TODAY

PARTNER = {"role": "charity_partner", "region": "533400"}
OFFICER = {"role": "prefecture_officer", "region": "533400"}
PROVINCE = {"role": "province_admin", "region": "530000"}
WORKER = {"role": "station_worker", "region": "533401100"}
NEIGHBOUR = {"role": "station_worker", "region": "533401101"}
PHOTO = "a" * 64
GIFTS, PLEDGES = "/api/charity/gifts", "/api/charity/pledges"
FUNDS, DONORS = "/api/charity/funds", "/api/charity/donors"
COATS = {
    "resource": "goods",
    "amount_fen": 3_000_001,
    "item": "winter_clothes",
    "quantity": 150,
    "unit": "件",
    "region": "533400",
    "domain": "children",
}
SIGNED, PLANNED, CLOSED, ELSEWHERE, MERGED = (str(uuid4()) for _ in range(5))


class Copy:
    """Tells the copy of the stations what the registry's events would."""

    def __init__(self, stations: Stations) -> None:
        self._stations = stations
        self._sequence = 0

    async def hear(self, station: str, *kinds: type[StationEvent], region: str) -> None:
        for version, kind in enumerate(kinds, 1):
            about: dict[str, Any] = {"region": region, "occurred_on": TODAY, "kind": "township"}
            if kind is StationPlanned:
                about |= {"name": "站", "operating_mode": "own_staff"}
            if kind is StationClosed:
                about |= {"reason": "other", "counted": True}
                about |= {"survivor_id": SIGNED} if station == MERGED else {}
            await self._store(station, version, kind(**about))

    async def _store(self, station: str, version: int, event: StationEvent) -> None:
        headers = {"ce_subject": station.encode(), "ce_subjectversion": str(version).encode()}
        batch = Batch.behind("registry.stations", 0, self._sequence)
        self._sequence += 1
        batch.last = self._sequence
        batch.folded = [self._stations.fold(Delivered(self._sequence, headers, event))]
        await self._stations.store(batch)


@asynccontextmanager
async def charity(store: Engine, directory: Path) -> AsyncIterator[tuple[Web, Service]]:
    async with serving(main.build, store, directory) as (web, service):
        copy = Copy(service.provides[Stations])  # type: ignore[arg-type]
        await copy.hear(SIGNED, StationPlanned, StationSigned, region="533401100")
        await copy.hear(PLANNED, StationPlanned, region="533401100")
        await copy.hear(CLOSED, StationPlanned, StationSigned, StationClosed, region="533401100")
        await copy.hear(MERGED, StationPlanned, StationSigned, StationClosed, region="533401100")
        await copy.hear(ELSEWHERE, StationPlanned, StationSigned, region="532501100")
        yield web, service


async def done(web: Web, path: str, body: object = None, **options: Any) -> Any:
    answer = await web.post(path, body, **options)
    assert answer.is_success, answer.text
    return answer.json()


async def in_hand(web: Web, **changes: Any) -> str:
    """A gift pledged and wholly received; its address."""
    gift = await done(web, PLEDGES, COATS | changes, by=PARTNER)
    measure = "amount_fen" if gift["resource"] == "money" else "quantity"
    path = f"{GIFTS}/{gift['id']}"
    await done(web, f"{path}/receive", {measure: gift["pledged"][measure]}, by=OFFICER)
    return path


def money(fen: int, **changes: Any) -> dict[str, Any]:
    """Changes that make the coats an amount of money."""
    none = {"item": None, "quantity": None, "unit": None, "domain": None}
    return {**none, "resource": "money", "amount_fen": fen, **changes}


def told(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def accounts(web: Web, path: str) -> dict[str, int]:
    """Items in each account that has any."""
    shown = (await web.get(path, by=OFFICER)).json()["accounts"]
    return {name: amount["quantity"] for name, amount in shown.items() if amount["quantity"]}
