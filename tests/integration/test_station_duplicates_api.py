"""Finding and merging stations registered twice, over HTTP on the real store."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from cli.engines import Engine
from services.registry import main
from tests.integration.test_stations_api import (
    NEIGHBOUR,
    OFFICER,
    STATIONS,
    done,
    signed,
    told,
)
from tests.integration.web import Web, serving

pytestmark = pytest.mark.engines

DUPLICATES = "/api/registry/station-duplicates"


@pytest.fixture
async def web(store: Engine, tmp_path: Path) -> AsyncIterator[Web]:
    async with serving(main.build, store, tmp_path) as (web, _):
        yield web


async def station(web: Web, name: str, **changes: Any) -> str:
    return (await signed(web, name=name, **changes)).rsplit("/", 1)[1]


async def listed(web: Web, question: str = "", by: dict[str, str] = OFFICER) -> dict[str, Any]:
    answer = await web.get(f"{DUPLICATES}?{question}", by=by)
    assert answer.is_success, answer.text
    return dict(answer.json())


async def test_likely_duplicates_are_listed_with_what_they_share_page_by_page(web: Web) -> None:
    ids = [await station(web, name) for name in ("大屯社工站", "大屯街道社会工作服务站", "大屯站")]
    await station(web, "金湖新苑站")
    listing = {"offers": [{"domain": "elderly"}], "telephone": "0873-2123456"}
    points = ({"longitude": 103.2, "latitude": 23.4}, {"longitude": 103.2001, "latitude": 23.4})
    for id_, point in zip(ids[:2], points, strict=True):
        said = {"station_id": id_, **listing, "point": point}
        await done(web, "/api/registry/directory/listings", said)

    page = await listed(web, "limit=2")
    last = await listed(web, f"limit=2&after={page['next']}")
    pairs = [*page["items"], *last["items"]]
    assert (len(page["items"]), len(last["items"]), last["next"]) == (2, 1, None)
    assert {frozenset(s["id"] for s in pair["stations"]) for pair in pairs} == {
        frozenset((a, b)) for a in ids for b in ids if a < b
    }
    both = next(p for p in pairs if {s["id"] for s in p["stations"]} == set(ids[:2]))
    assert [reason["code"] for reason in both["reasons"]] == [
        "same_name", "same_telephone", "near_point",
    ]  # fmt: skip
    assert both["metres"] == 10
    assert (await listed(web, by=NEIGHBOUR))["items"] == []
    outside = await web.get(f"{DUPLICATES}?region=532501", by=NEIGHBOUR)
    assert told(outside) == (403, "region_out_of_scope")


async def test_two_told_apart_are_listed_no_more(web: Web) -> None:
    one, other = await station(web, "大屯社工站"), await station(web, "大屯站")
    body = {"other_id": other, "reason": "same_building"}
    for path, said, refusal in (
        (one, {**body, "reason": "because"}, (422, "code_unknown")),
        (other, body, (422, "merged_with_itself")),
        (one, {**body, "other_id": str(uuid4())}, (404, "not_found")),
    ):
        answer = await web.post(f"{STATIONS}/{path}/distinct", said, by=OFFICER)
        assert told(answer) == refusal, answer.text
    hidden = await web.post(f"{STATIONS}/{one}/distinct", body, by=NEIGHBOUR)
    assert told(hidden) == (404, "not_found")
    await done(web, f"{STATIONS}/{one}/distinct", body)
    assert (await listed(web))["items"] == []


async def test_a_duplicate_merges_once_into_the_station_that_goes_on(web: Web) -> None:
    one, other = await station(web, "大屯社工站"), await station(web, "大屯站")
    path, key = f"{STATIONS}/{one}/merge", uuid4().hex
    merged = await done(web, path, {"survivor_id": other}, key=key)
    assert (merged["stage"], merged["merged_into"]) == ("closed", other)
    assert (await done(web, path, {"survivor_id": other}, key=key))["version"] == merged["version"]
    assert (await listed(web))["items"] == []
    back = await web.post(f"{STATIONS}/{other}/merge", {"survivor_id": one}, by=OFFICER)
    assert told(back) == (409, "survivor_closed")
    itself = await web.post(f"{STATIONS}/{other}/merge", {"survivor_id": other}, by=OFFICER)
    assert told(itself) == (422, "merged_with_itself")


async def test_of_two_merges_in_opposite_directions_at_once_one_station_goes_on(web: Web) -> None:
    one, other = await station(web, "大屯社工站"), await station(web, "大屯站")
    answers = await asyncio.gather(
        web.post(f"{STATIONS}/{one}/merge", {"survivor_id": other}, by=OFFICER),
        web.post(f"{STATIONS}/{other}/merge", {"survivor_id": one}, by=OFFICER),
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]


async def test_nobody_and_no_station_below_is_left_at_one_that_is_no_more(web: Web) -> None:
    one, other = await station(web, "大屯社工站"), await station(web, "大屯站")
    staff, person = "/api/registry/staff", {"name": "李梅", "region": "532501"}
    post = {"station_id": one, "post": "social_worker", "employment": "full_time"}
    below = await station(web, "新冠社工室", kind="room", parent_id=one)
    path = f"{STATIONS}/{one}/merge"
    refused = await web.post(path, {"survivor_id": other}, by=OFFICER)
    assert told(refused) == (409, "station_has_children")
    await done(web, f"{STATIONS}/{below}/reparent", {"parent_id": other})
    worker = (await done(web, staff, person))["id"]
    await done(web, f"{staff}/{worker}/post", post)
    refused = await web.post(path, {"survivor_id": other}, by=OFFICER)
    assert told(refused) == (409, "station_has_people")
    assert "1" in refused.json()["detail"]
