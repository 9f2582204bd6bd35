"""The directory over HTTP, on the real store."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from cli.engines import Engine
from services.registry import main
from tests.integration.web import Web, serving

pytestmark = pytest.mark.engines

OFFICER = {"role": "county_officer", "region": "532501"}
NEIGHBOUR = {"role": "county_officer", "region": "532503"}
RESIDENT = {"role": "volunteer", "region": "530000"}
DIRECTORY, LISTINGS = "/api/registry/directory", "/api/registry/directory/listings"
OFFERS: dict[str, Any] = {
    "offers": [{"domain": "elderly", "activities": ["household_visit"]}],
    "hours": [{"weekday": 1, "opens": "09:00", "closes": "17:00"}],
    "telephone": "0873-2123456",
}


@pytest.fixture
async def web(store: Engine, tmp_path: Path) -> AsyncIterator[Web]:
    async with serving(main.build, store, tmp_path) as (web, _):
        yield web


async def station(web: Web, name: str = "龙泉社工站") -> str:
    body = {"name": name, "kind": "township", "region": "532501002"}
    id_ = (await web.post("/api/registry/stations", body, by=OFFICER)).json()["id"]
    await web.post(f"/api/registry/stations/{id_}/sign", by=OFFICER)
    return str(id_)


async def published(web: Web) -> tuple[str, httpx.Response]:
    id_ = await station(web)
    return id_, await web.post(LISTINGS, {"station_id": id_, **OFFERS}, by=OFFICER)


async def found(web: Web, question: str, by: dict[str, str] = RESIDENT) -> list[dict[str, Any]]:
    answer = await web.get(f"{DIRECTORY}?{question}", by=by)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


def code(answer: httpx.Response) -> tuple[int, str]:
    body = answer.json()
    errors = body.get("errors") or [{}]
    return answer.status_code, errors[0].get("code") or body["code"]


async def test_a_station_is_found_by_what_it_offers_where_and_when(web: Web) -> None:
    id_, answer = await published(web)
    assert answer.status_code == 201
    monday = "open_at=2026-09-07T09:30:00%2B08:00"

    (one,) = await found(web, f"q=longquan&domain=elderly&region=532501&{monday}")
    assert (one["station_id"], one["open"], one["matched"]) == (id_, True, "sound")
    assert one["listing"]["telephone"] == "0873-2123456"
    assert await found(web, "q=longquan&domain=children") == []
    assert await found(web, "q=longquan&open_at=2026-09-07T20:00:00%2B08:00") == []
    assert await found(web, "q=longquan", by=NEIGHBOUR) == []


async def test_a_closed_station_and_a_withdrawn_listing_leave_the_directory_at_once(
    web: Web,
) -> None:
    id_, answer = await published(web)
    await web.post(f"{LISTINGS}/{answer.json()['id']}/withdraw", by=OFFICER)
    (one,) = await found(web, "q=longquan")
    assert one["listing"] is None
    await web.post(f"/api/registry/stations/{id_}/close", {"reason": "no_staff"}, by=OFFICER)
    assert await found(web, "q=longquan") == []


async def test_a_station_has_one_listing_which_is_changed_as_a_whole(web: Web) -> None:
    id_, first = await published(web)
    again = await web.post(LISTINGS, {"station_id": id_, **OFFERS}, by=OFFICER)
    assert again.status_code == 409
    changed = await web.post(
        f"{LISTINGS}/{first.json()['id']}", {"offers": [{"domain": "children"}]}, by=OFFICER
    )
    assert changed.json()["version"] == 2
    assert [f["station_id"] for f in await found(web, "domain=children")] == [id_]


async def test_a_repeated_publication_gets_the_first_answer(web: Web) -> None:
    body = {"station_id": await station(web), **OFFERS}
    first = await web.post(LISTINGS, body, by=OFFICER, key="once")
    again = await web.post(LISTINGS, body, by=OFFICER, key="once")
    assert (again.status_code, again.json()) == (201, first.json())


async def test_a_neighbour_can_neither_publish_for_nor_see_the_listing(web: Web) -> None:
    id_, answer = await published(web)
    body = {"station_id": id_, **OFFERS}
    assert (await web.post(LISTINGS, body, by=NEIGHBOUR)).status_code == 404
    path = f"{LISTINGS}/{answer.json()['id']}"
    assert (await web.get(path, by=NEIGHBOUR)).status_code == 404
    assert (await web.post(path, OFFERS, by=NEIGHBOUR)).status_code == 404
    assert (await web.post(path, OFFERS, by=RESIDENT)).status_code == 403


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"telephone": "13800138000"}, "phone_invalid"),
        ({"offers": []}, "offer_required"),
        ({"hours": [{"weekday": 1, "opens": "17:00", "closes": "09:00"}]}, "hours_invalid"),
        ({"hours": [{"weekday": 1, "opens": "9点", "closes": "17:00"}]}, "hours_invalid"),
        ({"rgion": "532501"}, "unknown_field"),
    ],
)
async def test_what_no_office_can_mean_is_refused_by_name(
    web: Web, change: dict[str, Any], refusal: str
) -> None:
    body = {"station_id": await station(web), **OFFERS, **change}
    assert code(await web.post(LISTINGS, body, by=OFFICER)) == (422, refusal)


@pytest.mark.parametrize(
    ("question", "refusal"),
    [
        ("q=" + "a" * 65, "query_too_long"),
        ("domain=nothing", "code_unknown"),
        ("open_at=2026-09-07T09:30:00", "timezone_required"),
        ("limit=0", "page_invalid"),
    ],
)
async def test_a_question_that_means_nothing_is_refused_by_name(
    web: Web, question: str, refusal: str
) -> None:
    assert code(await web.get(f"{DIRECTORY}?{question}", by=RESIDENT)) == (422, refusal)


async def test_pages_of_a_search_follow_each_other(web: Web) -> None:
    for name in ("甲社工站", "乙社工站", "丙社工站"):
        await station(web, name)
    first = (await web.get(f"{DIRECTORY}?q=sgz&limit=2", by=OFFICER)).json()
    rest = (await web.get(f"{DIRECTORY}?q=sgz&limit=2&after={first['next']}", by=OFFICER)).json()
    assert len(first["items"]) == 2
    assert rest["next"] is None
    names = [one["name"] for one in first["items"] + rest["items"]]
    assert sorted(names) == sorted(["甲社工站", "乙社工站", "丙社工站"])
