"""Honours, pairings and practice bases over HTTP, on the real store."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from cli.engines import Engine
from services.registry import main
from tests.integration.web import Web, serving

pytestmark = pytest.mark.engines

COUNTY = {"role": "county_officer", "region": "532501"}
NEIGHBOUR = {"role": "county_officer", "region": "532503"}
PROVINCE = {"role": "province_admin", "region": "530000"}
API = "/api/registry"
TODAY = date.today()


@pytest.fixture
async def web(store: Engine, tmp_path: Path) -> AsyncIterator[Web]:
    async with serving(main.build, store, tmp_path) as (web, _):
        yield web


async def station(web: Web) -> str:
    body = {"name": "龙泉社工站", "kind": "township", "region": "532501002"}
    id_ = str((await web.post(f"{API}/stations", body, by=COUNTY)).json()["id"])
    await web.post(f"{API}/stations/{id_}/sign", {"on": "2022-01-01"}, by=COUNTY)
    return id_


async def test_an_honour_is_given_once_listed_and_revoked(web: Web) -> None:
    body = {
        "title": "excellent_station",
        "level": "county",
        "year": TODAY.year,
        "recipient_id": await station(web),
        "region": "532501",
    }
    first = await web.post(f"{API}/honours", body, by=COUNTY)
    assert first.status_code == 201, first.text
    assert (await web.post(f"{API}/honours", body, by=COUNTY)).status_code == 409
    above = await web.post(f"{API}/honours", {**body, "level": "province"}, by=COUNTY)
    assert above.status_code in (403, 409, 422)
    path = f"{API}/honours/{first.json()['id']}/revoke"
    assert (await web.post(path, by=NEIGHBOUR)).status_code == 404
    assert (await web.get(f"{API}/honours", by=NEIGHBOUR)).json()["items"] == []
    assert len((await web.get(f"{API}/honours", by=COUNTY)).json()["items"]) == 1
    assert (await web.post(path, by=COUNTY)).is_success
    assert (await web.get(f"{API}/honours", by=COUNTY)).json()["items"] == []


async def test_only_an_office_above_both_pairs_two_areas_and_both_see_it(web: Web) -> None:
    body: dict[str, Any] = {
        "helper": "530102",
        "helped": "532501",
        "starts_on": TODAY.isoformat(),
        "ends_on": (TODAY + timedelta(days=365)).isoformat(),
        "goals": [{"indicator": "stations", "value": 3}],
    }
    assert (await web.post(f"{API}/pairings", body, by=COUNTY)).status_code == 403
    agreed = await web.post(f"{API}/pairings", body, by=PROVINCE)
    assert agreed.status_code == 201, agreed.text
    path = f"{API}/pairings/{agreed.json()['id']}"
    for side in ("530102", "532501"):
        seen = await web.get(path, by={"role": "county_officer", "region": side})
        assert seen.status_code == 200
    assert (await web.get(path, by=NEIGHBOUR)).status_code == 404
    reviewed = await web.post(
        f"{path}/review", {"reached": [{"indicator": "stations", "value": 3}]}, by=COUNTY
    )
    assert (reviewed.json()["met"], reviewed.json()["reviews"]) == (1, 1)
    assert code(await web.post(f"{path}/end", {"reason": "nothing"}, by=COUNTY)) == 422
    assert (await web.post(f"{path}/end", {"reason": "goals_met"}, by=COUNTY)).is_success


async def test_a_university_has_a_base_at_a_station_and_counts_its_students(web: Web) -> None:
    where = await station(web)
    body = {"university": "云南大学", "station_id": where, "on": "2022-03-01"}
    base = await web.post(f"{API}/practice-bases", body, by=COUNTY)
    assert base.status_code == 201, base.text
    path = f"{API}/practice-bases/{base.json()['id']}"
    counted = await web.post(f"{path}/interns", {"period": "2022H1", "persons": 6}, by=COUNTY)
    assert counted.json()["interns"] == {"2022H1": 6}
    assert (
        code(await web.post(f"{path}/interns", {"period": "2022", "persons": 6}, by=COUNTY)) == 422
    )
    assert (await web.post(f"{path}/close", by=NEIGHBOUR)).status_code == 404


async def test_a_stations_brand_is_shown_and_found(web: Web) -> None:
    where = await station(web)
    brand = {"name": "暖心屋", "domain": "elderly"}
    shown = await web.post(f"{API}/stations/{where}/brand", brand, by=COUNTY)
    assert shown.json()["brand"]["name"] == "暖心屋"
    found = (await web.get(f"{API}/stations?brand=elderly", by=COUNTY)).json()["items"]
    assert [one["id"] for one in found] == [where]
    assert (await web.get(f"{API}/stations?brand=children", by=COUNTY)).json()["items"] == []


def code(answer: httpx.Response) -> int:
    return answer.status_code
