"""The three lists over HTTP, on the real store."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from cli.engines import Engine
from services.volunteers import main
from tests.integration.web import Web, serving

pytestmark = pytest.mark.engines

COORDINATOR = {"role": "volunteer_coordinator", "region": "532501101", "sub": "one"}
OFFICER = {"role": "county_officer", "region": "532501", "sub": "two"}
NEIGHBOUR = {"role": "county_officer", "region": "532503"}
VOLUNTEER = {"role": "volunteer", "region": "532501101"}
LISTS, SHARES = "/api/volunteers/lists", "/api/volunteers/list-shares"
YEAR = date.today().year
BEFORE, NOW = f"{YEAR - 1}", f"{YEAR}"
ITEM = {
    "title": "助餐",
    "domain": "elderly",
    "target_group": "left_behind_elderly",
    "quantity": 20,
    "unit": "户",
}


@pytest.fixture
async def web(store: Engine, tmp_path: Path) -> AsyncIterator[Web]:
    async with serving(main.build, store, tmp_path) as (web, _):
        yield web


async def done(web: Web, path: str, body: object = None, **options: Any) -> dict[str, Any]:
    answer = await web.post(path, body, **options)
    assert answer.is_success, answer.text
    return dict(answer.json())


def code(answer: httpx.Response) -> tuple[int, str]:
    body = answer.json()
    errors = body.get("errors") or [{}]
    return answer.status_code, errors[0].get("code") or body["code"]


def needs(period: str, *items: dict[str, Any]) -> dict[str, Any]:
    about = {"region": "532501101", "place": "龙井村", "kind": "needs", "period": period}
    return about | {"items": list(items)}


async def published(web: Web, period: str, *items: dict[str, Any]) -> dict[str, Any]:
    drafted = await done(web, LISTS, needs(period, *items), by=COORDINATOR)
    return await done(web, f"{LISTS}/{drafted['id']}/publish", by=COORDINATOR)


async def test_lists_of_two_periods_are_compared(web: Web) -> None:
    before = await published(web, BEFORE, ITEM, ITEM | {"title": "照护"}, ITEM | {"title": "修路"})
    kept, met, _ = (item["id"] for item in before["items"])
    body = {"item_id": met, "evidence": "0" * 64}
    await done(web, f"{LISTS}/{before['id']}/meet", body, by=COORDINATOR)
    now = await published(web, NOW, ITEM | {"carried": kept}, ITEM | {"title": "新需求"})
    assert now["previous_period"] == BEFORE
    shown = (await web.get(f"{LISTS}/{now['id']}/comparison", by=VOLUNTEER)).json()
    titles = {name: [item["title"] for item in shown[name]] for name in ("added", "kept")}
    assert titles == {"added": ["新需求"], "kept": ["助餐"]}
    assert [item["title"] for item in shown["met"]] == ["照护"]
    assert [item["title"] for item in shown["given_up"]] == ["修路"]


async def test_the_share_met_of_a_county_comes_from_its_parts(web: Web) -> None:
    first = await published(web, NOW, ITEM, ITEM | {"title": "照护"})
    body = {"item_id": first["items"][0]["id"], "evidence": "0" * 64}
    await done(web, f"{LISTS}/{first['id']}/meet", body, by=COORDINATOR)
    elsewhere = needs(NOW, ITEM, ITEM) | {"region": "532501002"}
    drafted = await done(web, LISTS, elsewhere, by=OFFICER)
    await done(web, f"{LISTS}/{drafted['id']}/publish", by=OFFICER)
    shown = (await web.get(f"{SHARES}?period={NOW}", by=OFFICER)).json()
    assert (shown["whole"]["listed"], shown["whole"]["met"], shown["whole"]["percent"]) == (
        4,
        1,
        25.0,
    )
    parts = {part["region"]: part["percent"] for part in shown["parts"] if part["listed"]}
    assert parts == {"532501101": 50.0, "532501002": 0.0}


async def test_a_draft_is_replaced_shown_to_writers_only_and_frozen_when_published(
    web: Web,
) -> None:
    drafted = await done(web, LISTS, needs(NOW, ITEM), by=COORDINATOR)
    path = f"{LISTS}/{drafted['id']}"
    again = await done(web, LISTS, needs(NOW, ITEM | {"title": "照护"}), by=COORDINATOR)
    assert (again["id"], [i["title"] for i in again["items"]]) == (drafted["id"], ["照护"])
    assert (await web.get(path, by=VOLUNTEER)).status_code == 404
    assert (await web.get(LISTS, by=VOLUNTEER)).json()["items"] == []
    await done(web, f"{path}/publish", by=COORDINATOR)
    assert (await web.get(path, by=VOLUNTEER)).status_code == 200
    frozen = await web.post(LISTS, needs(NOW, ITEM), by=COORDINATOR)
    assert code(frozen) == (409, "list_frozen")


async def test_a_draft_sent_twice_says_the_same(web: Web) -> None:
    first = await done(web, LISTS, needs(NOW, ITEM), by=COORDINATOR, key="draft")
    assert await done(web, LISTS, needs(NOW, ITEM), by=COORDINATOR, key="draft") == first


async def test_an_item_is_met_by_a_need_only_once_both_sides_confirmed_it(web: Web) -> None:
    known = await published(web, NOW, ITEM)
    need = {
        "title": "陪护",
        "region": "532501101",
        "domain": "elderly",
        "target_group": "left_behind_elderly",
        "places": 1,
        "starts_at": f"{YEAR + 1}-03-01T09:00:00+08:00",
        "ends_at": f"{YEAR + 1}-03-01T11:00:00+08:00",
    }
    posted = (await done(web, "/api/volunteers/needs", need, by=COORDINATOR))["id"]
    path, item = f"{LISTS}/{known['id']}/meet", known["items"][0]["id"]
    open_ = await web.post(path, {"item_id": item, "need_id": posted}, by=COORDINATOR)
    assert code(open_) == (409, "need_not_met")
    assert code(await web.post(path, {"item_id": item}, by=COORDINATOR)) == (422, "proof_needed")
    nobody = await web.post(path, {"item_id": item, "need_id": str(uuid4())}, by=COORDINATOR)
    assert nobody.status_code == 404


async def test_lists_keep_to_ones_area_and_refuse_what_they_cannot_mean(web: Web) -> None:
    known = await published(web, NOW, ITEM)
    assert (await web.get(f"{LISTS}/{known['id']}", by=NEIGHBOUR)).status_code == 404
    assert (await web.post(LISTS, needs(NOW, ITEM), by=NEIGHBOUR)).status_code == 403
    assert (await web.post(LISTS, needs(NOW, ITEM), by=VOLUNTEER)).status_code == 403
    wrong = [
        (needs("cumulative", ITEM), "period_invalid"),
        (needs("soon", ITEM), "period_invalid"),
        (needs(BEFORE, ITEM | {"carried": str(uuid4())}), "item_unknown"),
        (needs(BEFORE, ITEM | {"domain": "x"}), "code_unknown"),
        (needs(BEFORE, ITEM) | {"kind": "wishes"}, "code_unknown"),
    ]
    for body, expected in wrong:
        assert code(await web.post(LISTS, body, by=COORDINATOR)) == (422, expected)
    early = await done(web, LISTS, needs(f"{YEAR + 1}", ITEM), by=COORDINATOR)
    refused = await web.post(f"{LISTS}/{early['id']}/publish", by=COORDINATOR)
    assert code(refused) == (409, "period_not_begun")
