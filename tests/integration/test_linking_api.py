"""What stations lack and what donors gave find one another over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cli.engines import Engine
from tests.integration.giving import (
    ELSEWHERE,
    OFFICER,
    PARTNER,
    SIGNED,
    WORKER,
    accounts,
    charity,
    done,
    in_hand,
    told,
)
from tests.integration.web import Web

pytestmark = pytest.mark.engines

REQUESTS, PLAN = "/api/charity/requests", "/api/charity/linking/plan"
COATS = {
    "station_id": SIGNED,
    "domain": "children",
    "target_group": "orphan",
    "until": "2099-01-01",
    "item": "winter_clothes",
    "quantity": 40,
    "unit": "件",
}
OF_COATS = {"item": "winter_clothes", "unit": "件"}


@pytest.fixture
async def web(store: Engine, tmp_path: Path) -> AsyncIterator[Web]:
    async with charity(store, tmp_path) as (web, _service):
        yield web


async def test_a_request_and_a_gift_find_one_another_from_both_sides(web: Web):
    request = await done(web, REQUESTS, COATS, by=WORKER)
    await done(web, REQUESTS, COATS | {"domain": "elderly"}, by=WORKER)
    path = await in_hand(web)
    there = (await web.get(f"{REQUESTS}/{request['id']}/gifts", by=OFFICER)).json()
    back = (await web.get(f"{path}/requests", by=PARTNER)).json()
    assert [fit["request_id"] for fit in back["items"]] == [request["id"]]
    assert there["items"] == back["items"], "the same question from either side"
    assert there["items"][0]["score"] == sum(there["items"][0]["parts"].values())
    assert [(r["rule"], r["count"]) for r in back["refused"]] == [("restriction", 1)]


async def test_a_plan_is_shown_first_and_applied_once(web: Web):
    request = await done(web, REQUESTS, COATS, by=WORKER)
    path = await in_hand(web)
    shown = await done(web, PLAN, OF_COATS, by=OFFICER)
    assert (shown["met"], shown["applied"]) == (40, False)
    assert await accounts(web, path) == {"received": 150}
    for _ in range(2):
        await done(web, PLAN, OF_COATS | {"apply": True}, by=OFFICER, key="the-same-plan")
    assert await accounts(web, path) == {"received": 110, "allocated": 40}
    (row,) = (await web.get(f"{REQUESTS}?open=true", by=OFFICER)).json()["items"]
    assert (row["id"], row["left"]) == (request["id"], 0)


async def test_what_was_taken_back_is_lacking_again(web: Web):
    await done(web, REQUESTS, COATS, by=WORKER)
    path = await in_hand(web)
    await done(web, PLAN, OF_COATS | {"apply": True}, by=OFFICER)
    (part,) = (await web.get(path, by=OFFICER)).json()["allocations"]
    here = f"{path}/allocations/{part['id']}/withdraw"
    await done(web, here, {"reason": "mistake"}, by=OFFICER)
    (row,) = (await web.get(REQUESTS, by=OFFICER)).json()["items"]
    assert row["left"] == 40


async def test_a_request_is_a_working_stations_own_and_says_goods_or_money(web: Web):
    away = await web.post(REQUESTS, COATS | {"station_id": ELSEWHERE}, by=WORKER)
    assert told(away) == (422, "station_unknown")
    both = await web.post(REQUESTS, COATS | {"amount_fen": 5}, by=WORKER)
    assert told(both) == (422, "goods_incomplete")
    past = await web.post(REQUESTS, COATS | {"until": "2020-01-01"}, by=WORKER)
    assert told(past) == (422, "date_out_of_order")
    assert (await web.post(PLAN, OF_COATS, by=WORKER)).status_code == 403
