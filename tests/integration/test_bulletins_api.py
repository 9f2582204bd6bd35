"""Bulletins, comparisons and tables over HTTP: scoped, and wrong questions say what exists."""

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

OFFICER = {"role": "prefecture_officer", "region": "532500"}
ASKED = "region=532500&period=2022H1"


@pytest.fixture
async def web(store: Engine, tmp_path: Path) -> AsyncIterator[Web]:
    async with serving(main.build, store, tmp_path) as (web, service):
        ledger: Ledger = service.provides[Ledger]  # type: ignore[assignment]
        visit = Cell("service_person_times", "532501002", date(2022, 3, 1), "domain=elderly")
        ledger.cube.add([(visit, 40)])
        yield web


async def test_the_bulletin_of_an_area_comes_as_workbook_and_as_pdf(web: Web):
    book = await web.get(f"/api/metrics/bulletins/bulletin.xlsx?{ASKED}", by=OFFICER)
    assert (book.status_code, book.content[:2]) == (200, b"PK")
    pdf = await web.get(f"/api/metrics/bulletins/bulletin.pdf?{ASKED}", by=OFFICER)
    assert (pdf.status_code, pdf.content[:5]) == (200, b"%PDF-")
    for question, status in (("region=533400&period=2022H1", 403), ("period=2022H3", 422)):
        answer = await web.get(f"/api/metrics/bulletins/bulletin.pdf?{question}", by=OFFICER)
        assert answer.status_code == status


async def test_areas_are_compared_within_the_callers_own(web: Web):
    path = f"/api/metrics/comparison?indicator=service_person_times&per=staff&{ASKED}"
    shown = (await web.get(path, by=OFFICER)).json()
    (gejiu,) = [row for row in shown["rows"] if row["region"] == "532501"]
    assert (gejiu["value"], gejiu["per"], gejiu["ratio"]) == (40, 0, None)
    assert (shown["unit"], shown["per_unit"], shown["total"]) == ("人次", "人", 40)
    away = path.replace("532500", "533400")
    assert (await web.get(away, by=OFFICER)).status_code == 403
    unknown = await web.get(path.replace("per=staff", "per=stuff"), by=OFFICER)
    assert unknown.json()["code"] == "indicator_unknown"
    assert "staff" in unknown.text, "names the nearest"


async def test_a_slice_is_also_a_table(web: Web):
    path = "/api/metrics/figures?indicator=service_person_times&by=region&" + ASKED
    table = await web.get(f"{path}&format=csv", by=OFFICER)
    assert table.headers["content-type"].startswith("text/csv")
    assert "532501,云南省 / 红河哈尼族彝族自治州 / 个旧市" in table.text
    assert (await web.get(f"{path}&format=xlsx", by=OFFICER)).content[:2] == b"PK"
    assert (await web.get(f"{path}&format=pdf", by=OFFICER)).status_code == 422
