"""The committed region data: complete, connected, and found by code and by name."""

from collections import Counter
from itertools import pairwise

import pytest

from contracts import regions


def test_yunnan_is_complete() -> None:
    assert Counter(region.level for region in regions.all()) == {
        "province": 1,
        "prefecture": 16,
        "county": 129,
        "township": 1429,
    }


def test_every_code_starts_with_its_parents_significant_digits() -> None:
    for region in regions.all():
        if region.code == regions.ROOT:
            continue
        parent = regions.get(region.parent)
        assert parent is not None
        assert region.code.startswith(regions.significant(parent.code))
        assert regions.LEVELS.index(region.level) == regions.LEVELS.index(parent.level) + 1


def test_children_and_parents_agree() -> None:
    listed = [child for region in regions.all() for child in regions.children(region.code)]
    assert len(listed) == len(set(listed)) == len(regions.all()) - 1
    assert all(region in regions.children(region.parent) for region in listed)


def test_every_county_has_townships() -> None:
    counties = [r for r in regions.all() if r.level == "county"]
    assert all(len(regions.children(county.code)) > 0 for county in counties)


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("530000", "云南省"),
        ("530100", "昆明市"),
        ("532500", "红河哈尼族彝族自治州"),
        ("532501", "个旧市"),
        ("532302", "禄丰市"),
        ("533401", "香格里拉市"),
        ("532501002", "大屯街道"),
        ("532901101", "大理镇"),
    ],
)
def test_real_places_have_their_names(code: str, name: str) -> None:
    assert regions.require(code).name == name


def test_a_place_is_reached_from_the_province_by_its_path() -> None:
    assert regions.path("532501") == "云南省 / 红河哈尼族彝族自治州 / 个旧市"
    assert [r.code for r in regions.ancestors("532501002")] == ["532501", "532500", "530000"]
    assert regions.path("999999") == ""


@pytest.mark.parametrize(
    ("code", "digits"),
    [("530000", "53"), ("532500", "5325"), ("532501", "532501"), ("532501001", "532501001")],
)
def test_significant_digits_drop_the_padding(code: str, digits: str) -> None:
    assert regions.significant(code) == digits


def test_a_village_lies_in_its_township_and_not_in_the_next_county() -> None:
    assert regions.within("532501002001", "532501002")
    assert regions.within("532501002", "530000")
    assert not regions.within("532501002", "532502")
    assert not regions.within("532500", "532501")


def test_places_are_found_by_full_short_and_bare_name() -> None:
    for name in ("红河哈尼族彝族自治州", "红河州"):
        assert [r.code for r in regions.find(name)] == ["532500"]
    assert [r.code for r in regions.find(" 个旧 ")] == ["532501"]
    assert {r.code for r in regions.find("红河")} > {"532500", "532529"}
    assert [r.code for r in regions.find("云县")] == ["530922"]
    assert regions.find("云") == regions.find("东北省") == ()


def test_short_names_carry_no_ethnic_names_and_stay_unique_above_the_township() -> None:
    upper = [r for r in regions.all() if r.level != "township"]
    short = Counter(regions.short_name(r.name) for r in upper)
    assert not [name for name in short if "族" in name]
    assert set(short.values()) == {1}


def test_subdistricts_are_told_from_townships_and_towns() -> None:
    townships = [r for r in regions.all() if r.level == "township"]
    assert sum(r.is_subdistrict for r in townships) == 228
    assert not regions.require("532501").is_subdistrict


def test_an_abolished_code_names_its_successor() -> None:
    assert regions.retired("532331") == "532302"
    assert regions.retired("532331102") == "532302"
    assert regions.retired("532501001") == "532501"
    assert regions.retired("532501") is None
    assert regions.retired("999999") is None
    with pytest.raises(regions.RegionRetired, match="532302") as caught:
        regions.require("532331", "/region")
    assert (caught.value.code, caught.value.pointer) == ("region_retired", "/region")
    assert caught.value.successor.name == "禄丰市"


def test_no_live_code_is_retired_and_every_successor_is_live() -> None:
    assert [r.code for r in regions.all() if regions.retired(r.code)] == []
    for code in ("530200", "532123", "532722", "533521", "533421", "532901190"):
        assert regions.get(regions.retired(code) or "") is not None


def test_an_unknown_code_is_refused_in_two_languages() -> None:
    with pytest.raises(regions.RegionUnknown) as caught:
        regions.require("999999")
    assert caught.value.code == "region_unknown"
    assert "行政区划" in caught.value.zh
    assert "region" in caught.value.en


@pytest.mark.parametrize(("level", "count"), [("province", 1), ("prefecture", 16), ("county", 129)])
def test_every_region_above_the_township_has_an_outline(level: regions.Level, count: int) -> None:
    features = regions.outlines(level)["features"]
    assert len(features) == count
    for feature in features:
        properties = feature["properties"]
        region = regions.require(properties["code"])
        assert (region.name, region.level) == (properties["name"], level)
        assert tuple(properties["centroid"]) == regions.centroid(region.code)
        assert _holds(feature["geometry"], *properties["centroid"])


def test_outlines_can_be_asked_for_one_prefecture() -> None:
    features = regions.outlines("county", within="532500")["features"]
    assert len(features) == len(regions.children("532500")) == 13
    assert regions.outlines("township") == {"type": "FeatureCollection", "features": []}


def test_townships_have_no_invented_point() -> None:
    assert regions.centroid("532501002") is None


def _holds(geometry: dict[str, object], x: float, y: float) -> bool:
    """Even-odd rule over all rings: holes and islands come out right."""
    coordinates: list[object] = geometry["coordinates"]  # type: ignore[assignment]
    polygons = [coordinates] if geometry["type"] == "Polygon" else coordinates
    rings: list[list[list[float]]] = [ring for polygon in polygons for ring in polygon]  # type: ignore
    crossings = 0
    for ring in rings:
        for (x1, y1), (x2, y2) in pairwise(ring):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                crossings += 1
    return crossings % 2 == 1
