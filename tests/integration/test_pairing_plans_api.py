"""Yearly plans of pairings over HTTP, on the real store."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from cli.engines import Engine
from contracts.registry.pairings import PairingAgreed
from services.volunteers import main
from services.volunteers.organisations.copy import Organisations
from services.volunteers.pairings.copy import Pairings
from tests.integration.organisations_told import Told
from tests.integration.web import Web, serving

pytestmark = pytest.mark.engines

HELPED = {"role": "county_officer", "region": "532501"}
HELPER = {"role": "county_officer", "region": "530102"}
NEIGHBOUR = {"role": "county_officer", "region": "532503"}
VOLUNTEER = {"role": "volunteer", "region": "532501"}
PLANS = "/api/volunteers/pairing-plans"
TODAY = date.today()
GOALS = [{"indicator": "stations", "value": 3}]


@pytest.fixture
async def served(store: Engine, tmp_path: Path) -> AsyncIterator[tuple[Web, str, Told]]:
    """五华 helps 个旧 this year; the pairing's id, and what the registry tells of organisations."""
    async with serving(main.build, store, tmp_path) as (web, service):
        pairing = str(uuid4())
        agreed = PairingAgreed(
            region="532501",
            occurred_on=TODAY,
            helper="530102",
            starts_on=TODAY.replace(month=1, day=1),
            ends_on=TODAY.replace(month=12, day=31),
            goals=(),
        )
        await Told(service.provides[Pairings], "registry.network").hear(pairing, 1, agreed)
        yield web, pairing, Told(service.provides[Organisations])


async def done(web: Web, path: str, body: object = None, **options: Any) -> dict[str, Any]:
    answer = await web.post(path, body, **options)
    assert answer.is_success, answer.text
    return dict(answer.json())


def code(answer: httpx.Response) -> tuple[int, str]:
    body = answer.json()
    errors = body.get("errors") or [{}]
    return answer.status_code, errors[0].get("code") or body["code"]


async def test_a_years_plan_runs_from_goals_to_progress(
    served: tuple[Web, str, Told],
) -> None:
    web, pairing, told = served
    partner = {"side": "helper", "organisation_id": await told.agency()}
    body = {"pairing_id": pairing, "year": TODAY.year, "goals": GOALS, "partners": [partner]}
    plan = await done(web, PLANS, body, by=HELPER, key="plan")
    assert await done(web, PLANS, body, by=HELPER, key="plan") == plan
    path = f"{PLANS}/{plan['id']}"
    training = {"title": "跟班学习", "kind": "training", "due_on": TODAY.isoformat()}
    await done(web, f"{path}/activities", training, by=HELPED)
    await done(web, f"{path}/do", {"activity": 1, "person_times": 12}, by=HELPED)
    again = await web.post(f"{path}/do", {"activity": 1}, by=HELPED)
    assert code(again) == (409, "activity_over")
    shown = await done(web, f"{path}/progress", {"reached": GOALS}, by=HELPER)
    assert (shown["met"], shown["activities"][0]["person_times"]) == (1, 12)
    listed = (await web.get(f"{PLANS}?year={TODAY.year}", by=HELPED)).json()["items"]
    assert [item["id"] for item in listed] == [plan["id"]]


async def test_only_the_two_sides_see_and_change_their_plan(
    served: tuple[Web, str, Told],
) -> None:
    web, pairing, told = served
    body = {"pairing_id": pairing, "year": TODAY.year, "goals": GOALS}
    assert (await web.post(PLANS, body, by=NEIGHBOUR)).status_code == 404
    assert (await web.post(PLANS, body, by=VOLUNTEER)).status_code == 403
    path = f"{PLANS}/{(await done(web, PLANS, body, by=HELPED))['id']}"
    assert (await web.get(path, by=NEIGHBOUR)).status_code == 404
    assert (await web.get(PLANS, by=NEIGHBOUR)).json()["items"] == []
    theirs = await web.post(f"{path}/progress", {"reached": GOALS}, by=NEIGHBOUR)
    assert theirs.status_code == 404
    bad = await told.agency()
    await told.blacklist(bad)
    with_bad = body | {"partners": [{"side": "helper", "organisation_id": bad}]}
    assert code(await web.post(PLANS, with_bad, by=HELPED)) == (409, "organisation_refused")
    wrong = [
        (body | {"year": TODAY.year + 1}, "pairing_term"),
        (body | {"goals": [{"indicator": "nothing", "value": 1}]}, "indicator_unknown"),
        (body | {"partners": [{"side": "helper"}]}, "partner_incomplete"),
    ]
    for request, expected in wrong:
        assert code(await web.post(PLANS, request, by=HELPED)) == (422, expected)
    unknown = body | {"pairing_id": str(uuid4())}
    assert (await web.post(PLANS, unknown, by=HELPED)).status_code == 404
