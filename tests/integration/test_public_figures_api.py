"""Figures for a map and for the public, over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from cli.engines import Engine
from services.metrics import main
from services.metrics.counting import Cell
from services.metrics.ledger import Ledger
from tests.integration.web import Web, serving

pytestmark = pytest.mark.engines

PREFECTURE = {"role": "prefecture_officer", "region": "532500", "sub": "prefecture"}
ASK = "/api/metrics/figures?indicator=service_person_times&period=2022&by=region"


@pytest.fixture
async def web(store: Engine, tmp_path: Path) -> AsyncIterator[Web]:
    async with serving(main.build, store, tmp_path) as (web, service):
        ledger = service.provides[Ledger]
        assert isinstance(ledger, Ledger)
        for place, value in (("532501002", 3), ("532502001", 40), ("532503001", 90)):
            day = date(2022, 3, 1)
            ledger.cube.add([(Cell("service_person_times", place, day, "domain=elderly"), value)])
        yield web


async def test_an_officer_sees_all_and_the_public_no_small_count(web: Web) -> None:
    seen = (await web.get(ASK, by=PREFECTURE)).json()
    assert sum(row["value"] for row in seen["rows"]) == 133
    assert "suppressed" not in seen
    public = (await web.get(f"{ASK}&public=true", by=PREFECTURE)).json()
    assert public["suppressed"] == ["532501", "532502"]
    assert sum(row["value"] for row in public["rows"]) == 90


async def test_a_map_has_an_outline_for_each_county_and_a_hole_for_the_hidden(web: Web) -> None:
    answer = await web.get(f"{ASK}&public=true&format=geojson", by=PREFECTURE)
    assert answer.headers["content-type"] == "application/geo+json"
    features = answer.json()["features"]
    assert len(features) == 13
    assert all(feature["geometry"] for feature in features)
    holes = [f["id"] for f in features if f["properties"]["suppressed"]]
    assert holes == ["532501", "532502"]


async def test_another_split_for_the_public_is_refused_with_what_is_right(web: Web) -> None:
    for asked in (f"{ASK},month", f"{ASK}&basis=stated"):
        answer = await web.get(f"{asked}&public=true", by=PREFECTURE)
        assert (answer.status_code, answer.json()["code"]) == (422, "public_split")
        assert "by=region" in answer.json()["detail"]
