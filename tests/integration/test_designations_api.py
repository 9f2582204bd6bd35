"""Demonstration sites and pilots over HTTP, on the real store."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from cli.engines import Engine
from services.registry import main
from tests.eventually import eventually
from tests.integration.test_stations_api import (
    NEIGHBOUR,
    OFFICER,
    PREFECTURE,
    STATIONS,
    WORKER,
    done,
    signed,
    told,
)
from tests.integration.web import Web, serving

pytestmark = pytest.mark.engines

PROVINCE = {"role": "province_admin", "region": "530000"}
DESIGNATIONS, SCHEMES = "/api/registry/designations", "/api/registry/designation-schemes"
SCHEME: dict[str, Any] = {
    "region": "532500", "kind": "demonstration", "level": "county", "per_county": 2,
    "rung": "signed", "valid_months": 24, "criteria": ["six_haves_met"],
    "document_number": "红民发〔2022〕8号", "clause": "第三条",
}  # fmt: skip


@pytest.fixture
async def web(store: Engine, tmp_path: Path) -> AsyncIterator[Web]:
    async with serving(main.build, store, tmp_path) as (web, _):
        yield web


async def station(web: Web, **changes: Any) -> str:
    return (await signed(web, **changes)).rsplit("/", 1)[1]


def grant(station_id: str, **changes: Any) -> dict[str, Any]:
    plain = {
        "station_id": station_id, "kind": "demonstration", "level": "county",
        "criteria": ["six_haves_met"], "features": ["ethnic_community"],
    }  # fmt: skip
    return plain | changes


async def test_a_station_becomes_a_demonstration_site_under_the_scheme_of_its_prefecture(
    web: Web,
) -> None:
    one = await station(web)
    assert told(await web.post(DESIGNATIONS, grant(one), by=OFFICER)) == (409, "scheme_missing")
    await done(web, SCHEMES, SCHEME, by=PREFECTURE)
    refused = await web.post(DESIGNATIONS, grant(one, criteria=[]), by=OFFICER)
    assert told(refused) == (422, "criterion_not_confirmed")
    assert (refused.json()["document"], refused.json()["clause"]) == ("红民发〔2022〕8号", "第三条")
    made = await done(web, DESIGNATIONS, grant(one))
    assert (made["holds"], made["region"]) == (True, "532501002")
    shown = (await web.get(f"{DESIGNATIONS}/{made['id']}", by=WORKER)).json()
    assert shown == made
    binding = (await web.get(
        f"{SCHEMES}/binding?region=532501&kind=demonstration&level=county", by=OFFICER
    )).json()  # fmt: skip
    assert (binding["per_county"], binding["held"]) == (2, 1)
    assert {r["document_number"] for r in binding["requirements"]} == {"红民发〔2022〕8号"}


async def test_of_many_grants_at_once_no_more_than_the_ceiling_succeed(web: Web) -> None:
    await done(web, SCHEMES, SCHEME, by=PREFECTURE)
    stations = [await station(web, name=f"站{n}") for n in range(6)]
    answers = await asyncio.gather(
        *(web.post(DESIGNATIONS, grant(one), by=OFFICER) for one in stations)
    )
    assert Counter(a.status_code for a in answers) == {201: 2, 409: 4}
    refused = next(a.json() for a in answers if a.status_code == 409)
    assert (refused["code"], refused["limit"], refused["held"]) == ("county_ceiling_reached", 2, 2)
    listed = (await web.get(DESIGNATIONS, by=OFFICER)).json()["items"]
    assert len(listed) == 2
    await done(web, f"{DESIGNATIONS}/{listed[0]['id']}/withdraw", {"reason": "review_failed"})
    assert (await web.post(DESIGNATIONS, grant(stations[5]), by=OFFICER)).status_code in (201, 409)
    assert len((await web.get(f"{DESIGNATIONS}?ended=true", by=OFFICER)).json()["items"]) >= 2


async def test_a_level_above_ones_own_and_an_area_not_ones_own_are_refused(web: Web) -> None:
    await done(web, SCHEMES, SCHEME | {"region": "530000", "level": "province"}, by=PROVINCE)
    one = await station(web)
    above = await web.post(DESIGNATIONS, grant(one, level="province"), by=OFFICER)
    assert told(above) == (403, "level_above_officer")
    assert told(await web.post(DESIGNATIONS, grant(one), by=NEIGHBOUR)) == (404, "not_found")
    assert told(await web.post(SCHEMES, SCHEME, by=OFFICER)) == (403, "region_out_of_scope")
    made = await done(web, DESIGNATIONS, grant(one, level="province"), by=PROVINCE)
    taken = await web.post(
        f"{DESIGNATIONS}/{made['id']}/withdraw", {"reason": "review_failed"}, by=OFFICER
    )
    assert told(taken) == (403, "level_above_officer")
    assert (await web.get(f"{DESIGNATIONS}/{made['id']}", by=NEIGHBOUR)).status_code == 404
    looser = SCHEME | {"region": "532500", "level": "province", "per_county": 3}
    assert told(await web.post(SCHEMES, looser, by=PREFECTURE)) == (422, "looser_than_above")


async def test_a_repeated_grant_is_one_and_terms_are_extended(web: Web) -> None:
    await done(web, SCHEMES, SCHEME, by=PREFECTURE)
    key, one = uuid4().hex, await station(web)
    first = await done(web, DESIGNATIONS, grant(one, expires_on="2027-01-31"), key=key)
    again = await done(web, DESIGNATIONS, grant(one, expires_on="2027-01-31"), key=key)
    assert first["id"] == again["id"]
    assert told(await web.post(DESIGNATIONS, grant(one), by=OFFICER)) == (
        409,
        "already_designated",
    )
    path = f"{DESIGNATIONS}/{first['id']}"
    assert (await done(web, f"{path}/extend", {"expires_on": "2027-12-31"}))["expires_on"] == (
        "2027-12-31"
    )
    too_long = await web.post(f"{path}/extend", {"expires_on": "2099-12-31"}, by=OFFICER)
    assert told(too_long) == (422, "valid_too_long")


async def test_lists_are_filtered_and_paged(web: Web) -> None:
    await done(web, SCHEMES, SCHEME, by=PREFECTURE)
    made = [
        (await done(web, DESIGNATIONS, grant(await station(web, name=f"站{n}"))))["id"]
        for n in range(2)
    ]
    page = (await web.get(f"{DESIGNATIONS}?limit=1", by=OFFICER)).json()
    rest = (await web.get(f"{DESIGNATIONS}?limit=1&after={page['next']}", by=OFFICER)).json()
    assert [page["items"][0]["id"], rest["items"][0]["id"]] == sorted(made)
    assert rest["next"] is None
    for asked, n in (("feature=ethnic_community", 2), ("kind=pilot", 0), ("on=2022-01-01", 0)):
        items = (await web.get(f"{DESIGNATIONS}?{asked}", by=OFFICER)).json()["items"]
        assert len(items) == n, asked
    assert (await web.get(DESIGNATIONS, by=NEIGHBOUR)).json()["items"] == []


async def test_a_closed_station_loses_its_designation_and_one_that_moves_takes_it_along(
    web: Web,
) -> None:
    await done(web, SCHEMES, SCHEME, by=PREFECTURE)
    closing, moving = [await station(web, name=name) for name in ("关", "移")]
    for one in (closing, moving):
        await done(web, DESIGNATIONS, grant(one))
    await done(web, f"{STATIONS}/{closing}/close", {"reason": "merged"})
    await done(web, f"{STATIONS}/{moving}/move", {"region": "532501003"})

    async def holding() -> list[tuple[str, str]]:
        items = (await web.get(DESIGNATIONS, by=OFFICER)).json()["items"]
        return [(item["station_id"], item["region"]) for item in items]

    await eventually_of(holding, [(moving, "532501003")])


async def eventually_of(ask: Any, wanted: object) -> None:
    seen: list[object] = []

    async def look() -> bool:
        seen[:] = [await ask()]
        return seen == [wanted]

    await eventually(look)
