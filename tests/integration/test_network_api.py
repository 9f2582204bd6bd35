"""Local networks and the three-year programme over HTTP, on the real store."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest

from cli.engines import Engine
from services.registry import main
from tests.integration.test_stations_api import (
    NEIGHBOUR,
    OFFICER,
    PREFECTURE,
    WORKER,
    done,
    signed,
    told,
)
from tests.integration.web import Web, serving

pytestmark = pytest.mark.engines

NETWORKS, PROGRAMME = "/api/registry/networks", "/api/registry/programme"
SHAPE = {
    "name": "1+10+X",
    "region": "532501",
    "tiers": [
        {"kinds": ["general"], "wanted": 1},
        {"kinds": ["township", "subdistrict"], "wanted": 10},
        {"kinds": ["room", "point"]},
    ],
}
COVERAGE = {
    "region": "532501",
    "stage": "coverage",
    "starts_on": "2022-01-01",
    "ends_on": "2022-12-31",
    "document_number": "云民发〔2021〕36号",
}


@pytest.fixture
async def web(store: Engine, tmp_path: Path) -> AsyncIterator[Web]:
    async with serving(main.build, store, tmp_path) as (web, _):
        yield web


async def test_a_shape_is_kept_and_compared_with_the_stations_there_are(web: Web) -> None:
    network = await done(web, NETWORKS, SHAPE)
    general = await signed(web, kind="general", region="532501", name="总站")
    await signed(web, parent_id=general.rsplit("/", 1)[1])
    await signed(web, kind="room", name="社工室")
    found = (await web.get(f"{NETWORKS}/{network['id']}/fulfilment", by=WORKER | {
        "region": "532501"
    })).json()  # fmt: skip
    assert not found["fulfilled"]
    assert [(t["standing"], t["lacking"], t["unattached"]) for t in found["tiers"]] == [
        (1, 0, 0), (1, 9, 0), (1, 0, 1),
    ]  # fmt: skip
    smaller = {"name": "1+1+X", "tiers": [*SHAPE["tiers"][:1], {"kinds": ["subdistrict"],
               "wanted": 1}]}  # fmt: skip
    reshaped = await done(web, f"{NETWORKS}/{network['id']}/reshape", smaller)
    assert (reshaped["version"], reshaped["name"]) == (2, "1+1+X")
    again = (await web.get(f"{NETWORKS}/{network['id']}/fulfilment", by=OFFICER)).json()
    assert again["fulfilled"]


async def test_networks_are_listed_in_their_area_until_they_are_withdrawn(web: Web) -> None:
    key = uuid4().hex
    network = await done(web, NETWORKS, SHAPE, key=key)
    assert (await done(web, NETWORKS, SHAPE, key=key))["id"] == network["id"]
    assert len((await web.get(NETWORKS, by=PREFECTURE)).json()["items"]) == 1
    assert (await web.get(NETWORKS, by=NEIGHBOUR)).json()["items"] == []
    assert (await web.get(f"{NETWORKS}/{network['id']}", by=NEIGHBOUR)).status_code == 404
    assert told(await web.post(NETWORKS, SHAPE, by=NEIGHBOUR)) == (403, "region_out_of_scope")
    assert (await web.post(NETWORKS, SHAPE, by=WORKER)).status_code == 403
    await done(web, f"{NETWORKS}/{network['id']}/withdraw")
    assert (await web.get(NETWORKS, by=OFFICER)).json()["items"] == []
    again = await web.post(f"{NETWORKS}/{network['id']}/withdraw", by=OFFICER)
    assert told(again) == (409, "network_withdrawn")


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        ({"tiers": []}, "/tiers"),
        ({"tiers": [{"kinds": ["castle"], "wanted": 1}]}, "/tiers/0/kinds/0"),
        ({"tiers": [{"kinds": ["room"], "wanted": -1}]}, "/tiers/0/wanted"),
        ({"tiers": [{"kinds": ["room"], "wanted": 1}, {"kinds": ["general"]}]}, "/tiers/1"),
        ({"region": "999999"}, "/region"),
        ({"verified": True}, "/verified"),
    ],
)
async def test_a_shape_that_means_nothing_is_refused(
    web: Web, change: dict[str, object], answer: str
) -> None:
    refused = await web.post(NETWORKS, SHAPE | change, by=OFFICER)
    assert refused.status_code == 422, refused.text
    assert refused.json()["errors"][0]["pointer"] == answer


async def test_the_stage_set_is_shown_beside_what_was_really_reached(web: Web) -> None:
    await signed(web)
    await done(web, PROGRAMME, COVERAGE)
    shown = (await web.get(f"{PROGRAMME}?on=2022-06-30", by=WORKER)).json()
    assert shown["whole"]["set_by"] == "532501"
    assert shown["whole"]["stage"]["stage"] == "coverage"
    assert (shown["whole"]["aim"], shown["whole"]["reached"]) == ("signed", 1)
    assert not shown["whole"]["late"]
    county = (await web.get(f"{PROGRAMME}?on=2023-01-01", by=OFFICER)).json()
    assert county["whole"]["late"]
    late = {part["region"] for part in county["parts"] if part["late"]}
    assert "532501002" not in late
    assert len(late) == county["whole"]["due"] - 1


async def test_a_stage_is_set_once_however_often_it_is_sent_and_in_ones_own_area(
    web: Web,
) -> None:
    key = uuid4().hex
    answers = await asyncio.gather(
        *(web.post(PROGRAMME, COVERAGE, by=OFFICER, key=key) for _ in range(5))
    )
    assert {answer.status_code for answer in answers} == {201}
    assert {answer.json()["version"] for answer in answers} == {1}
    assert told(await web.post(PROGRAMME, COVERAGE, by=NEIGHBOUR)) == (403, "region_out_of_scope")
    skipped = COVERAGE | {
        "stage": "improvement", "starts_on": "2024-01-01", "ends_on": "2024-12-31",
    }  # fmt: skip
    assert told(await web.post(PROGRAMME, skipped, by=OFFICER)) == (
        422,
        "programme_stage_skipped",
    )
    numbered = await web.post(PROGRAMME, COVERAGE | {"document_number": "36号"}, by=OFFICER)
    assert numbered.json()["errors"][0]["pointer"] == "/document_number"
    assert told(await web.get(f"{PROGRAMME}?region=532503", by=OFFICER))[0] == 403
