"""Casework over HTTP: who reads a file, and that every read is recorded."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from cli.engines import Engine
from services.volunteers import main
from tests.integration.web import Web, serving

pytestmark = pytest.mark.engines

STATION, OTHER = str(uuid4()), str(uuid4())
WORKER = {"role": "station_worker", "region": "532501002", "station": STATION, "sub": "worker"}
NEIGHBOUR = {"role": "station_worker", "region": "532501003", "station": OTHER, "sub": "other"}
SUPERVISOR = {"role": "county_officer", "region": "532501", "sub": "supervisor"}
AWAY = {"role": "county_officer", "region": "532503", "sub": "away"}
AUDITOR = {"role": "auditor", "region": "530000", "sub": "auditor"}
CASES = "/api/volunteers/cases"
FILE = {
    "station_id": STATION,
    "reference": "2022-17",
    "domain": "children",
    "target_group": "left_behind_children",
    "source": "visit",
}
LEVELS = {"person": 3, "family": 2, "community": 1, "society": 1}


@pytest.fixture
async def web(store: Engine, tmp_path: Path) -> AsyncIterator[Web]:
    async with serving(main.build, store, tmp_path) as (web, _):
        yield web


async def done(web: Web, path: str, body: Any = None, *, by: dict[str, str]) -> dict[str, Any]:
    answer = await web.post(path, body, by=by)
    assert answer.is_success, answer.text
    return dict(answer.json())


async def test_a_case_from_intake_to_closed(web: Web):
    case = await done(web, CASES, FILE, by=WORKER)
    path = f"{CASES}/{case['id']}"
    short = await web.post(f"{path}/assess", {"levels": {"person": 3}}, by=WORKER)
    assert (short.status_code, short.json()["code"]) == (422, "assessment_incomplete")
    await done(web, f"{path}/assess", {"levels": LEVELS}, by=WORKER)
    own = await web.post(f"{path}/approve", {"step": "assessment"}, by=WORKER)
    assert (own.status_code, own.json()["code"]) == (409, "case_same_person")
    await done(web, f"{path}/approve", {"step": "assessment"}, by=SUPERVISOR)
    visit = {"kind": "household_visit", "due_on": "2099-01-01"}
    plan = {"services": [visit], "review_on": "2099-02-01"}
    made = await done(web, f"{path}/plan", plan, by=WORKER)
    await done(web, f"{path}/approve", {"step": "plan"}, by=SUPERVISOR)
    await done(web, f"{path}/serve", {"service_id": made["services"][0]["id"]}, by=WORKER)
    await done(web, f"{path}/close", {"reason": "goals_met"}, by=WORKER)
    closed = await done(web, f"{path}/decide", {"agreed": True}, by=SUPERVISOR)
    assert (closed["stage"], closed["services"][0]["done_on"] is None) == ("closed", False)


async def test_a_file_is_its_stations_and_every_read_is_recorded(web: Web):
    path = f"{CASES}/{(await done(web, CASES, FILE, by=WORKER))['id']}"
    for stranger in (NEIGHBOUR, AWAY):
        assert (await web.get(path, by=stranger)).status_code == 404
    assert (await web.get(path, by=WORKER)).json()["reference"] == "2022-17"
    assert (await web.get(path, by=SUPERVISOR)).status_code == 200
    assert (await web.get(f"{path}/reads", by=WORKER)).status_code == 403
    reads = (await web.get(f"{path}/reads", by=AUDITOR)).json()
    assert [(read["by"], read["station"]) for read in reads] == [
        ("supervisor", None),
        ("worker", STATION),
    ]
    listed = (await web.get(CASES, by=NEIGHBOUR)).json()["items"]
    assert listed == []
    (row,) = (await web.get(f"{CASES}?stage=intake", by=SUPERVISOR)).json()["items"]
    assert "reference" not in row, "a list shows nothing of the contents"


async def test_whoever_is_asked_to_take_over_reads_the_file_and_then_has_it(web: Web):
    path = f"{CASES}/{(await done(web, CASES, FILE, by=WORKER))['id']}"
    ask = {
        "kind": "transfer",
        "reason": "moved",
        "services": ["casework"],
        "until": "2099-01-01",
        "to_station_id": OTHER,
    }
    unsigned = await web.post(f"{path}/refer", ask, by=WORKER)
    assert unsigned.status_code == 422, "without the client's consent nothing is passed on"
    asked = await done(web, f"{path}/refer", ask | {"consent": "a" * 64}, by=WORKER)
    answer = f"{path}/referrals/{asked['referrals'][0]['id']}/answer"
    assert (await web.post(answer, {"said": "accepted"}, by=WORKER)).status_code == 404
    there = await done(web, answer, {"said": "accepted"}, by=NEIGHBOUR)
    assert (there["station_id"], there["region"]) == (OTHER, "532501003")
    assert (await web.get(path, by=WORKER)).status_code == 200, "the first station still reads it"


async def test_a_reference_is_no_name_and_no_identity_number(web: Web):
    for reference in ("张三", "53250119900101123X"):
        answer = await web.post(CASES, FILE | {"reference": reference}, by=WORKER)
        assert answer.status_code == 422
