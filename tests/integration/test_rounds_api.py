"""A period on its way up, closed, and byte-identical after late facts, over HTTP."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cli.engines import Engine
from servicekit.app import Service
from services.metrics import main
from services.metrics.counting import Cell
from services.metrics.ledger import Ledger
from tests.integration.web import Web, serving

pytestmark = pytest.mark.engines

ROUNDS = "/api/metrics/rounds"
CLERK = {"role": "county_officer", "region": "532501", "sub": "clerk"}
COUNTY = {"role": "county_officer", "region": "532501", "sub": "county"}
PREFECTURE = {"role": "prefecture_officer", "region": "532500", "sub": "prefecture"}
PROVINCE = {"role": "province_admin", "region": "530000", "sub": "province"}
NEIGHBOUR = {"role": "county_officer", "region": "532502", "sub": "neighbour"}
VISIT = Cell("service_person_times", "532501002", date(2022, 3, 1), "domain=elderly")


@pytest.fixture
async def served(store: Engine, tmp_path: Path) -> AsyncIterator[tuple[Web, Ledger]]:
    async with serving(main.build, store, tmp_path) as (web, service):
        ledger = _ledger(service)
        ledger.cube.add([(VISIT, 40)])
        yield web, ledger


def _ledger(service: Service) -> Ledger:
    return service.provides[Ledger]  # type: ignore[return-value]


async def done(web: Web, path: str, by: dict[str, str], body: Any = None) -> dict[str, Any]:
    answer = await web.post(path, body, by=by)
    assert answer.is_success, answer.text
    return dict(answer.json())


async def published(web: Web) -> str:
    opened = await done(web, ROUNDS, CLERK, {"region": "532501", "period": "2022H1"})
    path = f"{ROUNDS}/{opened['id']}"
    await done(web, f"{path}/submit", CLERK)
    for by in (COUNTY, PREFECTURE, PROVINCE):
        await done(web, f"{path}/check", by)
    assert (await done(web, f"{path}/publish", PROVINCE))["state"] == "published"
    return path


async def test_a_closed_period_stays_byte_identical_and_shows_late_facts_as_adjustments(
    served: tuple[Web, Ledger],
):
    web, ledger = served
    path = await published(web)
    before = await web.get(f"{path}/report", by=COUNTY)
    shown = (await web.get(path, by=COUNTY)).json()
    assert shown["report_hash"] == hashlib.sha256(before.content).hexdigest()
    assert (await web.get(f"{path}/adjustments", by=COUNTY)).json()["items"] == []
    ledger.cube.add([(VISIT, 2)])
    after = await web.get(f"{path}/report", by=COUNTY)
    assert after.content == before.content
    items = (await web.get(f"{path}/adjustments", by=COUNTY)).json()["items"]
    lines = {(a["region"], a["dimensions"]): (a["published"], a["now"]) for a in items}
    assert set(lines.values()) == {(40, 42)}
    assert ("532501", "domain=elderly") in lines
    again = await web.post(f"{path}/publish", by=PROVINCE)
    assert (again.status_code, again.json()["code"]) == (409, "round_state")


async def test_a_round_is_its_areas_and_goes_up_level_by_level(served: tuple[Web, Ledger]):
    web, _ = served
    body = {"region": "532501", "period": "2022H1"}
    assert (await web.post(ROUNDS, body, by=NEIGHBOUR)).status_code == 403
    opened = await done(web, ROUNDS, CLERK, body)
    path = f"{ROUNDS}/{opened['id']}"
    assert (await web.get(path, by=NEIGHBOUR)).status_code == 404
    assert (await web.get(f"{path}/report", by=CLERK)).status_code == 404, "not published yet"
    await done(web, f"{path}/submit", CLERK)
    own = await web.post(f"{path}/check", by=CLERK)
    assert (own.status_code, own.json()["code"]) == (409, "round_same_person")
    early = await web.post(f"{path}/check", by=PREFECTURE)
    assert (early.status_code, early.json()["code"]) == (403, "round_level")
    back = await done(web, f"{path}/return", PREFECTURE, {"reason": "户数与人次不符"})
    assert (back["state"], back["steps"][-1]["reason"]) == ("open", "户数与人次不符")
    assert (await web.post(f"{path}/publish", by=COUNTY)).status_code == 403
    listed = (await web.get(f"{ROUNDS}?period=2022H1&state=open", by=PROVINCE)).json()["items"]
    assert [item["id"] for item in listed] == [opened["id"]]


async def test_the_same_events_counted_by_todays_rules_make_the_same_report(
    served: tuple[Web, Ledger],
):
    """No event was read here at all: what was put into the cube by hand is found to differ."""
    web, _ = served
    path = await published(web)
    items = (await done(web, f"{path}/replay", PROVINCE))["items"]
    assert {(item["published"], item["now"]) for item in items} == {(40, 0)}
