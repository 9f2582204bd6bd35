"""Figures over HTTP, on the real store: any period, and what there is where a question is wrong."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from urllib.parse import quote

import pytest

from cli.engines import Engine
from contracts import regions
from contracts.regions import changing
from contracts.regions.change import Change
from contracts.regions.published import published
from services.metrics import main
from services.metrics.counting import deltas_of
from services.metrics.ledger import Ledger
from services.metrics.stated import Stated
from tests.integration.web import Web, serving
from tests.unit.metrics.mothers import recorded, stated

pytestmark = pytest.mark.engines

OFFICER = {"role": "prefecture_officer", "region": "532500"}
FIGURES = "/api/metrics/figures"
SERVICES = f"{FIGURES}?indicator=service_person_times"


@pytest.fixture
async def web(store: Engine, tmp_path: Path) -> AsyncIterator[Web]:
    async with serving(main.build, store, tmp_path) as (web, service):
        regions.follow(published())
        ledger = service.provides[Ledger]
        assert isinstance(ledger, Ledger)
        for n, day in enumerate((date(2022, 1, 14), date(2022, 1, 15), date(2022, 3, 10))):
            ledger.cube.add(deltas_of(recorded(person_times=2**n, occurred_on=day)))
        ledger.cube.add(deltas_of(recorded(persons=9)))
        said = stated("stations", 141)
        ledger.cube.state([Stated("e1", "2022-07-01T00:00:00.000Z", said)])
        yield web
    regions.follow(published())


async def values(web: Web, path: str) -> dict[str, int]:
    answer = await web.get(path, by=OFFICER)
    assert answer.status_code == 200, answer.text
    return {row["period"]: row["value"] for row in answer.json()["rows"]}


async def test_a_figure_is_asked_for_over_any_days_since_a_month_and_as_of_a_day(web: Web) -> None:
    for period, value in (
        ("2022-01-15..2022-03-10", 6),
        ("2022-01-15..2022-03-09", 2),
        ("2022-02..", 4),
        ("..2022-01-15", 3),
        ("2022Q1", 7),
    ):
        assert await values(web, f"{SERVICES}&period={period}") == {period: value}
    by_month = await values(web, f"{SERVICES}&period=2022-01-15..2022-03-10&by=month")
    assert by_month == {"2022-01-15..2022-01-31": 2, "2022-02": 0, "2022-03-01..2022-03-10": 4}


async def test_areas_are_compared_over_any_days(web: Web) -> None:
    path = "/api/metrics/comparison?indicator=service_person_times&period=2022-01-15..2022-03-10"
    rows = {row["region"]: row for row in (await web.get(path, by=OFFICER)).json()["rows"]}
    assert (rows["532501"]["value"], rows["532501"]["before"]) == (6, 1)


@pytest.mark.parametrize(
    ("query", "code", "names"),
    [
        ("unit=人", "unit_mismatch", "persons_served"),
        ("nature=stock", "nature_mismatch", "流量"),
        ("period=2022-03-10..2022-01-15", "period_invalid", "截至某日"),
        ("period=2022-02-30..", "period_invalid", "以来"),
    ],
)
async def test_a_wrong_unit_nature_or_period_answers_with_what_exists(
    web: Web, query: str, code: str, names: str
) -> None:
    answer = await web.get(f"{SERVICES}&{query}", by=OFFICER)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert names in answer.json()["detail"]


async def test_where_nothing_stated_answers_it_says_what_is_stated(web: Web) -> None:
    path = f"{FIGURES}?indicator=stations&basis=stated&period="
    assert await values(web, f"{path}2022-01-01..2022-06-30") == {"2022H1": 141}
    said = (await web.get(f"{path}2021", by=OFFICER)).json()
    assert said["rows"] == []
    assert [found["period"] for found in said["exists"]] == ["2022H1"]


async def test_a_moved_townships_figures_are_found_by_the_borders_of_then_and_of_now(
    web: Web,
) -> None:
    day = date(2022, 2, 1)
    moved = changing.move(published(), "532501002", "532503099", day)
    regions.follow(published().after(Change("moved", day, moved)))
    path = f"{SERVICES}&period=2022H1&region="
    for region, then, now in (("532501", 3, 0), ("532503", 4, 7)):
        assert await values(web, f"{path}{region}&boundaries=then") == {"2022H1": then}
        assert await values(web, f"{path}{region}") == {"2022H1": now}
        trace = f"{FIGURES}/trace?indicator=service_person_times&region={region}&boundaries=then"
        assert (await web.get(trace, by=OFFICER)).status_code == 200
    late = f"{SERVICES}&period=2022-04&region=532501002&boundaries=then"
    gone = await web.get(late, by=OFFICER)
    assert gone.status_code == 422
    wrong = await web.get(f"{path}532501&boundaries=later", by=OFFICER)
    assert wrong.status_code == 422


async def test_broken_rules_are_listed_with_size_owner_and_age_within_ones_area(web: Web) -> None:
    path = "/api/metrics/findings?period="
    assert (await web.get(f"{path}2021", by=OFFICER)).json()["items"] == []
    page = (await web.get(f"{path}2022H1&limit=1", by=OFFICER)).json()
    (first,) = page["items"]
    assert (first["rule"], first["region"], first["size"], first["unit"]) == (
        "persons_within_times", "532500", 2, "人",
    )  # fmt: skip
    assert first["age"] > 0
    rest = await web.get(f"{path}2022H1&after={page['next']}", by=OFFICER)
    assert [one["region"] for one in rest.json()["items"]] == ["532501"]
    assert (await web.get(f"{path}2022H1&region=530100", by=OFFICER)).status_code == 403
    assert (await web.get(f"{path}soon", by=OFFICER)).status_code == 422


async def test_a_figure_and_its_trace_are_asked_for_of_some_members_of_a_dimension(
    web: Web,
) -> None:
    for where, value in (("domain=elderly+children", 7), ("domain=children", 0)):
        assert await values(web, f"{SERVICES}&period=2022H1&where={quote(where)}") == {
            "2022H1": value
        }
    trace = f"{FIGURES}/trace?indicator=service_person_times&where=domain%3Dchildren"
    assert (await web.get(trace, by=OFFICER)).json()["items"] == []
    wrong = await web.get(f"{SERVICES}&where=kind%3Dtownship", by=OFFICER)
    assert (wrong.status_code, wrong.json()["code"]) == (422, "dimension_unknown")
