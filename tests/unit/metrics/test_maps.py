"""Figures on a map: one feature an area, and a hole where the public may see none."""

from __future__ import annotations

import json
from typing import Any

import pytest

from services.metrics import figures
from services.metrics.figures import Question
from services.metrics.formats import maps
from services.metrics.public import PublicSplit, shown
from tests.unit.metrics.mothers import DATUN, GEJIU, HONGHE, TODAY, cube_of, recorded, signed


def question(indicator: str, region: str = HONGHE, by: str = "region") -> Question:
    return Question.of(indicator, region, "2022", by, TODAY)


def features(text: bytes) -> dict[str, Any]:
    said = json.loads(text)
    assert said["type"] == "FeatureCollection"
    return {feature["id"]: feature for feature in said["features"]}


def test_each_county_has_its_outline_its_name_and_its_figure() -> None:
    cube = cube_of(recorded(person_times=7))
    found = features(maps.written(figures.recorded(cube, question("service_person_times"), "")))
    assert len(found) == 13
    gejiu = found[GEJIU]
    assert gejiu["geometry"]["type"] in ("Polygon", "MultiPolygon")
    assert {k: gejiu["properties"][k] for k in ("name", "level", "value", "unit")} == {
        "name": "个旧市", "level": "county", "value": 7, "unit": "人次",
    }  # fmt: skip


def test_a_township_has_a_figure_and_no_outline() -> None:
    cube = cube_of(recorded(person_times=7))
    asked = question("service_person_times", GEJIU)
    datun = features(maps.written(figures.recorded(cube, asked, "")))[DATUN]
    assert (datun["geometry"], datun["properties"]["value"]) == (None, 7)


def test_an_area_with_several_figures_lists_them_and_shows_no_single_value() -> None:
    cube = cube_of(recorded(person_times=7), recorded(person_times=2, domain="children"))
    asked = question("service_person_times", by="region,domain")
    gejiu = features(maps.written(figures.recorded(cube, asked, "")))[GEJIU]["properties"]
    assert gejiu["value"] is None
    assert sorted(figure["value"] for figure in gejiu["figures"]) == [2, 7]


def test_the_public_sees_neither_a_small_count_nor_what_would_tell_it() -> None:
    cube = cube_of(
        recorded(person_times=3),
        recorded(person_times=40, region="532502001"),
        recorded(person_times=90, region="532503001"),
    )
    rows, hidden = shown(cube, question("service_person_times"), "")
    assert hidden == [GEJIU, "532502"]
    assert {row.region: row.value for row in rows if row.value} == {"532503": 90}
    on_map = features(maps.written(rows, hidden))
    assert on_map[GEJIU]["properties"]["suppressed"]
    assert on_map[GEJIU]["properties"]["value"] is None
    assert not on_map["532503"]["properties"]["suppressed"]
    below, _ = shown(cube, question("service_person_times", "532502"), "")
    assert below == [], "its townships would add up to it"


def test_a_count_of_stations_is_nobodys_and_stays() -> None:
    rows, hidden = shown(cube_of(signed()), question("stations"), "")
    assert hidden == []
    assert sum(row.value for row in rows) == 1


@pytest.mark.parametrize("period", ["cumulative", "2022-03-01..2022-03-02"])
def test_the_public_chooses_no_days_of_its_own(period: str) -> None:
    asked = Question.of("service_person_times", HONGHE, period, "region", TODAY)
    with pytest.raises(PublicSplit):
        shown(cube_of(), asked, "")


@pytest.mark.parametrize("by", ["", "month", "region,domain", "region,month"])
def test_the_public_gets_no_other_split(by: str) -> None:
    with pytest.raises(PublicSplit):
        shown(cube_of(), question("service_person_times", by=by), "")
